import { z } from 'zod';

/** What came of a step. A check is one test that passed or failed. */
export type Outcome = {
  readonly passed: number;
  readonly failed: number;
  /** Full names of tests that were there and did not run. */
  readonly skipped: readonly string[];
  /** Why a step failed although no test of it did. */
  readonly trouble?: string;
};

/** How a program ended. */
export type Ending = { readonly code: number | null; readonly signal: string | null };

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

export function checkOutcome(endings: readonly Ending[]): Outcome {
  const isGood = endings.length > 0 && endings.every(({ code }) => code === 0);
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: [] };
}

/**
 * Reads what vitest reports, and does not believe it further than its exit code: a suite that crashed, that could
 * not load a file, or that found no test has failed.
 * @param report the JSON reporter's text, undefined when there is none
 * @param mayBeEmpty whether it is fine that no test was found, as when only some files were asked for
 */
export function suiteOutcome(report: string | undefined, ending: Ending, mayBeEmpty: boolean): Outcome {
  const parsed = parseReport(report);
  if (!parsed)
    return { passed: 0, failed: 1, skipped: [], trouble: `ended without a report (${describe(ending)})` };
  const broken = parsed.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const passed = parsed.numPassedTests;
  const failed = parsed.numFailedTests + broken.length;
  const skipped = parsed.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
  const trouble = troubleOf({ passed, failed, skipped: skipped.length }, ending, mayBeEmpty);
  return trouble === undefined
    ? { passed, failed, skipped }
    : { passed, failed: failed + 1, skipped, trouble };
}

function troubleOf(
  counts: { passed: number; failed: number; skipped: number },
  ending: Ending,
  mayBeEmpty: boolean,
): string | undefined {
  if (counts.failed > 0) return undefined;
  if (counts.passed + counts.skipped === 0) return mayBeEmpty ? undefined : 'found no test';
  return ending.code === 0 ? undefined : `no test failed, but ${describe(ending)}`;
}

function parseReport(report: string | undefined) {
  try {
    return reportSchema.parse(JSON.parse(report ?? ''));
  } catch {
    return undefined;
  }
}

function describe({ code, signal }: Ending): string {
  return signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
}
