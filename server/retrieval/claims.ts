import { isFunctionWord } from '#platform/text/functionWords.ts';
import { sentencesOf } from '#platform/text/sentences.ts';
import { words } from '#platform/text/words.ts';

/** A statement of an answer and the passage number that it gives for it. */
export type Claim = { marker: number; text: string };

const MARKER = /\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\](?!\()/g;

/**
 * The claims of an answer: for each `[n]` the sentence it stands in or behind, or its part since the marker before.
 * `[1][2]` and `[1, 2]` claim the same sentence for both.
 */
export function claimsOf(answer: string): Claim[] {
  const claims: Claim[] = [];
  const sentences = sentencesOf(answer);
  let previousEnd = 0;
  let previousText = '';
  for (const match of answer.matchAll(MARKER)) {
    const at = sentences.findLastIndex(({ start }) => start <= match.index);
    const begin = sentences[at]?.start ?? 0;
    const sincePrevious = answer.slice(Math.max(begin, previousEnd), match.index);
    let text = sincePrevious;
    if (!saysSomething(text)) text = answer.slice(begin, match.index);
    // The marker stands behind the full stop, or right behind another marker.
    if (!saysSomething(text))
      text = previousEnd > begin ? previousText : sentenceBefore(answer, sentences, at);
    text = text
      .replace(MARKER, ' ')
      .replace(/\s+(?=[.,;:!?])/g, '')
      .replace(/^\s*(?:[-*+>#|]\s*|\d{1,3}[.)]\s+)+/, '')
      .trim();
    for (const number of (match[1] ?? '').split(/[,;]/)) claims.push({ marker: Number(number), text });
    previousEnd = match.index + match[0].length;
    previousText = text;
  }
  return claims;
}

function sentenceBefore(
  answer: string,
  sentences: readonly { start: number; end: number }[],
  at: number,
): string {
  const before = sentences[at - 1];
  return before === undefined ? '' : answer.slice(before.start, before.end);
}

function saysSomething(text: string): boolean {
  return words(text.replace(MARKER, ' ').replace(/\s+(?=[.,;:!?])/g, '')).some(
    (word) => word.kind !== 'word' || !isFunctionWord(word.folded),
  );
}
