import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentStatusSchema, documentStepSchema } from '#shared/entities.ts';
import { documentProgress, uploadProgress } from './progress.ts';

test('progress is a share between nothing and all, whatever comes', () => {
  const numbers = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.constant(Number.POSITIVE_INFINITY));
  fc.assert(
    fc.property(
      fc.constantFrom(...documentStatusSchema.options),
      fc.constantFrom(...documentStepSchema.options),
      numbers,
      (status, step, ratio) => {
        const shown = [
          documentProgress({ status, progress: { step, ratio } }),
          uploadProgress({ state: 'sending', ratio }),
        ];
        for (const { done, share } of shown) {
          expect(done).toBeGreaterThanOrEqual(0);
          expect(done).toBeLessThanOrEqual(1);
          expect(share === null || (share > 0 && share <= 1)).toBe(true);
        }
      },
    ),
  );
});

test('a file comes further with every step', () => {
  const at = (step: 'reading' | 'splitting' | 'embedding', ratio: number) =>
    documentProgress({ status: 'processing', progress: { step, ratio } }).done;
  const way = [
    uploadProgress({ state: 'waiting', ratio: 0 }).done,
    uploadProgress({ state: 'sending', ratio: 0.5 }).done,
    documentProgress({ status: 'pending', progress: { step: 'waiting', ratio: 0 } }).done,
    at('reading', 0.5),
    at('splitting', 0.5),
    at('embedding', 0.5),
    documentProgress({ status: 'completed', progress: { step: 'finished', ratio: 1 } }).done,
  ];
  expect(way).toEqual(way.toSorted((a, b) => a - b));
  expect(new Set(way).size).toBe(way.length);
});
