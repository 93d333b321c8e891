import { randomUUID } from 'node:crypto';
import { now } from './clock.ts';
import type { BenchContext } from './context.ts';
import { request } from './httpClient.ts';
import { register } from './people.ts';
import type { Measurement } from './report.ts';
import { median, quantile } from './statistics.ts';
import { createConversation } from './streamClient.ts';
import { startStreamServers } from './streams.ts';

const AT_ONCE = 16;
const SENDS = 160;
const SCRIPT = JSON.stringify({ pieces: 1, gapMs: 0 });

/** Sending a message, each with the answer that it starts: for information. */
export async function benchSends(context: BenchContext): Promise<Measurement[]> {
  const servers = await startStreamServers(context);
  const { url } = servers.kipux;
  try {
    const people = await Promise.all(Array.from({ length: AT_ONCE }, () => register(url)));
    const senders = await Promise.all(
      people.map(async ({ cookie }) => createSender(url, cookie, await createConversation(url, cookie))),
    );
    const [first] = senders;
    if (first === undefined) return [];
    context.say('sending messages');
    for (let count = 0; count < 20; count++) await first();
    const alone: number[] = [];
    for (let count = 0; count < 60; count++) alone.push(await first());
    const started = now();
    const together = await Promise.all(senders.map((send) => times(SENDS / AT_ONCE, send)));
    const seconds = (now() - started) / 1_000;
    return [
      { name: 'send a message', kipux: median(alone), unit: 'ms', compare: 'alone' },
      { name: 'send a message, p95', kipux: quantile(alone, 0.95), unit: 'ms', compare: 'alone' },
      {
        name: `the same, ${AT_ONCE} at once`,
        kipux: median(together.flat()),
        unit: 'ms',
        compare: 'alone',
      },
      { name: `messages sent, ${AT_ONCE} at once`, kipux: SENDS / seconds, unit: '/s', compare: 'alone' },
    ];
  } finally {
    await servers.stop();
  }
}

function createSender(url: string, cookie: string, conversationId: string): () => Promise<number> {
  return async () => {
    const body = { id: randomUUID(), content: SCRIPT, parentId: null };
    const address = `${url}/api/conversations/${conversationId}/messages`;
    return (await request(address, { method: 'POST', cookie, body })).ms;
  };
}

async function times(count: number, run: () => Promise<number>): Promise<number[]> {
  const results: number[] = [];
  for (let done = 0; done < count; done++) results.push(await run());
  return results;
}
