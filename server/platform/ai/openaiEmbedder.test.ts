import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../log.ts';
import { assertUsable, EMBEDDING_DIMENSIONS } from './embedder.ts';
import { createOpenAiEmbedder } from './openaiEmbedder.ts';

/** A provider whose vectors have so many numbers, and how often it was asked. */
async function startProvider(length: number): Promise<{ baseUrl: string; asked(): number }> {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    const data = [{ index: 0, embedding: Array.from({ length }, () => 0.5) }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked: () => count };
}

function embedderAt(baseUrl: string) {
  const models = { chatModel: 'chat', embeddingModel: 'embedding' };
  return createOpenAiEmbedder({ apiKey: 'none', baseUrl, ...models }, createLog('silent'));
}

test('a model whose vectors are too long to be stored is told in a sentence, and not asked again', async () => {
  const provider = await startProvider(EMBEDDING_DIMENSIONS + 1);
  const embedder = embedderAt(provider.baseUrl);
  expect(() => assertUsable(embedder)).not.toThrow();
  await expect(embedder.embed(['a'])).rejects.toThrow('vectors of 1537 numbers; at most 1536');
  await expect(embedder.embed(['b'])).rejects.toMatchObject({ temporary: false });
  expect(provider.asked()).toBe(1);
  expect(() => assertUsable(embedder)).toThrow('EMBEDDING_MODEL');
});

test('shorter vectors are filled up with zeros', async () => {
  const embedder = embedderAt((await startProvider(3)).baseUrl);
  const [embedding] = await embedder.embed(['a']);
  expect(embedding?.vector).toHaveLength(EMBEDDING_DIMENSIONS);
  expect([...(embedding?.vector ?? [])].slice(0, 5)).toEqual([0.5, 0.5, 0.5, 0, 0]);
  expect(embedder.problem).toBeUndefined();
});
