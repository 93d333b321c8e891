import { NUMERALS } from './numerals.ts';

const CURRENCIES: Record<string, string> = { '€': 'euros', $: 'dollars', '£': 'pounds', '¥': 'yen' };

/** What is written in several ways, in one. Order matters: what an earlier line makes a later one may change. */
const SPELLINGS: readonly (readonly [RegExp, string | ((...match: string[]) => string)])[] = [
  [/[*_`|]+/g, ' '],
  [/’/g, "'"],
  [/(?<=\d)[\u00a0\u202f\u2009 ](?=\d{3}(?!\d))/g, ''],
  [
    /([€$£¥])\s?(\d[\d.,]*\d|\d)(\s?(?:million|billion|thousand|k|m|bn)\b)?/gi,
    (_all, sign, value, scale = '') => `${value} ${scale} ${CURRENCIES[sign ?? ''] ?? ''} `,
  ],
  [/[€$£¥]/g, (sign) => ` ${CURRENCIES[sign ?? ''] ?? ''} `],
  [/\b(?:EUR|USD|GBP)\b/g, (code) => ({ EUR: 'euros', USD: 'dollars', GBP: 'pounds' })[code ?? ''] ?? ''],
  [/%|\bpor ciento\b|\bper cent\b/gi, ' percent '],
  [/º\s?C\b|°\s?C\b/g, ' celsius '],
  [/°\s?F\b/g, ' fahrenheit '],
  // `a 25-minute cycle`
  [
    /(?<![\p{L}\p{N}-])(\d+|\p{L}+)-(?=(?:second|minute|hour|day|week|month|year|litre|liter|metre|meter|kilo|mile|euro|dollar|pound)s?(?!\p{L}|-\p{Lu}))/giu,
    '$1 ',
  ],
  [/\bclose (?:to|by)\b/gi, ' near '],
  ...NUMERALS,
  [
    /(?<![\p{L}\p{N}.,-])(\d+(?:[.,]\d+)?)(?=(?:mg|kg|g|km|cm|mm|m|ml|l|gb|mb|tb|kb|kw|w|v|h|min|s|k|ghz|mhz|hz)(?![\p{L}\p{N}]))/giu,
    '$1 ',
  ],
  [/(?<![\p{L}\p{N}/.-])(\d+(?:[.,]\d+)*)\s?[-–—]\s?(\d+(?:[.,]\d+)*)(?![\p{L}\p{N}/-])/gu, '$1 to $2'],
  [/\b(can)not\b/gi, '$1 not'],
  [/\bwon't\b/gi, 'will not'],
  [/(?<=\p{L})n't\b/giu, ' not'],
  [/\b(?:between|entre) (.{1,24}?) (?:and|y) /giu, '$1 to '],
  // Negations in form only.
  [
    /\b(?:sin|no|ni|nunca)(?: se)?(?: deben?| pueden?| podrán?| deberán?| ha de)?(?: se)? (?:super|exced|sobrepas|rebas)\p{L}*/giu,
    ' máximo ',
  ],
  [/\b(?:not|without|never) (?:to )?(?:be )?exceed\p{L}*/giu, ' maximum '],
  [
    /\bno (?:más|mas|later|longer|more|greater) (?:de|que|tarde de|than)\b|\bat most\b|\bcomo (?:máximo|mucho)\b|\bas long as(?= \d)/giu,
    ' maximum ',
  ],
  [
    /\bno (?:menos|less|fewer) (?:de|que|than)\b|\bat least\b|\b(?:al|por lo) menos\b|\bcomo mínimo\b/giu,
    ' minimum ',
  ],
  [/\bsin embargo\b|\bno obstante\b|\bnevertheless\b|\bnonetheless\b/gi, ' pero '],
  [
    /\bno (?:sólo|solo|solamente|únicamente)\b|\bnot (?:only|just|merely)\b|\bsin duda\b|\bno doubt\b|\bwithout doubt\b|\bni siquiera\b/giu,
    ' ',
  ],
  [
    /\b(?:rather|other) than\b|\binstead of\b|\ben (?:vez|lugar) de\b|\ba diferencia de\b|\bunlike\b/giu,
    ', except ',
  ],
  [/\bqued(?:a|an|ando|ará|arán|aba|aban|ó|aron) (?:fuera|excluid\p{L}+)\b/giu, ' excluye '],
  [
    /\b(?:compared (?:with|to)|up from|down from|frente a|respecto (?:a|de|al)|en comparación con)\b/giu,
    ', ',
  ],
];

/** A sentence in one spelling: units beside their numbers, signs as words, no contractions. Places are not kept. */
export function plainText(text: string): string {
  return SPELLINGS.reduce(
    (plain, [pattern, spelled]) =>
      typeof spelled === 'string' ? plain.replace(pattern, spelled) : plain.replace(pattern, spelled),
    text,
  );
}
