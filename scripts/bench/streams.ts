import { delay } from './clock.ts';
import type { BenchContext } from './context.ts';
import type { Script } from './floors/script.ts';
import { register } from './people.ts';
import { type ServerProcess, startScript } from './processes.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { median, quantile, type Sides } from './statistics.ts';
import {
  createConversation,
  type StreamTimes,
  streamThroughKipux,
  streamThroughRelay,
} from './streamClient.ts';

const SCRIPT = { pieces: 200, gapMs: 20 } satisfies Script;

export type StreamServers = Sides<ServerProcess> & { stop(): Promise<void> };

/** The provider, and in front of it the bare relay and Kipux. */
export async function startStreamServers(context: BenchContext): Promise<StreamServers> {
  const provider = await startScript(new URL('./floors/provider.ts', import.meta.url), {});
  const floor = await startScript(new URL('./floors/relay.ts', import.meta.url), {
    PROVIDER_URL: provider.url,
  });
  const kipux = await startProduct(context, {
    OPENAI_BASE_URL: `${provider.url}/v1`,
    OPENAI_API_KEY: 'none',
  });
  const stop = async () => void (await Promise.all([kipux.stop(), floor.stop(), provider.stop()]));
  return { floor, kipux, stop };
}

/** How much later a piece reaches the reader than without Kipux in between. */
export async function benchStreams(context: BenchContext): Promise<Measurement[]> {
  const servers = await startStreamServers(context);
  try {
    const readers = await createReaders(servers, 50);
    context.say('1 stream');
    await measure(readers.slice(0, 1), 1, { ...SCRIPT, pieces: 50 });
    const alone = await measure(readers.slice(0, 1), 4, SCRIPT);
    context.say('50 streams');
    const together = await measure(readers, 3, SCRIPT);
    return [...describe('1 stream', alone, 20), ...describe('50 streams', together, 60)];
  } finally {
    await servers.stop();
  }
}

type Reader = Sides<(script: Script) => Promise<StreamTimes>>;

/** Readers of ten people: each writes in a conversation of its own. */
async function createReaders({ floor, kipux }: StreamServers, count: number): Promise<Reader[]> {
  const people = await Promise.all(Array.from({ length: Math.ceil(count / 5) }, () => register(kipux.url)));
  return Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Reader> => {
      const cookie = people[index % people.length]?.cookie ?? '';
      const conversationId = await createConversation(kipux.url, cookie);
      return {
        floor: (script) => streamThroughRelay(floor.url, script),
        kipux: (script) => streamThroughKipux(kipux.url, cookie, conversationId, script),
      };
    }),
  );
}

/** Each round lets all readers read at once, their starts spread over one second; sides in turns. */
async function measure(readers: Reader[], rounds: number, script: Script): Promise<Sides<StreamTimes[]>> {
  const times: Sides<StreamTimes[]> = { floor: [], kipux: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of ['floor', 'kipux'] as const) {
      const reading = readers.map(async (reader, index) => {
        await delay((index * 1_000) / readers.length);
        return reader[side](script);
      });
      times[side].push(...(await Promise.all(reading)));
    }
  }
  const lost = [...times.floor, ...times.kipux].find(({ pieces }) => pieces !== script.pieces);
  if (lost !== undefined) throw new Error(`a stream had ${lost.pieces} pieces instead of ${script.pieces}`);
  return times;
}

function describe(name: string, { floor, kipux }: Sides<StreamTimes[]>, moreMs: number): Measurement[] {
  const delays = (times: StreamTimes[]) => times.flatMap((one) => one.delays);
  const whole = (times: StreamTimes[]) => times.map((one) => one.whole);
  const late = { floor: median(delays(floor)), kipux: median(delays(kipux)), unit: 'ms' } as const;
  return [
    { name: `${name}: sent to received`, ...late, compare: 'difference', target: moreMs },
    { name: `${name}: delay of a piece`, ...late, compare: 'ratio', target: 3 },
    {
      name: `${name}: sent to received, p95`,
      floor: quantile(delays(floor), 0.95),
      kipux: quantile(delays(kipux), 0.95),
      unit: 'ms',
      compare: 'difference',
    },
    {
      name: `${name}: whole answer`,
      floor: median(whole(floor)),
      kipux: median(whole(kipux)),
      unit: 'ms',
      compare: 'ratio',
      target: 1.05,
    },
  ];
}
