import { expect, test } from 'vitest';
import { answerLocally, type LocalQuestion, localAnswer } from './localAnswer.ts';

function passages(...texts: string[]): LocalQuestion['passages'] {
  return texts.map((text, i) => ({
    chunkId: `00000000-0000-4000-8000-00000000000${i}`,
    documentId: '00000000-0000-4000-8000-000000000010',
    fileName: 'manual.md',
    page: null,
    start: 0,
    end: text.length,
    text,
    score: 1,
    headingPath: [],
  }));
}

const LOOM = passages(
  '# Manual del telar\n\nEl telar de cintura se tensa con el peso del cuerpo de la tejedora. La urdimbre se prepara con lana de alpaca hilada en sentido horario. El taller de Chinchero abre los martes a las nueve y media.',
  '## Tintes\n\nLa cochinilla da un rojo intenso cuando se mezcla con alumbre; con limón vira al naranja.',
);
const HARBOUR = passages(
  '# Harbour rules\n\nVessels longer than forty metres must request a pilot two hours before arrival. Mooring on the north quay costs 18 euros per metre and day.',
  '## Weather\n\nWhen the wind exceeds 35 knots the fuel dock is closed.',
);

function answer(question: string, found: LocalQuestion['passages'], documentsCount = 1): string {
  return localAnswer({ question, passages: found, locale: 'es', documentsCount });
}

test.each([
  [
    '¿Qué día abre el taller de Chinchero?',
    LOOM,
    'El taller de Chinchero abre los martes a las nueve y media. [1]',
  ],
  [
    '¿De qué color tiñe la cochinilla con limón?',
    LOOM,
    'La cochinilla da un rojo intenso cuando se mezcla con alumbre; con limón vira al naranja. [2]',
  ],
  [
    '¿Con qué se prepara la urdimbre?',
    LOOM,
    'La urdimbre se prepara con lana de alpaca hilada en sentido horario. [1]',
  ],
  [
    'What does mooring on the north quay cost?',
    HARBOUR,
    'Mooring on the north quay costs 18 euros per metre and day. [1]',
  ],
  ['When is the fuel dock closed?', HARBOUR, 'When the wind exceeds 35 knots the fuel dock is closed. [2]'],
  [
    'how long before arrival must a pilot be requested',
    HARBOUR,
    'must request a pilot two hours before arrival. [1]',
  ],
])('%s is answered by the right sentence with its number', (question, found, sentence) => {
  expect(answer(question, found)).toContain(sentence);
});

test('the frame is in the language of the question', () => {
  expect(answer('¿Qué día abre el taller?', LOOM)).toMatch(/^Esto dicen tus documentos:/);
  expect(answer('What does mooring cost?', HARBOUR)).toMatch(/^This is what your documents say:/);
});

test.each([
  ['¿Quién ganó el mundial de fútbol de 1986?', LOOM],
  ['What is the boiling point of mercury?', HARBOUR],
  ['¿Qué día abre el taller?', passages()],
])('%s: it says that the documents do not answer, and quotes nothing', (question, found) => {
  expect(answer(question, found)).not.toMatch(/^>/m);
  expect(answer(question, found)).toMatch(/^(No he encontrado|I found nothing)/);
});

test.each(['Hola', '¿Quién eres?', '¡Muchas gracias!', 'hola, ¿qué puedes hacer?'])(
  '%s is met with help in Spanish, never with a quote',
  (question) => {
    expect(answer(question, LOOM)).toMatch(/^Soy Kipux en modo local.*OPENAI_API_KEY/s);
  },
);

test('Hello is met with help in English; so is any question without documents', () => {
  expect(answer('Hello, who are you?', HARBOUR)).toMatch(/^This is Kipux in local mode.*OPENAI_API_KEY/s);
  expect(answer('What does mooring on the north quay cost?', passages(), 0)).toMatch(/^This is Kipux/);
});

test('the pieces of a streamed answer are the answer', async () => {
  const question = {
    question: 'What does mooring cost?',
    passages: HARBOUR,
    locale: 'en',
    documentsCount: 1,
  } as const;
  const pieces: string[] = [];
  for await (const piece of answerLocally(question)) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.join('')).toBe(localAnswer(question));
});

test.each([
  ['Hello!', 'es', 'This is Kipux'],
  ['thanks a lot', 'es', 'This is Kipux'],
  ['gracias', 'en', 'Soy Kipux'],
] as const)(
  '%s is answered in its own language, whatever that of the settings',
  (question, locale, beginning) => {
    expect(localAnswer({ question, passages: [], locale, documentsCount: 2 })).toContain(beginning);
  },
);

test('who asks about one year is not told what was so in another', () => {
  const report = passages('En 2023 la cooperativa obtuvo un beneficio de 4,2 millones de euros.');
  expect(answer('¿Qué beneficio obtuvo la cooperativa en 2023?', report)).toContain('4,2 millones');
  expect(answer('¿Qué beneficio obtuvo la cooperativa en 2017?', report)).not.toContain('4,2 millones');
});
