import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { createSseParser } from '#shared/client/sseParser.ts';
import { delay, now } from './clock.ts';
import { readStamps, type Script } from './floors/script.ts';
import { open, request } from './httpClient.ts';

/** What one reader saw of one answer, in milliseconds. */
export type StreamTimes = {
  /** From the provider's sending to the reader, of each piece. */
  delays: number[];
  /** From the request to the end of the stream. */
  whole: number;
  pieces: number;
};

const chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }) })),
});
const streamEvent = z.object({ type: z.string(), text: z.string().optional() });
const sent = z.object({ assistantMessage: z.object({ id: z.string() }) });
const created = z.object({ conversation: z.object({ id: z.string() }) });

/** Asks the provider through the bare relay. */
export async function streamThroughRelay(url: string, script: Script): Promise<StreamTimes> {
  const started = now();
  const response = await open(`${url}/v1/chat/completions`, {
    method: 'POST',
    body: { model: 'scripted', stream: true, messages: [{ role: 'user', content: JSON.stringify(script) }] },
  });
  return readTimes(started, response, (data) =>
    data === '[DONE]' ? '' : (chunk.parse(JSON.parse(data)).choices[0]?.delta.content ?? ''),
  );
}

/**
 * Sends a message to Kipux in a conversation that is there already, and reads its answer; after `cutAfter` events the
 * connection is cut and the stream resumed.
 */
export async function streamThroughKipux(
  url: string,
  cookie: string,
  conversationId: string,
  script: Script,
  cutAfter?: number,
): Promise<StreamTimes> {
  const started = now();
  const { assistantMessage } = await send(url, cookie, conversationId, JSON.stringify(script));
  const address = `${url}/api/messages/${assistantMessage.id}/stream`;
  const first = await readTimes(started, await open(address, { cookie }), textOfEvent, cutAfter);
  if (cutAfter === undefined) return first;
  const headers = { 'last-event-id': first.lastId };
  const rest = await readTimes(started, await open(address, { cookie, headers }), textOfEvent);
  return { ...rest, delays: [...first.delays, ...rest.delays], pieces: first.pieces + rest.pieces };
}

/** As devices do: what a server with too much to do refuses is sent again, under the same id. */
async function send(url: string, cookie: string, conversationId: string, content: string) {
  const body = { id: randomUUID(), content, parentId: null };
  const address = `${url}/api/conversations/${conversationId}/messages`;
  for (;;) {
    const answer = await request(address, { method: 'POST', cookie, body, expected: 503 });
    if (answer.status !== 503) return sent.parse(JSON.parse(answer.body));
    await delay(1_000 * Number(answer.headers['retry-after'] ?? 1));
  }
}

function textOfEvent(data: string): string {
  const event = streamEvent.parse(JSON.parse(data));
  return event.type === 'delta' ? (event.text ?? '') : '';
}

export async function createConversation(url: string, cookie: string): Promise<string> {
  const answer = await request(`${url}/api/conversations`, {
    method: 'POST',
    cookie,
    body: { title: 'Bench' },
  });
  return created.parse(JSON.parse(answer.body)).conversation.id;
}

/**
 * @param textOf the text that an event of the stream brings
 * @param cutAfter cuts the connection after so many events
 */
async function readTimes(
  started: number,
  response: IncomingMessage,
  textOf: (data: string) => string,
  cutAfter = Number.POSITIVE_INFINITY,
): Promise<StreamTimes & { lastId: string }> {
  const parser = createSseParser();
  const delays: number[] = [];
  let lastId = '';
  let events = 0;
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue;
    const received = now();
    for (const { data, id } of parser.push(piece)) {
      for (const at of readStamps(textOf(data))) delays.push(received - at);
      lastId = id ?? lastId;
      events += 1;
    }
    if (events >= cutAfter) break;
  }
  response.destroy();
  return { delays, whole: now() - started, pieces: delays.length, lastId };
}
