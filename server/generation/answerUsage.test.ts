import { expect, test } from 'vitest';
import type { SourcePassage } from '#platform/ai/sources.ts';
import { createUsageMeter } from './answerUsage.ts';
import type { EndStatus } from './store.ts';

const passage: SourcePassage = {
  chunkId: 'c',
  documentId: 'd',
  fileName: 'acta.md',
  page: null,
  start: 0,
  end: 400,
  text: 'x'.repeat(400),
  score: 1,
  headingPath: [],
};

function asked(passages: SourcePassage[] = []) {
  const meter = createUsageMeter();
  meter.asked({
    turns: [{ role: 'user', content: 'a'.repeat(40) }],
    sources: { state: 'found', passages, documentsCount: 1, locale: 'es' },
  });
  return meter;
}

test.each<[EndStatus, 0 | 1, 0 | 1]>([
  ['complete', 0, 1],
  ['failed', 0, 1],
  ['interrupted', 0, 1],
  // who stops a model that was asked has used it
  ['stopped', 1, 1],
])(
  'an answer that ended %s counts %i messages without text and %i with some',
  (status, without, withText) => {
    const [silent, spoken] = [asked(), asked()];
    spoken.said('Hola');
    expect(silent.result(status).messages).toBe(without);
    expect(spoken.result(status).messages).toBe(withText);
  },
);

test('an answer stopped while it waited for its turn counts nothing', () => {
  const { messages, usage } = createUsageMeter().result('stopped');
  expect([messages, usage.inputTokens, usage.outputTokens]).toEqual([0, 0, 0]);
});

test('without the provider’s word tokens are estimated, four bytes each, and passages count', () => {
  const meter = asked([passage]);
  for (let n = 0; n < 10; n++) meter.said('ñandú ');
  expect(meter.result('complete').usage).toEqual({ inputTokens: 210, outputTokens: 20, isEstimated: true });
});

test('what the provider counted is taken, also of an answer that came to nothing', () => {
  const meter = asked();
  meter.reported({ tokens: 900, inputTokens: 850 });
  expect(meter.result('failed')).toEqual({
    messages: 0,
    usage: { inputTokens: 850, outputTokens: 50, isEstimated: false },
  });
});

test('where the provider says the sum alone, the prompt is at most that', () => {
  const meter = asked();
  meter.reported({ tokens: 42 });
  expect(meter.result('complete').usage).toEqual({ inputTokens: 42, outputTokens: 0, isEstimated: false });
});
