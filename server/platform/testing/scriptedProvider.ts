import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { embedLocally } from '../ai/localEmbeddings.ts';

const chatBody = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});

const embeddingBody = z.object({ input: z.array(z.string()) });

export type ChatCall = z.infer<typeof chatBody> & {
  authorization: string | undefined;
  headers: Record<string, unknown>;
};

/** What the provider does with a streamed chat. `pieces` are sent with `gapMs` between them. */
export type Script = {
  pieces?: string[];
  firstMs?: number;
  gapMs?: number;
  /** Embeddings take so long. */
  embedMs?: number;
  /** Answers with this status instead. */
  status?: number;
  /** With these words. */
  message?: string;
  headers?: Record<string, string>;
  /** After the pieces: `end` in order, `cut` the connection, or send something that is no answer. */
  ending?: 'end' | 'cut' | 'garbage' | 'silence';
  /** What it says that it counted. */
  usage?: object;
};

export type ScriptedProvider = {
  /** What the server under test is configured with. */
  environment: { OPENAI_BASE_URL: string; OPENAI_API_KEY: string; CHAT_MODEL: string };
  calls: ChatCall[];
  /** Streams whose client left before their end. */
  closedEarly(): number;
  /** What happens from the next call on. */
  play(script: Script): void;
};

export const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index} `);

/** An OpenAI-compatible server over real HTTP that does as it is told; it closes with the test, or by what `atTheEnd` is given. */
export async function startScriptedProvider(
  first: Script = {},
  atTheEnd: (end: () => void) => void = onTestFinished,
): Promise<ScriptedProvider> {
  let script = first;
  let closedEarly = 0;
  const calls: ChatCall[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.endsWith('/models'))
      return sendJson(response, { object: 'list', data: [{ id: 'scripted' }] });
    if (request.url?.endsWith('/embeddings')) {
      const { input } = embeddingBody.parse(JSON.parse(await text(request)));
      await delay(script.embedMs ?? 0);
      const data = embedLocally(input).map((vector, index) => ({ index, embedding: Array.from(vector) }));
      return sendJson(response, { object: 'list', data });
    }
    const call = chatBody.parse(JSON.parse(await text(request)));
    calls.push({ ...call, authorization: request.headers.authorization, headers: request.headers });
    if (!call.stream)
      return sendJson(response, {
        choices: [{ index: 0, message: { role: 'assistant', content: '"Un título."' } }],
      });
    if (script.status !== undefined) {
      response.writeHead(script.status, { 'content-type': 'application/json', ...script.headers });
      return response.end(JSON.stringify({ error: { message: script.message ?? 'refused by script' } }));
    }
    let isOpen = true;
    let isWhole = false;
    response.on('close', () => {
      isOpen = false;
      if (!isWhole) closedEarly += 1;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    await delay(script.firstMs ?? 0);
    for (const piece of script.pieces ?? words(20)) {
      if (!isOpen) return undefined;
      response.write(chunk({ delta: { content: piece }, finish_reason: null }));
      if ((script.gapMs ?? 0) > 0) await delay(script.gapMs ?? 0);
    }
    isWhole = true;
    return finish(response, script);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    environment: {
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: 'sk-canary',
      CHAT_MODEL: 'scripted',
    },
    calls,
    closedEarly: () => closedEarly,
    play: (next) => {
      script = next;
    },
  };
}

function finish(
  response: ServerResponse,
  { ending: how = 'end', usage = { total_tokens: 42 } }: Script,
): void {
  if (how === 'silence') return;
  if (how === 'cut') {
    response.destroy();
    return;
  }
  if (how === 'garbage') {
    response.end('data: {"choices": [{"delta": \u0000 broken\n\n');
    return;
  }
  response.write(chunk({ delta: {}, finish_reason: 'stop' }));
  response.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
}

function chunk(choice: object): string {
  return `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: 'scripted', choices: [{ index: 0, ...choice }] })}\n\n`;
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
