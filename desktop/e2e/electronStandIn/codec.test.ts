import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codec } from './codec.ts';

test('what structured clone carries comes out as it went in', () => {
  const { enc, dec } = codec();
  const over = (value: unknown) => dec(JSON.parse(JSON.stringify(enc(value))));
  fc.assert(
    fc.property(
      fc.anything({
        withDate: true,
        withMap: true,
        withSet: true,
        withBigInt: true,
        withNullPrototype: false,
      }),
      (value) => {
        expect(over(value)).toEqual(value);
      },
    ),
  );
  expect(over(new Uint8Array([0, 255, 7]))).toEqual(new Uint8Array([0, 255, 7]));
  expect(over(new Uint8Array([1, 2]).buffer)).toBeInstanceOf(ArrayBuffer);
  expect(over({ $: 'date', v: 1 })).toEqual({ $: 'date', v: 1 });
});

test('functions and promises are refused where the real IPC refuses them', () => {
  expect(() => codec().enc({ f: () => 1 })).toThrow('could not be cloned');
  expect(() => codec().enc(Promise.resolve())).toThrow('could not be cloned');
  expect(() => codec().enc(Symbol('s'))).toThrow('could not be cloned');
});
