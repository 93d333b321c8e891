import { expect, test } from 'vitest';
import { newMessage } from '../testing/memoryServer.ts';
import { growAnswer, seedAnswer } from './liveAnswer.ts';

test('an answer begins with whichever reaches further: what was seen, or what was read', () => {
  const message = newMessage({ role: 'assistant', content: 'Hola, Ana' });
  expect(seedAnswer(undefined, message).text).toBe('Hola, Ana');
  expect(seedAnswer({ text: 'Hola', citations: [] }, message).text).toBe('Hola, Ana');
  expect(seedAnswer({ text: 'Hola, Ana. ¿Qué tal?', citations: [] }, message).text).toBe(
    'Hola, Ana. ¿Qué tal?',
  );
  expect(seedAnswer(undefined, undefined)).toEqual({ text: '', citations: [] });
});

test('deltas are joined to the text, and the end brings the final text', () => {
  const grown = growAnswer({ text: 'Ho', citations: [] }, [
    { type: 'delta', text: 'la' },
    { type: 'delta', text: ', Ana' },
  ]);
  expect(grown.text).toBe('Hola, Ana');
  const message = newMessage({ role: 'assistant', content: 'Hola, Ana.' });
  expect(growAnswer(grown, [{ type: 'done', message }]).text).toBe('Hola, Ana.');
});
