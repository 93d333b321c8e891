import type { BenchContext } from './context.ts';
import type { Script } from './floors/script.ts';
import { register } from './people.ts';
import { residentMemory } from './processes.ts';
import type { Measurement } from './report.ts';
import { createConversation, streamThroughKipux } from './streamClient.ts';
import { startStreamServers } from './streams.ts';

const SCRIPT = { pieces: 20_000, gapMs: 10, atOnce: 20 } satisfies Script;
const SAMPLE_MS = 100;

/** Memory of the server while it writes one very long answer. */
export async function benchLongAnswer(context: BenchContext): Promise<Measurement[]> {
  const servers = await startStreamServers(context);
  try {
    const { cookie } = await register(servers.kipux.url);
    const conversationId = await createConversation(servers.kipux.url, cookie);
    const read = (script: Script) => streamThroughKipux(servers.kipux.url, cookie, conversationId, script);
    context.say('an answer of 20,000 pieces');
    await read({ ...SCRIPT, pieces: 4_000 });
    const samples: number[] = [];
    const timer = setInterval(() => {
      const memory = residentMemory(servers.kipux.pid);
      if (memory !== undefined) samples.push(memory);
    }, SAMPLE_MS);
    const { pieces, delays } = await read(SCRIPT);
    clearInterval(timer);
    if (pieces !== SCRIPT.pieces) throw new Error(`${pieces} pieces came of ${SCRIPT.pieces}`);
    const atLeast = delays.length / 2;
    const early = Math.max(...delays.slice(0, atLeast));
    const late = Math.max(...delays.slice(atLeast));
    return [
      {
        name: '20,000 pieces: memory, first second to most',
        floor: samples.slice(0, 10).reduce((sum, sample) => sum + sample, 0) / Math.min(10, samples.length),
        kipux: Math.max(...samples),
        unit: 'MiB',
        compare: 'difference',
        target: 32,
      },
      {
        name: '20,000 pieces: longest delay, first to second half',
        floor: early,
        kipux: late,
        unit: 'ms',
        compare: 'ratio',
      },
    ];
  } finally {
    await servers.stop();
  }
}
