import { DocumentError, type DocumentText } from '../parsedDocument.ts';
import { relationshipsOf } from './relationships.ts';
import { openZip, type ZipArchive } from './zipArchive.ts';

/** Compound files of OLE: old Office formats, and new ones under a password. */
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

/** Reads a Word document or an Excel workbook; its content says which. Throws a DocumentError. */
export async function parseOffice(bytes: Buffer, onProgress: (ratio: number) => void): Promise<DocumentText> {
  if (bytes.subarray(0, 4).equals(COMPOUND_FILE))
    throw new DocumentError(bytes.includes(ENCRYPTED_PACKAGE) ? 'encrypted' : 'unsupported', 'compound file');
  const zip = await openZip(bytes);
  const part = await mainPart(zip);
  if (part !== null && /(?:^|\/)word\//.test(part))
    return (await import('./parseDocx.ts')).parseDocx(zip, part);
  if (part !== null && /(?:^|\/)xl\//.test(part))
    return (await import('./parseXlsx.ts')).parseXlsx(zip, part, onProgress);
  throw new DocumentError('unsupported', `an archive of ${part ?? 'something else'}`);
}

/** Where the document itself stands: its relationships tell; some programs leave them out. */
async function mainPart(zip: ZipArchive): Promise<string | null> {
  const related = (await relationshipsOf(zip, '')).byType.get('officeDocument');
  return (
    [related, 'word/document.xml', 'xl/workbook.xml'].find((part) => part !== undefined && zip.has(part)) ??
    null
  );
}
