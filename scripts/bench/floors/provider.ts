import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { delay, now } from '../clock.ts';
import { listenAndTell } from './listen.ts';
import { scriptSchema, stamp } from './script.ts';

/**
 * An OpenAI-compatible provider that does what the last message asks for (a Script as JSON) and writes the time of sending
 * into each piece. It embeds at once.
 */
const server = createServer((request, response) => {
  void answer(request, response).catch(() => response.destroy());
});
listenAndTell(server);

const embedding = z.object({
  input: z.array(z.string()),
  encoding_format: z.enum(['base64', 'float']).default('float'),
});

/** One vector for all texts, made beforehand: what is measured is not the provider. */
const values = Array.from({ length: 1536 }, (_, i) => Math.fround(Math.sin(i + 1) / 28));
const VECTORS = { float: values, base64: Buffer.from(Float32Array.from(values).buffer).toString('base64') };

const chat = z.object({
  stream: z.boolean().default(false),
  messages: z.array(z.object({ content: z.string() })),
});

/** The answer to a question that is no Script, from the first passage that came with it. */
const QUOTING = ['A berth at the north quay', ' costs 18 euros', ' a metre and day [1].', ' That is all.'];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: unknown = JSON.parse(await text(request));
  if (request.url?.endsWith('/embeddings')) {
    const { input, encoding_format } = embedding.parse(body);
    const data = input.map((_, index) => ({ index, embedding: VECTORS[encoding_format] }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
    return;
  }
  const { stream, messages } = chat.parse(body);
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: 'A title' } }] }),
    );
    return;
  }
  const question = messages.at(-1)?.content ?? '';
  if (!question.includes('"pieces"')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of QUOTING) response.write(event({ delta: { content }, finish_reason: null }));
    response.write(event({ delta: {}, finish_reason: 'stop' }));
    response.end('data: [DONE]\n\n');
    return;
  }
  const script = scriptSchema.parse(JSON.parse(question));
  response.socket?.setNoDelay(true);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  let due = now() + script.firstMs;
  await delay(script.firstMs);
  for (let sent = 0; sent < script.pieces; sent++) {
    if (sent > 0 && sent % script.atOnce === 0) {
      due += script.gapMs;
      await delay(Math.max(0, due - now()));
    }
    response.write(event({ delta: { content: stamp(now()) }, finish_reason: null }));
  }
  response.write(event({ delta: {}, finish_reason: 'stop' }));
  response.end('data: [DONE]\n\n');
}

function event(choice: object): string {
  const chunk = {
    id: 'x',
    object: 'chat.completion.chunk',
    model: 'scripted',
    choices: [{ index: 0, ...choice }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
