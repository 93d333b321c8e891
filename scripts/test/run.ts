import { databaseClient, desktop, renderer } from '../setup/build.mjs';
import { prepare } from '../setup/enter.mjs';
import { type Browser, findBrowser } from './browser.ts';
import type { Outcome } from './outcome.ts';
import { provisions } from './provisions.ts';
import { type Result, runStep } from './runStep.ts';
import { select } from './selection.ts';
import { checks, type Step, suites } from './steps.ts';
import { verdict } from './verdict.ts';

const testDatabaseUrl = process.env['TEST_DATABASE_URL'] || undefined;
const selection = select(process.argv.slice(2), [...checks, ...suites(testDatabaseUrl)]);
const outcomes: Outcome[] = [];
let browser: Browser | undefined;

await runAll();
const end = verdict(outcomes, selection.isWhole ? provisions({ browser, testDatabaseUrl }) : {}, demands());
for (const line of end.lines) console.log(line);
process.exitCode = end.isGood ? 0 : 1;

async function runAll() {
  await build('database client', databaseClient);
  await inPairs(selection.steps.filter(({ kind }) => kind === 'check'));
  for (const step of selection.steps.filter(({ kind, name }) => kind === 'suite' && name !== 'e2e'))
    await run(step);
  const endToEnd = selection.steps.find(({ name }) => name === 'e2e');
  if (endToEnd) await runInBrowser(endToEnd);
}

async function runInBrowser(step: Step) {
  browser = await findBrowser();
  if (!browser && selection.isWhole) return;
  if (!browser) throw new Error('There is no Chrome or Chromium; KIPUX_CHROMIUM can name one.');
  await build('interface', renderer);
  await build('desktop', desktop);
  await run({ ...step, env: { ...step.env, KIPUX_CHROMIUM: browser.executablePath } });
}

/** Two at a time: most checks keep one core busy, and the smallest machine has two. */
async function inPairs(steps: readonly Step[]) {
  const waiting = [...steps];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await run(step);
  };
  await Promise.all([work(), work()]);
}

async function run(step: Step) {
  const mayBeEmpty = selection.vitestArgs.length > 0;
  report(step.title, await runStep(step, { vitestArgs: selection.vitestArgs, mayBeEmpty }));
}

async function build(title: string, product: typeof renderer) {
  const start = performance.now();
  const failure = await prepare([product]).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (failure === undefined && !selection.isWhole) return;
  report(`build of the ${title}`, {
    outcome: { passed: failure === undefined ? 1 : 0, failed: failure === undefined ? 0 : 1, skipped: [] },
    output: failure ?? '',
    seconds: (performance.now() - start) / 1000,
  });
}

/** Failures in full, everything else in a line. */
function report(title: string, { outcome, output, seconds }: Result) {
  outcomes.push(outcome);
  const isBad = outcome.failed > 0;
  if (isBad && output !== '') console.log(`\n${output.trim()}\n`);
  const counts = isBad ? `${outcome.passed} passed, ${outcome.failed} failed` : `${outcome.passed} passed`;
  const trouble = outcome.trouble === undefined ? '' : `: ${outcome.trouble}`;
  console.log(`${isBad ? '✗' : '✓'} ${title}: ${counts} (${seconds.toFixed(1)} s)${trouble}`);
}

/** A part of the tests cannot miss what the whole of them needs. */
function demands() {
  return selection.isWhole ? process.env['KIPUX_REQUIRE'] : undefined;
}
