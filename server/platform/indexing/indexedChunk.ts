import type { Embedding } from '../ai/embedder.ts';
import type { TextLanguage } from '../text/language.ts';
import { indexTerms } from '../text/terms.ts';
import { signBits, vectorLiteral } from './vectorColumns.ts';

/** By what words a chunk is found. */
export type ChunkWords = { tsv: string; termCount: number };

/** What makes a chunk findable: columns of `document_chunks`. */
export type ChunkIndex = ChunkWords & {
  embedding: string;
  signs: string;
  embeddingModel: string;
};

type IndexedText = { text: string; headingPath: readonly string[] };

/** The text that a chunk is embedded and indexed by: what it says under the headings that say what it is about. */
export function indexedText({ text, headingPath }: IndexedText): string {
  const above = headingPath.filter((title) => !text.includes(title));
  return above.length === 0 ? text : `${above.join(' › ')}\n${text}`;
}

/** The columns of a chunk in a document of that language. */
export function indexChunk(
  chunk: IndexedText,
  language: TextLanguage,
  { vector, model }: Embedding,
): ChunkIndex {
  return {
    ...chunkWords(chunk, language),
    embedding: vectorLiteral(vector),
    signs: signBits(vector),
    embeddingModel: model,
  };
}

export function chunkWords(chunk: IndexedText, language: TextLanguage): ChunkWords {
  const terms = indexTerms(indexedText(chunk), language);
  return { tsv: tsvectorLiteral(terms), termCount: terms.length };
}

/** PostgreSQL keeps at most 255 positions of a lexeme, of which the highest is 16383. */
const MAX_POSITIONS = 255;
const MAX_POSITION = 16_383;

function tsvectorLiteral(terms: readonly string[]): string {
  const positions = new Map<string, number[]>();
  for (const [index, term] of terms.entries()) {
    const known = positions.get(term) ?? [];
    if (known.length < MAX_POSITIONS && index < MAX_POSITION) known.push(index + 1);
    positions.set(term, known);
  }
  return [...positions]
    .map(
      ([term, places]) =>
        `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}':${places.join(',') || MAX_POSITION}`,
    )
    .join(' ');
}
