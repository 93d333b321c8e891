import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const claim = z.object({
  language: z.enum(['es', 'en']),
  kind: z.string(),
  isTrue: z.boolean(),
  passage: z.string(),
  claim: z.string(),
});
export type JudgedClaim = z.infer<typeof claim>;

/** Reads claims about passages, one a line, from a file beside this one. */
export function readClaims(file: string): JudgedClaim[] {
  return readFileSync(path.join(import.meta.dirname, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => claim.parse(JSON.parse(line)));
}
