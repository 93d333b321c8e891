import { expect, test } from 'vitest';
import { type Embedder, type Embedding, EmbeddingError } from './embedder.ts';
import { createEmbeddingPacer } from './embeddingPacer.ts';

const embeddingOf = (text: string): Embedding => ({ vector: new Float32Array([text.length]), model: 'm' });
const never = new AbortController().signal;

/** An embedder that refuses as the script says, call by call, and then works. */
function scripted(...script: (EmbeddingError | null)[]) {
  const calls: { texts: readonly string[]; at: number }[] = [];
  const embedder: Embedder = {
    model: 'm',
    async embed(texts) {
      calls.push({ texts, at: performance.now() });
      const refusal = script.shift() ?? null;
      if (refusal !== null) throw refusal;
      return texts.map(embeddingOf);
    },
  };
  return { embedder, calls };
}

const failure = (options: Partial<ConstructorParameters<typeof EmbeddingError>[1]> = {}) =>
  new EmbeddingError('refused', { temporary: true, ...options });

test('what may pass is tried again, after the time that the provider names', async () => {
  const { embedder, calls } = scripted(failure({ isRate: true, retryAfterSeconds: 0.2 }), failure());
  const pacer = createEmbeddingPacer(embedder, { firstDelayMs: 10 });
  expect(await pacer.embed(['a', 'bb'], never)).toEqual([embeddingOf('a'), embeddingOf('bb')]);
  expect(calls).toHaveLength(3);
  expect((calls[1]?.at ?? 0) - (calls[0]?.at ?? 0)).toBeGreaterThan(180);
});

test('a provider that asks for fewer requests is left alone by everybody', async () => {
  const { embedder, calls } = scripted(failure({ isRate: true, retryAfterSeconds: 0.2 }));
  const pacer = createEmbeddingPacer(embedder);
  const first = pacer.embed(['a'], never);
  await expect.poll(() => calls.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all([first, pacer.embed(['b'], never)]);
  expect((calls[1]?.at ?? 0) - (calls[0]?.at ?? 0)).toBeGreaterThan(180);
});

test('a wait longer than one may last, and what cannot pass, is the caller’s to know', async () => {
  for (const error of [failure({ retryAfterSeconds: 3_600 }), failure({ temporary: false })]) {
    const { embedder, calls } = scripted(error);
    await expect(createEmbeddingPacer(embedder).embed(['a'], never)).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  }
});

test('it gives up after some tries', async () => {
  const { embedder, calls } = scripted(failure(), failure(), failure(), failure());
  const pacer = createEmbeddingPacer(embedder, { attempts: 3, firstDelayMs: 1 });
  await expect(pacer.embed(['a'], never)).rejects.toThrow('refused');
  expect(calls).toHaveLength(3);
});

test('a batch that is too large for the provider is divided, and comes back in order', async () => {
  const calls: number[] = [];
  const embedder: Embedder = {
    model: 'm',
    async embed(texts) {
      calls.push(texts.length);
      if (texts.length > 2) throw failure({ temporary: false, isInput: true });
      return texts.map(embeddingOf);
    },
  };
  const texts = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
  expect(await createEmbeddingPacer(embedder).embed(texts, never)).toEqual(texts.map(embeddingOf));
  expect(calls).toEqual([5, 3, 2, 1, 2]);
});

test('a job that is stopped does not wait', async () => {
  const { embedder } = scripted(failure({ isRate: true, retryAfterSeconds: 50 }));
  const stopping = new AbortController();
  const embedding = createEmbeddingPacer(embedder).embed(['a'], stopping.signal);
  setTimeout(() => stopping.abort(), 20);
  await expect(embedding).rejects.toThrow(/abort/);
});

test('batches keep to a number of texts and to a size, and lose nothing', () => {
  const { embedder } = scripted();
  const pacer = createEmbeddingPacer(embedder, { texts: 3, tokens: 10 });
  const texts = ['a', 'b', 'c', 'd', 'x'.repeat(100), 'e'];
  const batches = pacer.batches(texts, (text) => text);
  expect(batches.map((batch) => batch.length)).toEqual([3, 1, 1, 1]);
  expect(batches.flat()).toEqual(texts);
});
