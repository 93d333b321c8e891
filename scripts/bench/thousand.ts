import { delay } from './clock.ts';
import type { BenchContext } from './context.ts';
import type { Script } from './floors/script.ts';
import { register } from './people.ts';
import { residentMemory } from './processes.ts';
import type { Measurement } from './report.ts';
import { quantile } from './statistics.ts';
import {
  createConversation,
  type StreamTimes,
  streamThroughKipux,
  streamThroughRelay,
} from './streamClient.ts';
import { startStreamServers } from './streams.ts';

const STREAMS = 1_000;
const PEOPLE = 40;
const SCRIPT = { pieces: 100, gapMs: 15, firstMs: 300 } satisfies Script;
/** Streams begin over this time: a thousand people do not press a key in the same millisecond. */
const SPREAD_MS = 3_000;
const SAMPLE_MS = 100;

/** A thousand answers at once, every tenth of which is cut and resumed: whole, how late, and at what memory. */
export async function benchThousand(context: BenchContext): Promise<Measurement[]> {
  const { floor, kipux, stop } = await startStreamServers(context);
  try {
    context.say('1,000 conversations');
    const cookies: string[] = [];
    for (let n = 0; n < PEOPLE; n++) cookies.push((await register(kipux.url)).cookie);
    const readers: { cookie: string; conversationId: string }[] = [];
    for (let n = 0; n < STREAMS; n++) {
      const cookie = cookies[n % PEOPLE] ?? '';
      readers.push({ cookie, conversationId: await createConversation(kipux.url, cookie) });
    }
    context.say('1,000 streams through the bare relay');
    const bare = await spread(readers, () => streamThroughRelay(floor.url, SCRIPT));
    await spread(readers.slice(0, 50), ({ cookie, conversationId }) =>
      streamThroughKipux(kipux.url, cookie, conversationId, SCRIPT),
    );
    context.say('1,000 streams through Kipux');
    const memory = watchMemory(kipux.pid);
    const ours = await spread(readers, ({ cookie, conversationId }, index) =>
      streamThroughKipux(kipux.url, cookie, conversationId, SCRIPT, index % 10 === 0 ? 20 : undefined),
    );
    const grownMiB = memory.stop();
    const broken = [...bare, ...ours].filter(({ pieces }) => pieces !== SCRIPT.pieces).length;
    if (broken > 0) throw new Error(`${broken} of ${2 * STREAMS} streams were not whole`);
    const late = (times: StreamTimes[], share: number) =>
      quantile(
        times.flatMap(({ delays }) => delays),
        share,
      );
    const compared = { unit: 'ms', compare: 'difference' } as const;
    return [
      { name: '1,000 streams: a token, p50', floor: late(bare, 0.5), kipux: late(ours, 0.5), ...compared },
      {
        name: '1,000 streams: a token, p95',
        floor: late(bare, 0.95),
        kipux: late(ours, 0.95),
        ...compared,
        target: 50,
      },
      {
        name: '1,000 streams: memory of the server a stream',
        kipux: (grownMiB * 1_024) / STREAMS,
        unit: 'kB',
        compare: 'alone',
        target: 200,
      },
    ];
  } finally {
    await stop();
  }
}

function spread<Reader>(
  readers: readonly Reader[],
  read: (reader: Reader, index: number) => Promise<StreamTimes>,
): Promise<StreamTimes[]> {
  return Promise.all(
    readers.map(async (reader, index) => {
      await delay((index * SPREAD_MS) / STREAMS);
      return read(reader, index);
    }),
  );
}

/** How far a process's memory grows beyond what it has now, in MiB. */
function watchMemory(pid: number): { stop(): number } {
  const before = residentMemory(pid) ?? Number.NaN;
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, residentMemory(pid) ?? 0);
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return highest - before;
    },
  };
}
