import type { Step } from './steps.ts';

/** What `npm test -- …` asks for. */
export type Selection = {
  readonly steps: readonly Step[];
  /** Paths and options that go to vitest. */
  readonly vitestArgs: readonly string[];
  /** Everything, as it has to pass; only then does it matter what could not run. */
  readonly isWhole: boolean;
};

/**
 * @param args names of steps (`types`, `unit`, …), `check` for all steps that need no test, and whatever else goes
 *   to vitest: paths, `-t name`. With such and without a name of a step, all suites look for matching tests.
 */
export function select(args: readonly string[], all: readonly Step[]): Selection {
  const isChosen = (step: Step) =>
    args.includes(step.name) || (step.kind === 'check' && args.includes('check'));
  const vitestArgs = args.filter((arg) => arg !== 'check' && !all.some(({ name }) => name === arg));
  const chosen = all.filter(isChosen);
  if (chosen.length > 0) return { steps: chosen, vitestArgs, isWhole: false };
  if (vitestArgs.length === 0) return { steps: all, vitestArgs, isWhole: true };
  return { steps: all.filter(({ kind }) => kind === 'suite'), vitestArgs, isWhole: false };
}
