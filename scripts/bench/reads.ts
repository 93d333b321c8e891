import type { BenchContext } from './context.ts';
import { request } from './httpClient.ts';
import { fill, register } from './people.ts';
import { startScript } from './processes.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { alternate, median, quantile, type Sides } from './statistics.ts';

/** Lists and long conversations against Express and pg with the same SQL. */
export async function benchReads(context: BenchContext): Promise<Measurement[]> {
  const product = await startProduct(context);
  const floor = await startScript(new URL('./floors/express.ts', import.meta.url), {
    DATABASE_URL: context.databaseUrl,
  });
  try {
    const person = await register(product.url);
    const { longConversationId } = await fill(context.databaseUrl, person.id);
    const pages = {
      list: {
        floor: `${floor.url}/conversations?user=${person.id}`,
        kipux: `${product.url}/api/conversations?limit=20`,
      },
      messages: {
        floor: `${floor.url}/messages?user=${person.id}&conversation=${longConversationId}`,
        kipux: `${product.url}/api/conversations/${longConversationId}/messages?limit=1000`,
      },
    };
    const compare = async (page: keyof typeof pages, atOnce: number, rounds: number) => {
      const { floor: bare, kipux } = pages[page];
      return alternate(
        {
          floor: () => getAll(bare, undefined, atOnce),
          kipux: () => getAll(kipux, person.cookie, atOnce),
        },
        { warmUp: Math.ceil(rounds / 4), rounds },
      );
    };
    context.say('list of 20 of 1,000 conversations');
    const alone = await compare('list', 1, 400);
    const together = await compare('list', 16, 60);
    context.say('conversation of 1,000 messages');
    const messages = await compare('messages', 1, 120);
    return [
      ...describe('list of 20 of 1,000 conversations', alone),
      ...describe('the same, 16 at once', together),
      ...describe('conversation of 1,000 messages', messages),
    ];
  } finally {
    await Promise.all([product.stop(), floor.stop()]);
  }
}

/** The times of some requests that are sent at once. */
async function getAll(url: string, cookie: string | undefined, atOnce: number): Promise<number[]> {
  const call = cookie === undefined ? {} : { cookie };
  const answers = await Promise.all(Array.from({ length: atOnce }, () => request(url, call)));
  return answers.map(({ ms }) => ms);
}

function describe(name: string, { floor, kipux }: Sides<number[]>): Measurement[] {
  return [
    { name, floor: median(floor), kipux: median(kipux), unit: 'ms', compare: 'ratio', target: 2 },
    {
      name: `${name}, p95`,
      floor: quantile(floor, 0.95),
      kipux: quantile(kipux, 0.95),
      unit: 'ms',
      compare: 'ratio',
    },
  ];
}
