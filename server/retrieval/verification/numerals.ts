import { fold } from '#platform/text/words.ts';
import { numberAt } from './numberWords.ts';

/** Months and weekdays of both languages, in the order of the year and the week. */
const MONTHS = [
  ['enero', 'january'],
  ['febrero', 'february'],
  ['marzo', 'march'],
  ['abril', 'april'],
  ['mayo', 'may'],
  ['junio', 'june'],
  ['julio', 'july'],
  ['agosto', 'august'],
  ['septiembre', 'september', 'setiembre'],
  ['octubre', 'october'],
  ['noviembre', 'november'],
  ['diciembre', 'december'],
];
const WEEKDAYS = [
  ['lunes', 'monday'],
  ['martes', 'tuesday'],
  ['miércoles', 'wednesday'],
  ['jueves', 'thursday'],
  ['viernes', 'friday'],
  ['sábado', 'saturday'],
  ['domingo', 'sunday'],
];
const NAMES = new Map(
  [...MONTHS, ...WEEKDAYS].flatMap(([name = '', ...others]) =>
    others.map((other): [string, string] => [other, name]),
  ),
);
const ABBREVIATED = new Map(
  MONTHS.flatMap(([name = '', english = '']) => [
    [english.slice(0, 3), name] as const,
    [name.slice(0, 3), name] as const,
  ]),
);

const ORDINALS = new Map(
  [
    '1=primer primero primera primeros primeras first',
    '2=segundo segunda second',
    '3=tercer tercero tercera third',
    '4=cuarta fourth',
    '5=quinto quinta fifth',
    '6=sexto sexta sixth',
    '7=séptimo séptima seventh',
    '8=octavo octava eighth',
    '9=noveno novena ninth',
    '10=décimo décima tenth',
    '11=undécimo undécima eleventh',
    '12=duodécimo duodécima twelfth',
    ...'thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'
      .split(' ')
      .map((word, i) => `${i + 13}=${word}`),
  ].flatMap((line) => {
    const [value = '', list = ''] = line.split('=');
    return fold(list)
      .split(' ')
      .map((word): [string, string] => [word, value]);
  }),
);
const ORDINAL = new RegExp(
  String.raw`(?<!\p{L}|(?:\b(?:un|una|por|per|cada|each|at|del?|any|the other|minuto y) ))(?:${[
    ...ORDINALS.keys(),
    'séptim[oa]',
    'décim[oa]',
    'undécim[oa]',
    'duodécim[oa]',
  ].join('|')})(?!\p{L})(?! (?:parts?|partes?)\b)`,
  'giu',
);

const COUNT = String.raw`\d+(?:[.,]\d+)?|un|una|one|an?|dos|two|tres|three|cuatro|four|cinco|five|seis|six|siete|seven|ocho|eight|nueve|nine|diez|ten|once|eleven|doce|twelve|quince|fifteen|veinte|twenty|treinta|thirty`;
const DENOMINATORS: [RegExp, number][] = [
  [/^(?:tercio|tercera|third)/i, 3],
  [/^(?:cuart|quarter)/i, 4],
  [/^(?:quint|fifth)/i, 5],
  [/^(?:decim|décim|tenth)/i, 10],
];
const percent = (share: number): string => ` ${Number((100 * share).toFixed(3))} percent `;

function fraction(whole: string, count = '', part = ''): string {
  const denominator = DENOMINATORS.find(([pattern]) => pattern.test(part))?.[1];
  return denominator === undefined ? whole : percent(valueOf(count) / denominator);
}

/** The number that a word or figure stands for; the articles are one. */
function valueOf(word: string): number {
  const folded = fold(word).replace(',', '.');
  return /^(?:una?|an?|one|la|the)$/.test(folded) ? 1 : (numberAt([folded], 0)?.value ?? Number.NaN);
}

/** 24 hours: `8`, `30`, afternoon. */
function clock(hours: string, minutes: string, isLate: boolean): string {
  const hour = valueOf(hours) % 12;
  return Number.isNaN(hour) ? `${hours} ${minutes}` : ` ${isLate ? hour + 12 : hour}:${minutes || '00'} `;
}

const MONTH_NAMES = MONTHS.map(([name]) => name).join('|');

/** One number for a day of the year: `14 de mayo` is the 514th. The month stays, since it may be claimed alone. */
function dayOf(day: string, month: string): string {
  const number = MONTHS.findIndex(([name]) => name === month) + 1;
  return `${100 * number + Number(day)} calendarday ${month}`;
}

const ROMAN: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100 };
function romanValue(numeral: string): number {
  const values = [...numeral].map((sign) => ROMAN[sign] ?? 0);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

function date(whole: string, day: string, month: string, year: string): string {
  const [first, second] = [Number(day), Number(month)];
  const [d, m] = second > 12 ? [second, first] : [first, second];
  const name = MONTHS[m - 1]?.[0];
  return name === undefined || d > 31 || d < 1 ? whole : `${d} de ${name} de ${year}`;
}

type Spelling = readonly [RegExp, (...match: string[]) => string];

/** Dates, times of day, fractions, ordinals and multiples: each in one spelling, made of figures and units. */
export const NUMERALS: readonly Spelling[] = [
  [/\b(\d{4})-(\d\d)-(\d\d)\b/g, (all, year = '', month = '', day = '') => date(all, day, month, year)],
  [
    /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/g,
    (all, day = '', month = '', year = '') => date(all, day, month, year),
  ],
  // The month, not the verb.
  [
    /(?<=\d(?:st|nd|rd|th)?\s?(?:of )?|\b(?:in|of|by|since|until|from|to|early|late|mid|last|next|and|every|on|between) )May\b|\bMay(?= \d)/g,
    () => 'mayo',
  ],
  [
    /\b(?:January|February|March|April|June|July|August|September|October|November|December|setiembre|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=s?\b))/g,
    (name) => NAMES.get(name.toLowerCase()) ?? name,
  ],
  [/\b(lunes|martes|miércoles|jueves|viernes|sábado|domingo)s(?!\p{L})/gu, (_all, day = '') => day],
  [
    /(?<=\b\d{1,2}(?: de)? )(ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec)(?:t?\.|t)?(?= (?:de )?\d{4})/gi,
    (all, month = '') => ABBREVIATED.get(month.toLowerCase()) ?? all,
  ],
  [/\bsiglos? ([IVXLC]+)\b/g, (_all, numeral = '') => `${romanValue(numeral)} ordinal siglo`],
  [
    new RegExp(String.raw`\b(${COUNT})(?::(\d\d))?\s?([ap])\.?\s?m\b\.?`, 'gi'),
    (_all, hours = '', minutes = '', half = '') => clock(hours, minutes, half.toLowerCase() === 'p'),
  ],
  [
    new RegExp(String.raw`\bhalf past (${COUNT})\b`, 'gi'),
    (_all, hours = '') => String(valueOf(hours) + 0.5),
  ],
  [
    new RegExp(String.raw`\b(?:a )?quarter (past|to) (${COUNT})\b`, 'gi'),
    (_all, side = '', hours = '') => String(valueOf(hours) + (side === 'to' ? -0.25 : 0.25)),
  ],
  [
    new RegExp(String.raw`\b(las? )(${COUNT}) (y media|y cuarto|menos cuarto)\b`, 'gi'),
    (_all, article = '', hours = '', part = '') =>
      `${article}${valueOf(hours) + (part === 'y media' ? 0.5 : part === 'y cuarto' ? 0.25 : -0.25)}`,
  ],
  [
    /\blas? (\d{1,2})(?::(\d\d)|\.(5|25|75))? (?:horas )?de la (mañana|tarde|noche)\b/gi,
    (_all, hours = '', minutes = '', part = '', half = '') => {
      const past = part === '5' ? '30' : part === '25' ? '15' : part === '75' ? '45' : minutes;
      return `las ${clock(hours, past, half !== 'mañana')}`;
    },
  ],
  [
    new RegExp(String.raw`\b(${COUNT})( \p{L}+)? (?:y medi[oa]|and a half)(?!\p{L})( \p{L}+)?`, 'giu'),
    (_all, count = '', unit = '', after = '') => `${valueOf(count) + 0.5}${unit}${after}`,
  ],
  [
    new RegExp(
      String.raw`\b(${COUNT}|the|la) (tercios?|tercera parte|cuart[oa]s? partes?|cuartos?(?= de l)|quintos?|quinta parte|décima parte|thirds?|quarters?|fifths?|tenth)(?= (?:of|de|del)\b)`,
      'giu',
    ),
    fraction,
  ],
  [
    new RegExp(
      String.raw`\b(${COUNT}) (?:in|out of|de cada) (two|three|four|five|ten|dos|tres|cuatro|cinco|diez)\b`,
      'gi',
    ),
    (_all, count = '', whole = '') => percent(valueOf(count) / valueOf(whole)),
  ],
  [/(?<!\p{L})(?:duplic\p{L}*|doubl(?:ed?|es|ing)|dobles?|twice)(?!\p{L})/giu, () => ' 2 veces '],
  [/(?<!\p{L})(?:triplic\p{L}*|tripl(?:ed?|es|ing)|thrice)(?!\p{L})/giu, () => ' 3 veces '],
  [/(?<!\p{L})(?:cuadruplic\p{L}*|quadrupl\p{L}*)(?!\p{L})/giu, () => ' 4 veces '],
  [/\bonce (?=a |per |every |each )/gi, () => '1 veces '],
  [/\bonce (?=the |they |it |he |she |we |you )/gi, () => 'when '],
  [/(?<=\d)\s?(?:st|nd|rd|th|\.?º|\.?ª)(?![\p{L}\p{N}])/gu, () => ' ordinal '],
  [
    new RegExp(
      String.raw`\b(${MONTH_NAMES}) (\d{1,2})(?: ordinal)?(?=,|\.|;|\)|$| (?:and|to|at|by|in|for|or|\d{4})\b)`,
      'g',
    ),
    (_all, month = '', day = '') => dayOf(day, month),
  ],
  [
    new RegExp(String.raw`\b(\d{1,2})(?: ordinal)? (?:de |of )?(${MONTH_NAMES})\b`, 'g'),
    (_all, day = '', month = '') => dayOf(day, month),
  ],
  [ORDINAL, (word) => `${ORDINALS.get(fold(word)) ?? word} ordinal`],
];
