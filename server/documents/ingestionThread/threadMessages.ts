import type { TextLanguage } from '#platform/text/language.ts';
import type { DocumentErrorCode } from '#shared/errors.ts';
import type { ChunkSpan, DocumentType, ParsedDocument } from '../parsing/parsedDocument.ts';
import type { ParserProgress } from '../parsing/parserLines.ts';

export type TextChunk = ChunkSpan & { text: string; gapBefore: string };

/** Chunks as the statements that store them take them: their columns as JSON, their vectors as `vector[]` in binary form. */
export type IndexedBatch = { rows: string; vectors: Uint8Array };

/** What the thread can be asked for, and what it gives. */
export type Tasks = {
  parse: {
    input: { userId: string; path: string; mimeType: DocumentType };
    output: ParsedDocument & { language: TextLanguage };
  };
  index: {
    input: {
      chunks: readonly TextChunk[];
      language: TextLanguage;
      vectors: readonly Float32Array[];
      model: string;
    };
    output: IndexedBatch;
  };
  embed: { input: { texts: readonly string[] }; output: Float32Array[] };
};
export type TaskKind = keyof Tasks;

/** Requests are numbered; `cancel` takes back the one of that number, `close` all of them, and ends the thread. */
export type TaskRequest = {
  [Kind in TaskKind]: { id: number; kind: Kind; input: Tasks[Kind]['input'] };
}[TaskKind];
export type ThreadRequest = TaskRequest | { id: number; kind: 'cancel' } | { kind: 'close' };

/** `code`: the file is to blame, and this says why. */
export type ThreadAnswer =
  | { id: number; progress: ParserProgress }
  | { id: number; output: Tasks[TaskKind]['output'] }
  | { id: number; error: string; code: DocumentErrorCode | null };
