/** So much of a text is looked at: what it begins with says what it is about. */
const SAMPLE = 60_000;
const LONGEST_HEADING = 60;
const STOP = new Set(
  (
    'también además entonces mientras durante después siempre nuestro nuestra vuestro nosotros vosotros cualquier ' +
    'aunque porque through because although however between without another several whether against should would ' +
    'before following themselves'
  ).split(' '),
);

/**
 * What a text could be asked about: headings whose words come back in it and names; without any, long words that it
 * repeats. Each is found in a sentence of the text, so that a question about it has an answer there.
 */
export function topicsOf(text: string, count: number): string[] {
  const sample = text.slice(0, SAMPLE).normalize('NFC');
  const lines = sample.split('\n').map((line) => line.trim());
  const headings = lines.filter(isHeading).map((line) => line.replace(/^#+\s+/, ''));
  const prose = lines.filter((line) => line !== '' && !isHeading(line)).join('\n');
  const [title = '', ...sections] = headings;
  const answered = (heading: string) => comesBack(heading, prose);
  const named = [...sections.filter(answered), ...names(prose), ...[title].filter(answered)];
  const found = named.length > 0 ? named : words(prose);
  const topics: string[] = [];
  for (const topic of found) {
    const isNew = topics.every(
      (other) => !folded(other).includes(folded(topic)) && !folded(topic).includes(folded(other)),
    );
    if (isNew) topics.push(topic);
    if (topics.length === count) break;
  }
  return topics;
}

function isHeading(line: string): boolean {
  if (/^#{1,6}\s+\S/.test(line)) return true;
  return line.length <= LONGEST_HEADING && /^\p{Lu}[\p{L}\d ,()-]*\p{L}$/u.test(line) && line.length > 5;
}

function comesBack(heading: string, prose: string): boolean {
  const text = folded(prose);
  return (folded(heading).match(/\p{L}{5,}/gu) ?? []).some((word) =>
    new RegExp(`\\b${word}\\b`, 'u').test(text),
  );
}

/** Capitalised words in the middle of a sentence, those that come together as one. */
function names(prose: string): string[] {
  const name = /(?<=[\p{Ll}\d,;] )\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}+){0,3}/gu;
  return byFrequency(prose.match(name) ?? [], 1);
}

function words(prose: string): string[] {
  const long = prose.match(/(?<!\p{L})\p{Ll}{7,}(?!\p{L})/gu) ?? [];
  return byFrequency(
    long.filter((word) => !STOP.has(word) && !/(?:mente|aron|ieron|aban|ando|iendo)$/.test(word)),
    2,
  );
}

function byFrequency(items: readonly string[], atLeast: number): string[] {
  const counted = Map.groupBy(items, (item) => item);
  return [...counted.values()]
    .filter(({ length }) => length >= atLeast)
    .sort((a, b) => b.length - a.length)
    .flatMap(([item]) => item ?? []);
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
