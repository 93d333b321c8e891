import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DocumentError } from '../parsedDocument.ts';
import { parseFile } from '../parseFile.ts';
import { readDocument } from '../readDocument.ts';
import { buildDocx, buildXlsx, docxParts, paragraph } from '../testing/buildOffice.ts';
import { buildZip, type ZipPart } from '../testing/buildZip.ts';

let folder = '';
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kipux-office-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const MB = 1024 * 1024;

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const told = async (reading: Promise<{ text: string }>): Promise<string> =>
  reading.then(
    ({ text }) => `read: ${text}`,
    (error: unknown) => (error instanceof DocumentError ? error.code : String(error)),
  );

const outcome = (content: Buffer): Promise<string> => told(readDocument(DOCX, content, () => {}));

/** In the parser's own process, within its limits. */
async function outcomeInProcess(content: Buffer): Promise<string> {
  count += 1;
  const file = path.join(folder, String(count));
  await writeFile(file, content);
  return told(parseFile({ path: file, mimeType: DOCX, limits: { timeMs: 8_000, memoryMb: 512 } }));
}

const PARTS = docxParts(paragraph('harmless'));
const BOMB = Buffer.alloc(64 * MB, '<w:p/>');
/** 64 MB of empty paragraphs, packed a thousand to one; `times` says how often its blocks are repeated. */
function bomb(): ZipPart {
  const deflated = deflateRawSync(BOMB, { level: 9 });
  return { name: 'word/document.xml', content: deflated, deflated: { size: BOMB.length, crc: crc32(BOMB) } };
}
const EMPTY_PART = { content: Buffer.from([3, 0]), deflated: { size: 0, crc: 0 } };
const withDocument = (part: ZipPart): ZipPart[] => [
  ...PARTS.filter(({ name }) => name !== 'word/document.xml'),
  part,
];

test('case 55: a part packed a thousand to one is refused before it is unpacked', async () => {
  const packed = buildZip(withDocument(bomb()));
  expect(packed.length).toBeLessThan(BOMB.length / 500);
  const started = performance.now();
  expect(await outcome(packed)).toBe('too_large');
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(await outcomeInProcess(packed)).toBe('too_large');
});

test('case 55: a header that lies about the size is found out', async () => {
  for (const claimedSize of [100, 3])
    expect(await outcome(buildZip(withDocument({ ...bomb(), claimedSize })))).toBe('damaged');
  const document = PARTS.find(({ name }) => name === 'word/document.xml');
  if (document === undefined) throw new Error('no document');
  expect(await outcome(buildZip(withDocument({ ...document, claimedSize: 1e9 })))).toBe('too_large');
});

test('case 55: archives inside are never opened, and zip64 is read like any other', async () => {
  const nested = { name: 'word/embeddings/inner.zip', content: buildZip([bomb()]) };
  expect(await outcome(buildZip([...PARTS, nested]))).toBe('read: harmless');
  expect(await outcome(buildZip(PARTS, { zip64: true }))).toBe('read: harmless');
});

test('case 55: a hundred thousand entries, two of one name, links, paths that climb', async () => {
  const many = Array.from({ length: 100_000 }, (_, i) => ({ name: `x${i}`, ...EMPTY_PART }));
  expect(await outcome(buildZip([...PARTS, ...many]))).toBe('too_large');
  expect(await outcome(buildZip([...PARTS, ...PARTS]))).toBe('damaged');
  const link = { name: 'word/media/link', content: '/etc/passwd', mode: 0o120777 };
  expect(await outcome(buildZip([...PARTS, link]))).toBe('damaged');
  expect(await outcome(buildZip([...PARTS, { name: '../../etc/cron.d/x', content: 'x' }]))).toBe('damaged');
}, 20_000);

test('case 56: entities are neither declared, expanded nor fetched', async () => {
  const doctype = (declarations: string): Buffer =>
    buildZip(
      withDocument({
        name: 'word/document.xml',
        content: `<?xml version="1.0"?><!DOCTYPE w [${declarations}]><w:document><w:body>${paragraph('&a9;&file;')}</w:body></w:document>`,
      }),
    );
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join(
    '',
  );
  expect(await outcome(doctype(`<!ENTITY a0 "lol">${laughs}`))).toBe('damaged');
  expect(await outcome(doctype('<!ENTITY file SYSTEM "file:///etc/passwd">'))).toBe('damaged');
  expect(await outcome(buildDocx(paragraph('&unknown; &amp; &#65;')))).toBe('read: &unknown; & A');
});

test('case 56: what a document links to outside is never opened', async () => {
  const external =
    '<Relationship Id="r1" Type="x/officeDocument" TargetMode="External" Target="file:///etc/passwd"/>';
  const parts = PARTS.filter(({ name }) => name !== '_rels/.rels');
  expect(
    await outcome(
      buildZip([...parts, { name: '_rels/.rels', content: `<Relationships>${external}</Relationships>` }]),
    ),
  ).toBe('read: harmless');
});

test('case 57: XML nested too deeply, broken archives and other archives say so', async () => {
  expect(await outcome(buildDocx('<w:x>'.repeat(100_000)))).toBe('damaged');
  const whole = buildDocx(paragraph('cut'));
  expect(await outcome(whole.subarray(0, whole.length - 30))).toBe('damaged');
  expect(await outcome(buildZip([{ name: 'mimetype', content: 'application/epub+zip' }]))).toBe(
    'unsupported',
  );
  expect(await outcome(buildXlsx([{ name: 'A', rows: '<row><c t="str"><v>a sheet</v></c></row>' }]))).toBe(
    'read: A\n\na sheet',
  );
});

test('an office file under a password says so; one of an old format is not read', async () => {
  const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  expect(await outcome(Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe(
    'encrypted',
  );
  expect(await outcome(compound)).toBe('unsupported');
});
