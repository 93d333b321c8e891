import type { BenchContext } from './context.ts';
import { request } from './httpClient.ts';
import { type BenchPerson, fill, register } from './people.ts';
import { startScript } from './processes.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { alternate, median, quantile, type Sides } from './statistics.ts';

/** Lists, long conversations and pages of the change feed against Express and pg with the same SQL. */
export async function benchReads(context: BenchContext): Promise<Measurement[]> {
  const product = await startProduct(context);
  const floor = await startScript(new URL('./floors/express.ts', import.meta.url), {
    DATABASE_URL: context.databaseUrl,
  });
  try {
    const people = await createPeople(context, product.url);
    const pages: Record<'list' | 'messages' | 'changes', Sides<(person: FullPerson) => string>> = {
      list: {
        floor: ({ id }) => `${floor.url}/conversations?user=${id}`,
        kipux: () => `${product.url}/api/conversations?limit=20`,
      },
      messages: {
        floor: ({ id, longConversationId: long }) => `${floor.url}/messages?user=${id}&conversation=${long}`,
        kipux: ({ longConversationId: long }) =>
          `${product.url}/api/conversations/${long}/messages?limit=1000`,
      },
      // of the people's 2,000 changes the last 50 conversations and the first 50 messages
      changes: {
        floor: ({ id }) => `${floor.url}/changes?user=${id}&cursor=950`,
        kipux: () => `${product.url}/api/sync?cursor=950&limit=100`,
      },
    };
    const compare = async (page: keyof typeof pages, atOnce: number, rounds: number) =>
      alternate(
        {
          floor: () => getAll(people, pages[page].floor, atOnce),
          kipux: () => getAll(people, pages[page].kipux, atOnce),
        },
        { warmUp: Math.ceil(rounds / 4), rounds },
      );
    context.say('list of 20 of 1,000 conversations');
    const alone = await compare('list', 1, 400);
    const together = await compare('list', 16, 60);
    context.say('conversation of 1,000 messages');
    const messages = await compare('messages', 1, 120);
    context.say('pull of 100 changes');
    const changes = await compare('changes', 1, 300);
    return [
      ...describe('list of 20 of 1,000 conversations', alone, 2),
      ...describe('the same, 16 at once', together, 2),
      ...describe('conversation of 1,000 messages', messages, 2),
      ...describe('pull of 100 changes', changes, 1.5),
    ];
  } finally {
    await Promise.all([product.stop(), floor.stop()]);
  }
}

type FullPerson = BenchPerson & { longConversationId: string };

/** So many that none comes near the limit of requests a second. */
const PEOPLE = 16;

async function createPeople({ databaseUrl }: BenchContext, url: string): Promise<FullPerson[]> {
  const people: FullPerson[] = [];
  for (let count = 0; count < PEOPLE; count++) {
    const person = await register(url);
    people.push({ ...person, ...(await fill(databaseUrl, person.id)) });
  }
  return people;
}

/** The times of some requests that are sent at once, by one person each. */
async function getAll(
  people: FullPerson[],
  urlFor: (person: FullPerson) => string,
  atOnce: number,
): Promise<number[]> {
  const asking = people.splice(0, atOnce);
  people.push(...asking);
  const answers = await Promise.all(
    asking.map((person) => request(urlFor(person), { cookie: person.cookie })),
  );
  return answers.map(({ ms }) => ms);
}

function describe(name: string, { floor, kipux }: Sides<number[]>, target: number): Measurement[] {
  return [
    { name, floor: median(floor), kipux: median(kipux), unit: 'ms', compare: 'ratio', target },
    {
      name: `${name}, p95`,
      floor: quantile(floor, 0.95),
      kipux: quantile(kipux, 0.95),
      unit: 'ms',
      compare: 'ratio',
    },
  ];
}
