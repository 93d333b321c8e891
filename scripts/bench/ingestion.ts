import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { createParserPool } from '../../server/documents/parsing/parserPool.ts';
import { delay, now } from './clock.ts';
import type { BenchContext } from './context.ts';
import { type BenchFile, longPdf, smallFiles } from './ingestionFiles.ts';
import { type BenchPerson, register } from './people.ts';
import { residentMemory, type ServerProcess, startScript } from './processes.ts';
import type { Measurement } from './report.ts';
import { allRead, formOf, upload } from './uploads.ts';

/** Uploads under way at once. */
const AT_ONCE = 6;
/** The free plan has room for a hundred documents: the files are those of three people. */
const PEOPLE = 3;

/** How long a 500-page PDF and 200 small documents take to be searchable, beside reading them and nothing else. */
export async function benchIngestion(context: BenchContext): Promise<Measurement[]> {
  const files = [longPdf(), ...smallFiles()];
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-bench-ingestion-'));
  const provider = await startScript(new URL('./floors/provider.ts', import.meta.url), {});
  const probe = path.join(folder, 'probe.json');
  const server = await startScript(new URL('../serve.ts', import.meta.url), {
    DATABASE_URL: context.databaseUrl,
    KIPUX_DATA_DIR: folder,
    PORT: '0',
    OPENAI_BASE_URL: `${provider.url}/v1`,
    OPENAI_API_KEY: 'none',
    NODE_OPTIONS: `--import /tmp/probe2.mjs --import ${new URL('./loopProbe.ts', import.meta.url).href}`,
    KIPUX_BENCH_PROBE: probe,
  });
  try {
    context.say('the bare parse');
    const floor = await parseAll(folder, files);
    context.say('uploading and reading');
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => register(server.url)));
    await delay(1_000);
    const idleMiB = residentMemory(server.pid) ?? Number.NaN;
    await askProbe(server.pid, probe);
    const kipux = await ingestAll(context, server, people, files);
    const { heldMs, ownMs, p99Ms, peakMiB } = await askProbe(server.pid, probe);
    const name = '500-page PDF and 200 documents';
    return [
      { name: `${name}: until searchable`, floor, kipux, unit: 'ms', compare: 'ratio', target: 1.5 },
      { name: `${name}: event loop held`, kipux: heldMs, unit: 'ms', compare: 'alone', target: 50 },
      { name: `${name}: by its own work`, kipux: ownMs, unit: 'ms', compare: 'alone', target: 50 },
      { name: `${name}: event loop held, p99`, kipux: p99Ms, unit: 'ms', compare: 'alone' },
      {
        name: `${name}: memory`,
        floor: idleMiB,
        kipux: peakMiB,
        unit: 'MiB',
        compare: 'difference',
        target: 300,
      },
    ];
  } finally {
    await server.stop();
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const probeSchema = z.object({
  heldMs: z.number(),
  ownMs: z.number(),
  p99Ms: z.number(),
  peakMiB: z.number(),
});

/** What the probe in a server's process has seen since it was asked last. */
async function askProbe(pid: number, file: string): Promise<z.infer<typeof probeSchema>> {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await delay(20);
  return probeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Reads all files as the server would, on all processors, and does nothing with them. */
async function parseAll(folder: string, files: readonly BenchFile[]): Promise<number> {
  const stored = files.map(({ mimeType, content }, n) => {
    const file = path.join(folder, `bare-${n}`);
    writeFileSync(file, content);
    return { path: file, mimeType };
  });
  const pool = createParserPool();
  const started = now();
  await Promise.all(stored.map((file) => pool.parse('bench', file)));
  const ms = now() - started;
  pool.close();
  return ms;
}

async function ingestAll(
  { databaseUrl }: BenchContext,
  server: ServerProcess,
  people: readonly BenchPerson[],
  files: readonly BenchFile[],
): Promise<number> {
  const waiting = [...files.map(({ name, content }) => formOf(name, content)).entries()];
  const started = now();
  const send = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [n, form] = next;
      await upload(server.url, people[n % people.length]?.cookie ?? '', form);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  await allRead(
    databaseUrl,
    people.map(({ id }) => id),
    files.length,
  );
  return now() - started;
}
