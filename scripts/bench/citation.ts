import { z } from 'zod';
import { createSseParser } from '#shared/client/sseParser.ts';
import { now } from './clock.ts';
import type { BenchContext } from './context.ts';
import { open, request } from './httpClient.ts';
import { type BenchPerson, register } from './people.ts';
import { startScript } from './processes.ts';
import { startProduct } from './product.ts';
import type { Measurement } from './report.ts';
import { median } from './statistics.ts';
import { createConversation } from './streamClient.ts';
import { allRead, formOf, upload } from './uploads.ts';

const ROUNDS = 15;
const NOTE = '# Harbour\n\nA berth at the north quay costs 18 euros a metre and day.\n';
const QUESTION = 'What does a berth at the north quay cost?';
const sent = z.object({ assistantMessage: z.object({ id: z.string() }) });

/** From sending a question to the first event with a citation, with a model that answers at once and without any. */
export async function benchCitation(context: BenchContext): Promise<Measurement[]> {
  const provider = await startScript(new URL('./floors/provider.ts', import.meta.url), {});
  try {
    const model = { OPENAI_BASE_URL: `${provider.url}/v1`, OPENAI_API_KEY: 'none' };
    return [
      await measure(context, 'first citation, a model that answers at once', model),
      await measure(context, 'first citation, local', {}),
    ];
  } finally {
    await provider.stop();
  }
}

async function measure(
  context: BenchContext,
  name: string,
  environment: Record<string, string>,
): Promise<Measurement> {
  context.say(name);
  const server = await startProduct(context, environment);
  try {
    const person = await register(server.url);
    await upload(server.url, person.cookie, formOf('note.md', Buffer.from(NOTE)));
    await allRead(context.databaseUrl, [person.id], 1);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await firstCitationMs(server.url, person));
    return { name, kipux: median(times), unit: 'ms', compare: 'alone' };
  } finally {
    await server.stop();
  }
}

async function firstCitationMs(url: string, { cookie }: BenchPerson): Promise<number> {
  const conversationId = await createConversation(url, cookie);
  const started = now();
  const body = { content: QUESTION };
  const answer = await request(`${url}/api/conversations/${conversationId}/messages`, {
    method: 'POST',
    cookie,
    body,
  });
  const { assistantMessage } = sent.parse(JSON.parse(answer.body));
  const response = await open(`${url}/api/messages/${assistantMessage.id}/stream`, { cookie });
  const parser = createSseParser();
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue;
    for (const { data } of parser.push(piece)) {
      if (!data.includes('"type":"citations"') || data.includes('"citations":[]')) continue;
      response.destroy();
      return now() - started;
    }
  }
  throw new Error('an answer without a citation');
}
