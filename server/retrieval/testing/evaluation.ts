/** Passages by name and questions with the passage that answers; null: none does. */
export type EvaluationSet = {
  language: 'es' | 'en';
  passages: Record<string, string>;
  questions: [question: string, passage: string | null, kind: QuestionKind][];
};

export type QuestionKind = 'paraphrase' | 'number' | 'name' | 'negation' | 'no answer';

export type Quality = { hit1: number; hit5: number; mrr: number };

/** How well rankings (of passage names, the best first) answer their questions. */
export function qualityOf(rankings: readonly { ranking: readonly string[]; answer: string }[]): Quality {
  const ranks = rankings.map(({ ranking, answer }) => ranking.indexOf(answer) + 1);
  const share = (holds: (rank: number) => boolean) => ranks.filter(holds).length / ranks.length;
  return {
    hit1: share((rank) => rank === 1),
    hit5: share((rank) => rank >= 1 && rank <= 5),
    mrr: ranks.reduce((sum, rank) => sum + (rank === 0 ? 0 : 1 / rank), 0) / ranks.length,
  };
}
