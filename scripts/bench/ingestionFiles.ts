import { buildPdf, pageOf } from '../../server/documents/parsing/testing/buildPdf.ts';

export type BenchFile = {
  name: string;
  mimeType: 'application/pdf' | 'text/markdown';
  content: Uint8Array<ArrayBuffer>;
};

const SUBJECTS = ['The harbour', 'La tejedora', 'A pilot', 'El archivo', 'The north quay', 'Cada capítulo'];
const VERBS = ['describes', 'ordena', 'keeps', 'registra', 'measures', 'compara'];
const THINGS = [
  'eighteen vessels',
  'la urdimbre',
  'old ledgers',
  'el tinte rojo',
  'rope and tar',
  'las mareas',
];

/** A line of about 80 characters that no other line is. */
function line(n: number): string {
  const of = (words: readonly string[], step: number) => words[(n * step) % words.length] ?? '';
  return `${of(SUBJECTS, 1)} ${of(VERBS, 5)} ${of(THINGS, 7)}, number ${n} of ${n % 97}, on page ${n % 31} of it.`;
}

/** A PDF of 500 full pages. */
export function longPdf(): BenchFile {
  const pages = Array.from({ length: 500 }, (_, page) =>
    pageOf(...Array.from({ length: 44 }, (_unused, at) => line(page * 44 + at))),
  );
  return { name: 'long.pdf', mimeType: 'application/pdf', content: new Uint8Array(buildPdf(pages)) };
}

/** 200 notes of some kilobytes. */
export function smallFiles(): BenchFile[] {
  return Array.from({ length: 200 }, (_, n) => {
    const paragraphs = Array.from({ length: 8 }, (_unused, at) => {
      const lines = Array.from({ length: 6 }, (_line, i) => line(n * 1_000 + at * 10 + i));
      return `## Part ${at}\n\n${lines.join(' ')}\n`;
    });
    const text = `# Note ${n}\n\n${paragraphs.join('\n')}`;
    return { name: `${n}.md`, mimeType: 'text/markdown', content: new TextEncoder().encode(text) };
  });
}
