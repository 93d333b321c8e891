import { expect, test } from 'vitest';
import { createAnswerText } from './growingAnswer.ts';

test('a reader that takes what is new after each piece gets the whole text, however long it becomes', () => {
  const answer = createAnswerText();
  let read = '';
  answer.subscribe(() => {
    read += answer.textFrom(read.length);
  });
  const pieces = Array.from({ length: 3_000 }, (_, index) => `word ${index} ñ`);
  for (const piece of pieces) answer.append(piece);
  expect(read).toBe(pieces.join(''));
  expect(answer.textFrom(0)).toBe(read);
  expect(answer.state().length).toBe(read.length);
});

test('the text from any offset is the end of the whole text', () => {
  const answer = createAnswerText();
  for (let piece = 0; piece < 700; piece++) answer.append('abc');
  const whole = 'abc'.repeat(700);
  for (const offset of [0, 1, 1_023, 1_024, 1_025, 1_026, 1_027, 2_000, 2_099, 2_100, 9_000]) {
    expect(answer.textFrom(offset)).toBe(whole.slice(offset));
  }
});

test('a character that comes in two halves is never read as half', () => {
  const answer = createAnswerText();
  const seen: string[] = [];
  answer.subscribe(() => seen.push(answer.textFrom(0)));
  answer.append('a\ud83d');
  answer.append('\ude00b');
  expect(seen).toEqual(['a', 'a😀b']);
});
