import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CURSOR_NUMBER, CURSOR_TIMESTAMP, CURSOR_UUID, decodeCursor, encodeCursor } from './pageCursor.ts';

const KINDS = [CURSOR_TIMESTAMP, CURSOR_UUID];

test('a cursor says what was put into it', () => {
  const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, fc.uuid(), fc.nat(), (date, id, position) => {
      const parts = [date.toISOString(), id];
      expect(decodeCursor(encodeCursor(parts), KINDS)).toEqual(parts);
      expect(decodeCursor(encodeCursor([String(position)]), [CURSOR_NUMBER])).toEqual([String(position)]);
    }),
  );
});

test('what no server gave is refused, never an error of another kind', () => {
  const tampered = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.json().map((json) => Buffer.from(json).toString('base64url')),
    fc.array(fc.string(), { maxLength: 4 }).map((parts) => encodeCursor(parts)),
  );
  fc.assert(
    fc.property(tampered, (cursor) => {
      expect(() => decodeCursor(cursor, KINDS)).toThrow(
        expect.objectContaining({ code: 'validation_failed' }),
      );
    }),
  );
});

test.each(['2025-13-01', '2025-02-29', '2025-04-31', '0000-01-01', '2025-00-10', '25-01-01'])(
  'a day that no calendar has (%s) is refused',
  (day) => {
    const cursor = encodeCursor([`${day}T00:00:00.000Z`, '00000000-0000-4000-8000-000000000000']);
    expect(() => decodeCursor(cursor, KINDS)).toThrow('query.cursor');
  },
);
