/** Text at a place of a page, in points from the bottom left. */
export type PdfText = { text: string; x?: number; y: number; size?: number };

/** Writes a small PDF by hand: one content stream a page, Helvetica in WinAnsi. */
export function buildPdf(pages: readonly (readonly PdfText[])[], { trailer = '' } = {}): Buffer {
  const objects: string[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  for (const [i, texts] of pages.entries()) {
    const content = texts.map(drawn).join('\n');
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * i} 0 R ` +
        '/Resources << /Font << /F1 3 0 R >> >> >>',
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  return Buffer.from(assembled(objects, trailer), 'latin1');
}

/** Lines of a page from the top, 14 points apart; an empty one leaves a gap. */
export function pageOf(...lines: readonly string[]): PdfText[] {
  return lines.flatMap((text, i) => (text === '' ? [] : [{ text, y: 780 - 14 * i }]));
}

function drawn({ text, x = 72, y, size = 11 }: PdfText): string {
  const escaped = winAnsi(text).replace(/[\\()]/g, '\\$&');
  return `BT /F1 ${size} Tf ${x} ${y} Td (${escaped}) Tj ET`;
}

const WIN_ANSI = new Map([
  ['€', '\x80'],
  ['“', '\x93'],
  ['”', '\x94'],
  ['–', '\x96'],
]);

function winAnsi(text: string): string {
  return text.replace(/[^ -\xff]/g, (sign) => WIN_ANSI.get(sign) ?? '?');
}

function assembled(objects: readonly string[], trailer: string): string {
  let pdf = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = pdf.length;
    pdf += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const xref = pdf.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return (
    `${pdf}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}` +
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${xref}\n%%EOF\n`
  );
}
