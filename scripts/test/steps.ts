/** A part of `npm test`. Each check counts as one test; a suite counts its tests. */
export type Step = {
  readonly name: string;
  /** What it is about, for the line that names its failure. */
  readonly title: string;
  readonly kind: 'check' | 'suite';
  /** Programs of node_modules, each run to its end even when one before it failed. */
  readonly commands: readonly (readonly string[])[];
  readonly env?: NodeJS.ProcessEnv;
};

const tsc = 'typescript/bin/tsc';

/** What is found out without running the product. */
export const checks: readonly Step[] = [
  {
    name: 'types',
    title: 'types',
    kind: 'check',
    commands: [
      [tsc, '-p', '.'],
      [tsc, '-p', 'desktop/renderer'],
      [tsc, '-p', 'desktop/e2e'],
    ],
  },
  { name: 'lint', title: 'lint', kind: 'check', commands: [['oxlint/bin/oxlint', '--type-aware']] },
  {
    name: 'rules',
    title: 'rules for text and lockfile',
    kind: 'check',
    commands: [['../scripts/lint/run.ts']],
  },
  { name: 'format', title: 'format', kind: 'check', commands: [['@biomejs/biome/bin/biome', 'check']] },
  {
    name: 'knip',
    title: 'dead code and dependencies',
    kind: 'check',
    commands: [['knip/bin/knip.js', '--no-progress']],
  },
];

/** The suites of vitest.config.ts. The integration tests run once more where there is a PostgreSQL for them. */
export function suites(testDatabaseUrl: string | undefined): readonly Step[] {
  return [
    suite('unit', 'unit tests'),
    suite('integration', 'integration tests, embedded database'),
    ...(testDatabaseUrl === undefined
      ? []
      : [suite('integration', 'integration tests, PostgreSQL', { DATABASE_URL: testDatabaseUrl })]),
    suite('e2e', 'end-to-end tests'),
  ];
}

function suite(name: string, title: string, env: NodeJS.ProcessEnv = {}): Step {
  return { name, title, kind: 'suite', commands: [['vitest/vitest.mjs', 'run', '--project', name]], env };
}
