import type { SearchHit } from '#shared/entities.ts';

/** A snippet with the found words marked. Offsets that make no sense are left out. */
export function Highlighted({ text, ranges }: { text: string; ranges: SearchHit['highlights'] }) {
  return (
    <>
      {pieces(text, ranges).map((piece) =>
        piece.marked ? <mark key={piece.start}>{piece.text}</mark> : piece.text,
      )}
    </>
  );
}

type Piece = { start: number; text: string; marked: boolean };

function pieces(text: string, ranges: SearchHit['highlights']): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    if (start < at || end <= start || end > text.length) continue;
    found.push({ start: at, text: text.slice(at, start), marked: false });
    found.push({ start, text: text.slice(start, end), marked: true });
    at = end;
  }
  found.push({ start: at, text: text.slice(at), marked: false });
  return found.filter((piece) => piece.text !== '');
}
