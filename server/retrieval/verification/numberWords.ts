import { fold } from '#platform/text/words.ts';

const named = (list: string): [string, number][] =>
  fold(list)
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [word = '', value] = entry.split('=');
      return [word, Number(value)];
    });

/** Words that add up: `treinta y cinco`, `twenty-five`. */
const ADDED = new Map(
  named(`cero=0 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 ocho=8 nueve=9 diez=10 once=11 doce=12 trece=13 catorce=14
    quince=15 dieciséis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veintiuno=21 veintiún=21 veintiuna=21 veintidós=22
    veintitrés=23 veinticuatro=24 veinticinco=25 veintiséis=26 veintisiete=27 veintiocho=28 veintinueve=29 treinta=30
    cuarenta=40 cincuenta=50 sesenta=60 setenta=70 ochenta=80 noventa=90 cien=100 ciento=100 doscientos=200 doscientas=200
    trescientos=300 trescientas=300 cuatrocientos=400 cuatrocientas=400 quinientos=500 quinientas=500 seiscientos=600
    seiscientas=600 setecientos=700 setecientas=700 ochocientos=800 ochocientas=800 novecientos=900 novecientas=900
    zero=0 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13
    fourteen=14 fifteen=15 sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fifty=50 sixty=60
    seventy=70 eighty=80 ninety=90`),
);
/** Words that multiply what stands before them. */
const SCALES = new Map(
  named(`hundred=100 mil=1000 miles=1000 thousand=1000 thousands=1000 k=1000 millón=1000000 millones=1000000 million=1000000
    millions=1000000 bn=1000000000 billion=1000000000 docena=12 docenas=12 dozen=12 par=2 pair=2`),
);
const FRACTIONS = new Map(named('medio=0.5 media=0.5 mitad=0.5 half=0.5 halves=0.5'));
const JOINTS = new Set(['y', 'and']);

type NumberAt = { value: number; length: number };

/** The number that begins at a word, over as many words as it takes; null when none does. */
export function numberAt(folded: readonly string[], at: number): NumberAt | null {
  const fraction = FRACTIONS.get(folded[at] ?? '');
  if (fraction !== undefined) {
    // `half a million`, `media docena`
    const scaleAt = /^(?:a|un)$/.test(folded[at + 1] ?? '') ? at + 2 : at + 1;
    const scale = SCALES.get(folded[scaleAt] ?? '');
    return scale === undefined
      ? { value: fraction, length: 1 }
      : { value: fraction * scale, length: scaleAt - at + 1 };
  }
  let total = 0;
  let group: number | null = null;
  let length = 0;
  for (let i = at; i < folded.length; i += 1) {
    const word = folded[i] ?? '';
    const scale = SCALES.get(word);
    const added = valueOf(word);
    const isJoint: boolean =
      JOINTS.has(word) &&
      group !== null &&
      group >= 20 &&
      (ADDED.get(folded[i + 1] ?? '') ?? 100) < (group >= 100 ? 100 : 10);
    if (scale !== undefined && (group !== null || scale === 1000 || scale === 12)) {
      if (scale === 100) group = (group ?? 1) * 100;
      else {
        total += (group ?? 1) * scale;
        group = null;
      }
    } else if (added !== null && fits(group, added, /\d/.test(word), i === at)) group = (group ?? 0) + added;
    else if (!isJoint) break;
    length = i - at + 1;
  }
  return length === 0 ? null : { value: Number((total + (group ?? 0)).toPrecision(12)), length };
}

function valueOf(word: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(word)) return Number(word);
  return ADDED.get(word) ?? null;
}

/** `twenty five` is one number, `five twenty` and `5 6` are two. */
function fits(group: number | null, added: number, isWritten: boolean, isFirst: boolean): boolean {
  if (isWritten) return isFirst;
  if (group === null) return true;
  return (
    (group % 100 === 0 && group > 0 && added < 100) ||
    (group >= 20 && group % 10 === 0 && group % 100 !== 0 && added < 10)
  );
}
