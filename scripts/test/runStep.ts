import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup/project.mjs';
import { checkOutcome, type Ending, type Outcome, suiteOutcome } from './outcome.ts';
import type { Step } from './steps.ts';

/** A step's outcome and everything it printed. */
export type Result = { readonly outcome: Outcome; readonly output: string; readonly seconds: number };

/** A step that takes longer hangs. All of them together take about ten minutes, but several times that on a busy machine. */
const limitMs = 15 * 60_000;

export async function runStep(
  step: Step,
  options: { vitestArgs: readonly string[]; mayBeEmpty: boolean },
): Promise<Result> {
  const start = performance.now();
  const { outcome, output } = await (step.kind === 'check' ? runCheck(step) : runSuite(step, options));
  return { outcome, output, seconds: (performance.now() - start) / 1000 };
}

async function runCheck(step: Step) {
  const ends: Ending[] = [];
  let output = '';
  for (const command of step.commands) {
    const end = await runProgram(command, step.env);
    ends.push(end);
    if (end.code !== 0) output += end.output;
  }
  return { outcome: checkOutcome(ends), output };
}

async function runSuite(step: Step, options: { vitestArgs: readonly string[]; mayBeEmpty: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'kipux-test-'));
  const report = join(folder, 'report.json');
  try {
    const [command = []] = step.commands;
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const end = await runProgram(
      [...command, ...reporters, '--passWithNoTests', ...options.vitestArgs],
      step.env,
    );
    const text = await readFile(report, 'utf8').catch(() => undefined);
    return { outcome: suiteOutcome(text, end, options.mayBeEmpty), output: end.output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runProgram([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<Ending & { output: string }>((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', program), ...args], {
      cwd: root,
      // Tests never run on the database that the person's own server uses.
      env: { ...process.env, DATABASE_URL: undefined, ...color(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => resolve({ code: null, signal: null, output: error.message }));
    child.once('close', (code, signal) =>
      resolve({ code, signal, output: Buffer.concat(chunks).toString() }),
    );
  });
}

function color(): NodeJS.ProcessEnv {
  return process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
}
