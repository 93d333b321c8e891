import { expect, test } from 'vitest';
import type { SourcePassage } from '#platform/ai/sources.ts';
import { verifyCitations } from './citationVerifier.ts';
import type { ClaimCase } from './testing/claimCase.ts';
import { englishClaims } from './testing/englishClaims.ts';
import { heldOutClaims } from './testing/heldOutClaims.ts';
import { spanishClaims } from './testing/spanishClaims.ts';

const isCited = (claim: string, text: string): boolean => {
  const passage = { fileName: 'a.txt', page: null, start: 0, end: text.length, text, score: 1 };
  const id = '00000000-0000-4000-8000-000000000001';
  const sources: SourcePassage[] = [{ ...passage, chunkId: id, documentId: id, headingPath: [] }];
  return verifyCitations(`${claim} [1].`, sources).length > 0;
};

function judge(cases: readonly ClaimCase[]) {
  const missed = cases.flatMap(({ passage, borneOut }) =>
    borneOut.filter((claim) => !isCited(claim, passage)),
  );
  const fooled = cases.flatMap(({ passage, altered }) => altered.filter((claim) => isCited(claim, passage)));
  return { missed, fooled };
}

test('of 60 true claims at least 54 are cited, of 60 altered ones at least 57 are not', () => {
  const cases = [...spanishClaims, ...englishClaims];
  expect(cases.flatMap(({ borneOut }) => borneOut)).toHaveLength(60);
  expect(cases.flatMap(({ altered }) => altered)).toHaveLength(60);
  const { missed, fooled } = judge(cases);
  if (process.env['KIPUX_EVALUATION'] !== undefined)
    process.stdout.write(`${JSON.stringify({ missed, fooled }, null, 1)}\n`);
  expect(missed.length).toBeLessThanOrEqual(6);
  expect(fooled.length).toBeLessThanOrEqual(3);
});

test('of 60 claims that it was not made with as many are judged rightly', () => {
  expect(heldOutClaims.flatMap(({ borneOut, altered }) => [...borneOut, ...altered])).toHaveLength(60);
  const { missed, fooled } = judge(heldOutClaims);
  if (process.env['KIPUX_EVALUATION'] !== undefined)
    process.stdout.write(`held out ${JSON.stringify({ missed, fooled }, null, 1)}\n`);
  expect(missed.length).toBeLessThanOrEqual(3);
  expect(fooled.length).toBeLessThanOrEqual(1);
});
