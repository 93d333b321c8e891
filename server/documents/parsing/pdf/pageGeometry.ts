import type { PdfTextRun } from './pdfLayout.ts';

/** What pdf.js calls a viewport: how a page's own coordinates become what is seen. */
export type PageView = { height: number; transform: readonly number[] };

/**
 * Turns the runs of a page to where they are seen, in points from the bottom left, whatever way the page is rotated.
 * Runs that stand on their side, or upside down, come last, each direction as if the page were turned to read it.
 */
export function upright(runs: readonly PdfTextRun[], view: PageView): PdfTextRun[] {
  const turned: PdfTextRun[][] = [[], [], [], []];
  for (const run of runs) {
    const seen = seenFrom(run.transform, view);
    const quarter = quarterOf(seen);
    turned[quarter]?.push({ ...run, transform: turnedBack(seen, quarter) });
  }
  return turned.flat();
}

/** In points from the bottom left; the viewport itself counts from the top. */
function seenFrom(transform: readonly number[], { transform: view, height }: PageView): number[] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = transform;
  const [va = 1, vb = 0, vc = 0, vd = 1, ve = 0, vf = 0] = view;
  return [
    va * a + vc * b,
    -(vb * a + vd * b),
    va * c + vc * d,
    -(vb * c + vd * d),
    va * e + vc * f + ve,
    height - (vb * e + vd * f + vf),
  ];
}

/** Quarters of a turn, counted against the clock, that the writing goes off the horizontal. */
function quarterOf([a = 1, b = 0]: readonly number[]): number {
  return (Math.round(Math.atan2(b, a) / (Math.PI / 2)) + 4) % 4;
}

function turnedBack(
  [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[],
  quarter: number,
): number[] {
  if (quarter === 1) return [b, -a, d, -c, f, -e];
  if (quarter === 2) return [-a, -b, -c, -d, -e, -f];
  if (quarter === 3) return [-b, a, -d, c, -f, e];
  return [a, b, c, d, e, f];
}
