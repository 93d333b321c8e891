/**
 * A small PDF: one page for each list of lines, the first of them its heading. Its letters are those of Latin-1, its font
 * is one that a PDF may leave out.
 */
export function demoPdf(pages: readonly (readonly string[])[]): ArrayBuffer {
  const pageObjects = pages.map((_page, index) => 4 + index * 2);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pageObjects.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((lines, index) => {
      const content = contentOf(lines);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let file = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`;
  return Uint8Array.from(file, (letter) => letter.charCodeAt(0)).buffer;
}

function contentOf([heading = '', ...lines]: readonly string[]): string {
  const text = (line: string) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj`;
  return `BT /F1 24 Tf 72 750 Td ${text(heading)} /F1 12 Tf 0 -36 Td 20 TL ${lines
    .map((line) => `${text(line)} T*`)
    .join(' ')} ET`;
}
