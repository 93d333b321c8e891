import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemSpanish } from '@orama/stemmers/spanish';

const K1 = 1.2;
const B = 0.75;

/**
 * Textbook BM25 over stems (Robertson and Zaragoza 2009), in memory and with nothing of the product's: what a search has to
 * beat. Gives the names of passages, the best first.
 */
export function createYardstick(
  passages: ReadonlyMap<string, string>,
  language: 'es' | 'en',
): (question: string) => string[] {
  const documents = [...passages].map(([name, text]) => ({ name, counts: countStems(text, language) }));
  const lengths = documents.map(({ counts }) => [...counts.values()].reduce((sum, n) => sum + n, 0));
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const frequency = (stem: string) => documents.filter(({ counts }) => counts.has(stem)).length;
  return (question) => {
    const stems = [...countStems(question, language).keys()].map((stem) => {
      const n = frequency(stem);
      return { stem, idf: Math.log(1 + (documents.length - n + 0.5) / (n + 0.5)) };
    });
    return documents
      .map(({ name, counts }, i) => {
        const norm = K1 * (1 - B + (B * (lengths[i] ?? 0)) / meanLength);
        const score = stems.reduce((sum, { stem, idf }) => {
          const n = counts.get(stem) ?? 0;
          return sum + (idf * n * (K1 + 1)) / (n + norm);
        }, 0);
        return { name, score };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ name }) => name);
  };
}

function countStems(text: string, language: 'es' | 'en'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    const stem = language === 'es' ? stemSpanish(word) : stemEnglish(word);
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return counts;
}
