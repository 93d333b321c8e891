import type { Citation } from '#shared/entities.ts';

/**
 * Of several citations with one marker the one that belongs to the place of the text that was clicked: whose words the
 * text before that place has most of. `clicked` is the marker's button.
 */
export function citedHere(
  citation: Citation,
  citations: readonly Citation[],
  clicked: Element | null,
): Citation {
  // Its place in the text was kept: it is the one.
  if (citation.contentOffset !== null) return citation;
  const same = citations.filter(({ marker }) => marker === citation.marker);
  if (same.length < 2 || !clicked) return citation;
  const claim = wordsOf(textBefore(clicked));
  const share = ({ quote }: Citation) => {
    const words = wordsOf(quote);
    return [...words].filter((word) => claim.has(word)).length / Math.max(1, words.size);
  };
  return same.reduce((best, other) => (share(other) > share(best) ? other : best));
}

/** The text since the marker before, within the paragraph; without any, the whole paragraph. */
function textBefore(clicked: Element): string {
  const paragraph = clicked.closest('p, li, td, th, h3, h4, h5, h6');
  if (!paragraph) return '';
  const markers: Element[] = [...paragraph.querySelectorAll('button')];
  const previous = markers[markers.indexOf(clicked) - 1];
  const range = document.createRange();
  if (previous) range.setStartAfter(previous);
  else range.setStart(paragraph, 0);
  range.setEndBefore(clicked);
  const text = range.toString();
  return text.trim() === '' ? (paragraph.textContent ?? '') : text;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
