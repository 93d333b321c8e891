import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { runServer } from './runServer.ts';

declare module 'vitest' {
  // Vitest types what a global setup provides through this interface.
  interface ProvidedContext {
    startedDataFolder: string;
  }
}

/** A data folder as a server's first start leaves it: each test's server works on a copy, since making it takes seconds. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-e2e-first-'));
  const { child, ended } = await runServer({ KIPUX_DATA_DIR: folder, PORT: '0' });
  child.kill('SIGTERM');
  await ended;
  project.provide('startedDataFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
