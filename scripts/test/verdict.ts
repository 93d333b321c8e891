import type { Outcome } from './outcome.ts';

/** Something that the tests of the whole product need and that not every machine has. */
export type Provision = { readonly isThere: boolean; readonly absence: string };

export type Verdict = { readonly lines: readonly string[]; readonly isGood: boolean };

/**
 * The last lines of `npm test`: what did not run and why, then the count.
 * @param provisions by the name under which `KIPUX_REQUIRE` may ask for them
 * @param required the value of `KIPUX_REQUIRE`: names, separated by commas
 */
export function verdict(
  outcomes: readonly Outcome[],
  provisions: Readonly<Record<string, Provision>>,
  required: string | undefined,
): Verdict {
  const demands = (required ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const absences = Object.entries(provisions).flatMap(([name, { isThere, absence }]) => {
    if (isThere) return [];
    return demands.includes(name)
      ? [`Failed: ${absence} KIPUX_REQUIRE asks for ${name}.`]
      : [`Not run: ${absence}`];
  });
  const unknown = demands
    .filter((name) => !Object.hasOwn(provisions, name))
    .map(
      (name) => `Failed: KIPUX_REQUIRE asks for ${name}; known are ${Object.keys(provisions).join(', ')}.`,
    );
  const lines = [...skippedLines(outcomes), ...absences, ...unknown];
  const passed = sum(outcomes.map((outcome) => outcome.passed));
  const failed =
    sum(outcomes.map((outcome) => outcome.failed)) + lines.filter((line) => line.startsWith('Failed')).length;
  return { lines: [...lines, `${passed} passed, ${failed} failed`], isGood: failed === 0 && passed > 0 };
}

function skippedLines(outcomes: readonly Outcome[]): string[] {
  const names = outcomes.flatMap(({ skipped }) => skipped);
  if (names.length === 0) return [];
  return [
    `Not run: ${names.length} skipped (${names.slice(0, 5).join('; ')}${names.length > 5 ? '; …' : ''})`,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
