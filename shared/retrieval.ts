import { z } from 'zod';
import { idSchema } from './entities.ts';

/**
 * How an answer's search in the documents went. Not searched: `not_asked` (small talk, or something that documents have
 * nothing to do with), `none_chosen` (the message chose none), `no_documents` (there are none that have been read),
 * `not_in_plan`.
 */
export const RETRIEVAL_OUTCOMES = [
  'found',
  'nothing',
  'failed',
  'not_asked',
  'none_chosen',
  'no_documents',
  'not_in_plan',
] as const;
export const retrievalOutcomeSchema = z.enum(RETRIEVAL_OUTCOMES);

/** Where one way of searching found a passage: its rank from 1, and its own measure. */
const legSchema = z.object({ rank: z.number().int().positive(), score: z.number() });

const retrievedPassageSchema = z.object({
  /** Place in the fused list, from 1. */
  rank: z.number().int().positive(),
  chunkId: idSchema,
  documentId: idSchema,
  fileName: z.string(),
  page: z.number().int().positive().nullable(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  headingPath: z.array(z.string()),
  /** Its beginning. */
  excerpt: z.string(),
  /** After fusion. */
  score: z.number(),
  /** By words: BM25. null: not found by them. */
  words: legSchema.nullable(),
  /** By vectors: cosine similarity. null: not found by them. */
  vectors: legSchema.nullable(),
  /** The number under which the model was sent it; null: it was not sent. */
  sentAs: z.number().int().positive().nullable(),
});
export type RetrievedPassage = z.infer<typeof retrievedPassageSchema>;

/** Why an answer says what it says: what was searched for, where, what each way of searching found, and what was sent. */
export const retrievalSchema = z.object({
  outcome: retrievalOutcomeSchema,
  /** What was searched for: the question, rewritten from the conversation. null: nothing was. */
  query: z.string().nullable(),
  /** How many documents could be searched; `documents` names the first 100 of them. */
  documentsCount: z.number().int().nonnegative(),
  documents: z.array(z.object({ id: idSchema, fileName: z.string() })),
  /** Whether the message was restricted to these documents; otherwise they are all there were. */
  isRestricted: z.boolean(),
  /** null: no vectors were compared. */
  embeddingModel: z.string().nullable(),
  /** The best first. */
  passages: z.array(retrievedPassageSchema),
});
export type Retrieval = z.infer<typeof retrievalSchema>;
