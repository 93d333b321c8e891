/** One line of the result. */
export type Measurement = {
  /** What was measured. */
  name: string;
  /** What the machine needs for it at the least, and what Kipux needs; undefined where there is nothing to compare with. */
  floor?: number;
  kipux: number;
  unit: 'ms' | 'MiB' | 'kB' | '/s' | '%' | 'statements';
  /** How the two are compared. `alone`: Kipux by itself. */
  compare: 'ratio' | 'difference' | 'alone';
  /** The most that the comparison may give; undefined: for information. */
  target?: number;
};

export type Verdict = Measurement & { value: number; passes: boolean | undefined };

/** Compares each measurement with its target. */
export function judge(measurement: Measurement): Verdict {
  const value = compared(measurement);
  const { target } = measurement;
  return { ...measurement, value, passes: target === undefined ? undefined : value <= target };
}

function compared({ compare, kipux, floor = Number.NaN }: Measurement): number {
  if (compare === 'ratio') return kipux / floor;
  return compare === 'difference' ? kipux - floor : kipux;
}

/** The verdicts as a table of plain text. */
export function renderTable(verdicts: readonly Verdict[]): string {
  const head = ['', 'floor', 'Kipux', 'compared', 'target', ''];
  const rows = verdicts.map((verdict) => [
    verdict.name,
    verdict.floor === undefined ? '' : amount(verdict.floor, verdict.unit),
    amount(verdict.kipux, verdict.unit),
    comparison(verdict.value, verdict),
    verdict.target === undefined ? '' : `<= ${comparison(verdict.target, verdict)}`,
    verdict.passes === undefined ? '' : verdict.passes ? 'pass' : 'MISS',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}

function amount(value: number, unit: Measurement['unit']): string {
  return `${round(value)} ${unit}`;
}

function comparison(value: number, { compare, unit }: Measurement): string {
  if (compare === 'ratio') return `${value.toFixed(2)} x`;
  return `${compare === 'difference' && value > 0 ? '+' : ''}${amount(value, unit)}`;
}

function round(value: number): string {
  return Math.abs(value) < 100 ? value.toFixed(2) : value.toFixed(0);
}
