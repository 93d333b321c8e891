/** The character n-grams of a word with its edges marked: `_te`, `tel`, … of `telar` for 3. */
export function characterNgrams(word: string, from: number, to: number): string[] {
  const edged = `_${word}_`;
  const grams: string[] = [];
  for (let size = from; size <= to; size += 1) {
    for (let at = 0; at + size <= edged.length; at += 1) grams.push(edged.slice(at, at + size));
  }
  return grams;
}
