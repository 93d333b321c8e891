import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { EvaluationSet, Question } from './evaluationSet.ts';

const passageSchema = z.strictObject({ id: z.string(), article: z.string(), text: z.string() });
const questionSchema = z.strictObject({ passage: z.string(), question: z.string(), answer: z.string() });

/** How a library holds the articles: each paragraph as a document of its own, or each article as one. */
export type ArticleLayout = 'a document a paragraph' | 'a document an article';

/**
 * Paragraphs of encyclopaedia articles with three questions each, written by people who knew nothing of the search:
 * `articles.<language>.jsonl` and `articles.questions.<language>.jsonl` beside this file.
 */
export function readArticleSet(language: 'es' | 'en', layout: ArticleLayout): EvaluationSet {
  const paragraphs = readLines(`articles.${language}.jsonl`, passageSchema);
  const passages = new Map(paragraphs.map(({ id, text }) => [id, text]));
  const documentOf = ({ id, article }: { id: string; article: string }) =>
    layout === 'a document an article' ? article : id;
  const documents = Map.groupBy(paragraphs, documentOf);
  const questions = readLines(`articles.questions.${language}.jsonl`, questionSchema).map(
    ({ passage, question, answer }): Question => {
      if (passages.get(passage)?.includes(answer) !== true) throw new Error(`${passage} has no ${answer}`);
      return { kind: 'article', passage, text: question, previous: [], answer };
    },
  );
  return {
    language,
    passages,
    documents: [...documents.values()].map((parts) => parts.map(({ id }) => id)),
    questions,
  };
}

function readLines<Line>(name: string, schema: z.ZodType<Line>): Line[] {
  const lines = readFileSync(path.join(import.meta.dirname, name), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => schema.parse(JSON.parse(line)));
}
