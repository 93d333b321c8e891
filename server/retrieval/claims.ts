import { isFunctionWord } from '#platform/text/functionWords.ts';
import { type Span, sentencesOf } from '#platform/text/sentences.ts';
import { words } from '#platform/text/words.ts';
import { citationMarkers } from '#shared/citationMarkers.ts';

/** A statement of an answer and the passage number that it gives for it; `offset`: where its marker stands. */
export type Claim = { marker: number; offset: number; text: string };

/**
 * The claims of an answer: for each `[n]` the sentence it stands in or behind, or its part since the marker before.
 * `[1][2]` and `[1, 2]` claim the same sentence for both.
 */
export function claimsOf(answer: string): Claim[] {
  const claims: Claim[] = [];
  const sentences = sentencesOf(answer);
  let previous = { offset: -1, end: 0, text: '' };
  let beforeThat = previous;
  for (const { marker, offset, end } of citationMarkers(answer)) {
    // Of `[1, 2]` both stand behind the same words.
    if (offset !== previous.offset) beforeThat = previous;
    const text = claimBefore(answer, sentences, offset, beforeThat);
    claims.push({ marker, offset, text });
    previous = { offset, end, text };
  }
  return claims;
}

const SENTENCE_END = /(?:[.!?…]+["'”’»)]*(?:\s?[[【][\d\s,;]{1,40}[\]】])*|[\]】][.!?…]+)\s|\n/g;

/** How much of a growing answer consists of whole sentences with their markers, in UTF-16 units. */
export function settledLength(answer: string): number {
  let length = 0;
  for (const match of answer.matchAll(SENTENCE_END)) length = match.index + match[0].length;
  return length;
}

function claimBefore(
  answer: string,
  sentences: readonly Span[],
  offset: number,
  previous: { end: number; text: string },
): string {
  const at = sentences.findLastIndex(({ start }) => start <= offset);
  const begin = sentences[at]?.start ?? 0;
  let text = answer.slice(Math.max(begin, previous.end), offset);
  if (!saysSomething(text)) text = answer.slice(begin, offset);
  // The marker stands behind the full stop, or right behind another marker.
  if (!saysSomething(text))
    text = previous.end > begin ? previous.text : sentenceBefore(answer, sentences, at);
  return withoutMarkers(text)
    .replace(/^\s*(?:[-*+>#|]\s*|\d{1,3}[.)]\s+)+/, '')
    .trim();
}

function sentenceBefore(answer: string, sentences: readonly Span[], at: number): string {
  const before = sentences[at - 1];
  return before === undefined ? '' : answer.slice(before.start, before.end);
}

function saysSomething(text: string): boolean {
  return words(withoutMarkers(text)).some((word) => word.kind !== 'word' || !isFunctionWord(word.folded));
}

function withoutMarkers(text: string): string {
  let kept = '';
  let from = 0;
  for (const { offset, end } of citationMarkers(text)) {
    if (offset >= from) kept += `${text.slice(from, offset)} `;
    from = end;
  }
  return (kept + text.slice(from)).replace(/\s+(?=[.,;:!?])/g, '');
}
