import { type Word, words } from '../text/words.ts';

/** What a question asks for, as far as its interrogative shows. */
export type AnswerKind = 'amount' | 'time' | 'person' | 'other';

const KINDS: [Exclude<AnswerKind, 'other'>, RegExp][] = [
  [
    'time',
    /(?<!\p{L})(?:cu[aá]ndo|qu[eé] (?:d[ií]as?|horas?|fechas?|años?|mes|horario)|when|what (?:time|day|date|year)|which (?:day|year))(?!\p{L})/iu,
  ],
  [
    'amount',
    /(?<!\p{L})(?:cu[aá]nt[oa]s?|qu[eé] (?:precio|cantidad|porcentaje|distancia|edad)|how (?:much|many|long|far|old|high|deep|often|large|big|tall)|(?:price|cost|costs|cuesta|vale)(?=\?|$| of| de))(?!\p{L})/iu,
  ],
  ['person', /(?<!\p{L})(?:qui[eé]n(?:es)?|who|whose|whom)(?!\p{L})/iu],
];

/** What kind of answer a Spanish or English question asks for. */
export function answerKind(question: string): AnswerKind {
  return KINDS.find(([, pattern]) => pattern.test(question))?.[0] ?? 'other';
}

const TIME =
  /(?<!\p{L})(?:lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|siglo|mediodía|medianoche|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|august|september|october|november|december|noon|midnight|century|a\.?m\.?|p\.?m\.?|\d{1,2}[:.]\d\d|\d{4}|(?:a|hasta|desde) las?)(?!\p{L})/iu;

/** Whether a sentence has something of the kind asked for that the question itself does not bring along. */
export function hasAnswerOf(kind: AnswerKind, sentence: string, asked: readonly Word[]): boolean {
  const brought = new Set(asked.map((word) => word.folded));
  const own = words(sentence);
  if (kind === 'time') return TIME.test(sentence);
  if (kind === 'amount')
    return own.some(
      (word) => (word.kind === 'number' || NUMBER_WORD.test(word.folded)) && !brought.has(word.folded),
    );
  if (kind === 'person') return own.some((word, i) => word.capitalised && i > 0 && !brought.has(word.folded));
  return false;
}

const NUMBER_WORD =
  /^(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|treinta|cuarenta|cincuenta|cien|ciento|mil|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|half|mitad|tercio|doble)$/;
