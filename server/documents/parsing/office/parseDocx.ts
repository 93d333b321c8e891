import type { DocumentText } from '../parsedDocument.ts';
import { createTextBuilder, type TextBuilder, writeTable } from '../textBuilder.ts';
import { type DocxBlock, docxBody } from './docxBody.ts';
import { readNumbering } from './docxNumbering.ts';
import { readStyles } from './docxStyles.ts';
import { relationshipsOf } from './relationships.ts';
import { attribute, readXml, type XmlHandler } from './xml.ts';
import type { ZipArchive } from './zipArchive.ts';

/**
 * Reads a Word document as a person reads it: headings, lists with their numbers, tables, notes after the paragraph
 * that they belong to. `part` is the document's place in the archive. Throws a DocumentError.
 */
export async function parseDocx(zip: ZipArchive, part: string): Promise<DocumentText> {
  const { byType } = await relationshipsOf(zip, part);
  const styleOf = await readStyles(zip, byType.get('styles'));
  const notes = new Map<string, string>();
  for (const kind of ['footnote', 'endnote'] as const)
    await readNotes(zip, byType.get(`${kind}s`), kind, notes);
  const numbering = await readNumbering(zip, byType.get('numbering'));
  const builder = createTextBuilder();
  const noteOf = (kind: string, id: string): string | undefined => notes.get(`${kind} ${id}`);
  await readXml(
    zip.stream(part),
    docxBody({ styleOf, numbering, noteOf }, (block) => write(builder, block)),
  );
  return builder.finish();
}

function write(builder: TextBuilder, block: DocxBlock): void {
  if (block.kind === 'heading') builder.heading(block.level, block.text);
  else if (block.kind === 'table') writeTable(builder, block.rows, block.hasHeading);
  else if (block.kind === 'item') builder.line(block.text);
  else builder.block(block.text);
}

/** Notes are bodies of their own; separators between text and notes are stored among them. */
async function readNotes(
  zip: ZipArchive,
  part: string | undefined,
  kind: string,
  notes: Map<string, string>,
): Promise<void> {
  if (part === undefined) return;
  let body: XmlHandler | null = null;
  let texts: string[] = [];
  let id = '';
  const context = {
    styleOf: () => ({ headingLevel: null, isHidden: false, numbering: null }),
    numbering: () => '',
    noteOf: () => undefined,
  };
  await readXml(zip.stream(part), {
    open(name, attributes) {
      body?.open?.(name, attributes);
      if (name !== kind || attribute(attributes, 'type') !== undefined) return;
      id = attribute(attributes, 'id') ?? '';
      texts = [];
      body = docxBody(context, (block) => {
        if (block.kind !== 'table') texts.push(block.text);
      });
    },
    text: (text) => body?.text?.(text),
    close(name) {
      body?.close?.(name);
      if (name !== kind || body === null) return;
      notes.set(`${kind} ${id}`, texts.join(' '));
      body = null;
    },
  });
}
