import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What a server writes into its data folder as soon as it is ready, and takes away when it ends in order. */
const noteSchema = z.object({
  pid: z.int().positive(),
  url: z.url({ protocol: /^https?$/ }),
  /** Of the embedded database, which other programs of this user reach through it while the server runs. */
  databaseUrl: z.string().optional(),
});

export type RunningServer = z.infer<typeof noteSchema>;

/**
 * The server that works on this data folder. A note that a crash left behind does not count: the process has to be
 * there, and the address has to answer.
 * @param folder the data folder
 */
export async function findRunningServer(folder: string): Promise<RunningServer | undefined> {
  const note = await readNote(folder);
  return note && isRunning(note.pid) && (await isHealthy(note.url)) ? note : undefined;
}

/** Resolves as soon as the server of process `pid` has announced itself in the data folder. */
export async function serverReady(folder: string, pid: number): Promise<RunningServer> {
  for (;;) {
    const note = await readNote(folder);
    if (note?.pid === pid) return note;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function readNote(folder: string): Promise<RunningServer | undefined> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path.join(folder, 'server.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(2_000);
  return fetch(new URL('/healthz', url), { signal, redirect: 'error' }).then(
    ({ ok }) => ok,
    () => false,
  );
}
