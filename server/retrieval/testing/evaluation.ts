/** Passages by name and questions with the passage that answers; null: none does. */
export type EvaluationSet = {
  language: 'es' | 'en';
  passages: Record<string, string>;
  questions: [question: string, passage: string | null, kind: QuestionKind][];
};

export type QuestionKind = 'paraphrase' | 'number' | 'name' | 'negation' | 'no answer';
