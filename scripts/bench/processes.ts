import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A server in a process of its own. */
export type ServerProcess = {
  url: string;
  /** From the start of the process to the line that says it is ready, in milliseconds. */
  readyMs: number;
  pid: number;
  stop(): Promise<void>;
  /** Settles when it has ended. */
  exited: Promise<void>;
};

type Environment = Record<string, string>;

/**
 * Starts a program that prints one line `… ready at <url>`. It ends with `stop`, or when this process ends.
 * @throws Error with what the program wrote, when it ends before that line
 */
export async function startProcess(
  command: readonly string[],
  environment: Environment,
): Promise<ServerProcess> {
  const started = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const url = await readUrl(child, exited);
  return {
    url,
    readyMs: performance.now() - started,
    pid: child.pid ?? 0,
    exited,
    async stop() {
      process.off('exit', end);
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Starts a TypeScript file of the project under this Node. */
export function startScript(script: URL, environment: Environment): Promise<ServerProcess> {
  return startProcess([process.execPath, script.pathname], environment);
}

function readUrl(child: ChildProcess, exited: Promise<void>): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (piece: Buffer) => {
      output += piece.toString();
      const url = /ready at (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    void exited.then(() => reject(new Error(`a process ended before it was ready: ${output}`)));
  });
}

/**
 * Memory that a process and all its descendants hold, in MiB, what they share counted once; undefined where the system
 * does not say.
 */
export function memoryOfTree(pid: number): number | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const parents = new Map(pids.map((one) => [Number(one), parentOf(one)]));
    const isOurs = (one: number): boolean => one === pid || (one > 1 && isOurs(parents.get(one) ?? 0));
    const kilobytes = pids.map(Number).filter(isOurs).map(proportionalSize);
    return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
  } catch {
    return undefined;
  }
}

/** A process that has ended meanwhile has no parent and no size. */
function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function proportionalSize(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Memory that a process holds, in MiB; undefined where the system has no /proc. */
export function residentMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
