import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import kept from './testing/counterexamples.json' with { type: 'json' };
import { histories, live, type Step } from './testing/history.ts';
import { FAULTS, makeTemplate } from './testing/modelDevice.ts';
import type { Guard } from './testing/modelServer.ts';

/** More on request: KIPUX_PROPERTY_RUNS=20000. */
const RUNS = Number(process.env.KIPUX_PROPERTY_RUNS ?? 1_000);

/** Histories that once went wrong; a new one is printed when it is found, to be added there. */
function counterexamples(): [Step[]][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- printed by this test, and put into the file as it was
  return (kept as Step[][]).map((steps) => [steps]);
}

let base = '';
let template = '';
beforeAll(() => {
  // In memory where the system has such a folder: hundreds of thousands of commits wait for no disk.
  base = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kipux-sync-'));
  template = makeTemplate(base);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

let lives = 0;
async function inItsFolder(steps: readonly Step[], without?: Guard): Promise<ReadonlySet<string>> {
  const folder = path.join(base, String(++lives));
  mkdirSync(folder);
  try {
    return await live(steps, { template, folder }, without);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('case 66: whatever two devices do and whatever fails, each ends like a full download, and nothing is lost or done twice', {
  timeout: Math.max(120_000, RUNS * 100),
}, async () => {
  const seen = { lengths: [] as number[], faults: new Map<string, number>() };
  const property = fc.asyncProperty(histories, async (steps) => {
    seen.lengths.push(steps.length);
    for (const fault of await inItsFolder(steps)) seen.faults.set(fault, (seen.faults.get(fault) ?? 0) + 1);
  });
  const result = await fc.check(property, { numRuns: RUNS, examples: counterexamples() });
  if (result.failed) {
    const counterexample = JSON.stringify(result.counterexample?.[0]);
    throw new Error(`seed ${result.seed}, to be kept in counterexamples.json: ${counterexample}`, {
      cause: result.errorInstance,
    });
  }
  const median = seen.lengths.toSorted((a, b) => a - b)[Math.floor(seen.lengths.length / 2)] ?? 0;
  const share = (fault: string) => (seen.faults.get(fault) ?? 0) / seen.lengths.length;
  const named = [...FAULTS.filter((fault) => fault !== 'none'), 'clock jumps', 'make room', 'disk full'];
  const shares = named.map((fault) => `${fault} ${Math.round(share(fault) * 100)} %`);
  // oxlint-disable-next-line no-console -- who runs it is to see what was tried
  console.info(
    `seed ${result.seed}, ${seen.lengths.length} histories, ${median} steps at the median; ${shares.join(', ')}`,
  );
  expect(median).toBeGreaterThanOrEqual(30);
  expect(named.filter((fault) => share(fault) < 0.05)).toEqual([]);
});

test.each<[Guard, RegExp]>([
  ['row lock', /is not as the server has it|not on the server|still there/],
  ['receipt', /a rename was done twice|is there twice/],
  ['tombstone', /is not on the server at all|rows instead of/],
])('without the %s of the server the histories go wrong', { timeout: 60_000 }, async (guard, complaint) => {
  const property = fc.asyncProperty(histories, async (steps) => {
    await inItsFolder(steps, guard);
  });
  const result = await fc.check(property, { numRuns: 500, endOnFailure: true });
  expect(result.failed).toBe(true);
  expect(String(result.errorInstance)).toMatch(complaint);
});
