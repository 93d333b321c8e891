import { readFileSync } from 'node:fs';
import path from 'node:path';

export const QUESTION_KINDS = [
  'paraphrase',
  'number',
  'name',
  'negation',
  'follow-up',
  'mistyped',
  'unaccented',
  'other language',
  'article',
  'no answer',
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/**
 * A question and the name of the passage that answers it; null: none does. `previous`: what was asked before it. `answer`:
 * the words of the passage that a result has to hold; without them all of the passage.
 */
export type Question = {
  kind: QuestionKind;
  passage: string | null;
  text: string;
  previous: string[];
  answer?: string;
};

/** Passages by name, the documents that they make up, and questions about them. All of them were written for this evaluation. */
export type EvaluationSet = {
  language: 'es' | 'en';
  passages: ReadonlyMap<string, string>;
  documents: readonly (readonly string[])[];
  questions: readonly Question[];
};

/** Reads `passages.<language>.md` (a heading and a paragraph each) and `questions.<language>.tsv` beside this file. */
export function readEvaluationSet(language: 'es' | 'en'): EvaluationSet {
  const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8').trim();
  const passages = new Map(
    read(`passages.${language}.md`)
      .split(/^## /m)
      .slice(1)
      .map((section): [string, string] => {
        const end = section.indexOf('\n');
        return [section.slice(0, end).trim(), section.slice(end).trim()];
      }),
  );
  const questions = read(`questions.${language}.tsv`)
    .split('\n')
    .map((line) => readQuestion(line.split('\t'), passages));
  return { language, passages, documents: [...passages.keys()].map((name) => [name]), questions };
}

function readQuestion(
  [kind, passage = '', text = '', ...previous]: string[],
  passages: ReadonlyMap<string, string>,
): Question {
  const known = QUESTION_KINDS.find((name) => name === kind);
  if (known === undefined || text === '') throw new Error(`not a question: ${kind} ${passage} ${text}`);
  if (passage !== '-' && !passages.has(passage)) throw new Error(`there is no passage ${passage}`);
  return { kind: known, passage: passage === '-' ? null : passage, text, previous };
}
