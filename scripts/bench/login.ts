import { createHash } from 'node:crypto';
import bcrypt from 'bcrypt';
import { delay, now } from './clock.ts';
import type { BenchContext } from './context.ts';
import { request } from './httpClient.ts';
import { type BenchPerson, fill, PASSWORD, register } from './people.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { alternate, median, quantile } from './statistics.ts';

const COST = 12;
const AT_ONCE = 16;

/** Logging in against one comparison by bcrypt, and what 16 people who log in cost everybody else. */
export async function benchLogin(context: BenchContext): Promise<Measurement[]> {
  const product = await startProduct(context);
  try {
    const people: BenchPerson[] = [];
    for (let count = 0; count < AT_ONCE; count++) people.push(await register(product.url));
    const reader = await register(product.url);
    await fill(context.databaseUrl, reader.id);
    context.say('login');
    const login = await compareWithBcrypt(product.url, people);
    context.say(`somebody else while ${AT_ONCE} log in`);
    const other = await measureOther(product.url, people, reader);
    return [
      {
        name: 'login (floor: one bcrypt.compare)',
        floor: median(login.floor),
        kipux: median(login.kipux),
        unit: 'ms',
        compare: 'ratio',
        target: 1.3,
      },
      {
        name: `another's list during ${AT_ONCE} logins, p95 (floor: quiet)`,
        floor: quantile(other.quiet, 0.95),
        kipux: quantile(other.busy, 0.95),
        unit: 'ms',
        compare: 'ratio',
        target: 2,
      },
      {
        name: 'the same, median',
        floor: median(other.quiet),
        kipux: median(other.busy),
        unit: 'ms',
        compare: 'ratio',
      },
    ];
  } finally {
    await product.stop();
  }
}

async function compareWithBcrypt(url: string, people: readonly BenchPerson[]) {
  const hashed = createHash('sha384').update(PASSWORD).digest('base64');
  const hash = await bcrypt.hash(hashed, COST);
  let turn = 0;
  return alternate(
    {
      floor: async () => {
        const started = now();
        await bcrypt.compare(hashed, hash);
        return [now() - started];
      },
      kipux: async () => [await logIn(url, people[turn++ % people.length])],
    },
    { warmUp: 3, rounds: 20 },
  );
}

async function logIn(url: string, person: BenchPerson | undefined): Promise<number> {
  const body = { email: person?.email, password: PASSWORD };
  return (await request(`${url}/api/auth/login`, { method: 'POST', body })).ms;
}

/** One request after the other, with pauses in which nothing waits: quiet and busy in turns. */
async function measureOther(url: string, people: readonly BenchPerson[], reader: BenchPerson) {
  const list = async () => (await request(`${url}/api/conversations?limit=20`, reader)).ms;
  const quiet: number[] = [];
  const busy: number[] = [];
  for (let count = 0; count < 50; count++) await list();
  for (let round = 0; round < 3; round++) {
    for (let count = 0; count < 100; count++) {
      quiet.push(await list());
      await delay(10);
    }
    let isBusy = true;
    const logins = Promise.all(people.map((person) => logIn(url, person))).finally(() => {
      isBusy = false;
    });
    for (;;) {
      const ms = await list();
      if (!isBusy) break;
      busy.push(ms);
      await delay(10);
    }
    await logins;
  }
  return { quiet, busy };
}
