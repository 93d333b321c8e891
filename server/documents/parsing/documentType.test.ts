import { expect, test } from 'vitest';
import { documentType, TYPE_SAMPLE_BYTES } from './documentType.ts';
import { buildDocx, buildXlsx, paragraph } from './testing/buildOffice.ts';

const ZIP = Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]);
const COMPOUND_FILE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const SHEET = { name: 'A', rows: '<row><c><v>1</v></c></row>' };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]);

test.each<[string | Uint8Array, string, string]>([
  ['%PDF-1.7\n%âãÏÓ\n1 0 obj', 'a.pdf', 'application/pdf'],
  ['%PDF-1.7\n1 0 obj', 'notes.txt', 'application/pdf'],
  ['# Title', 'a.md', 'text/markdown'],
  ['# Title', 'a.MARKDOWN', 'text/markdown'],
  ['just words', 'a.txt', 'text/plain'],
  ['just words', 'no extension', 'text/plain'],
  ['a,b\n1,2', 'table.csv', 'text/csv'],
  ['a;b\n1;2\n3;4', 'table.txt', 'text/csv'],
  ['a\tb\n1\t2\n3\t4', 'no extension', 'text/csv'],
  ['Well, yes\nNo, never', 'a.txt', 'text/plain'],
  ['just words', 'a.csv', 'text/plain'],
  ['<!DOCTYPE html><html>', 'a.txt', 'text/html'],
  ['\n<!-- by hand --> <html><script>alert(1)</script>', 'a.html', 'text/html'],
  ['<?xml version="1.0"?><!DOCTYPE html><html>', 'a.xhtml', 'text/html'],
  ['<h1>Words</h1>', 'a.html', 'text/html'],
  ['words', 'a.html', 'text/plain'],
  [Buffer.from('ca\u00f1o', 'utf16le'), 'a.txt', 'text/plain'],
  [buildDocx(paragraph('x')), 'a.docx', DOCX],
  [buildDocx(paragraph('x')), 'a.txt', DOCX],
  [buildXlsx([SHEET]), 'no extension', XLSX],
  [COMPOUND_FILE, 'protected.docx', DOCX],
  [Buffer.from('cañón', 'latin1'), 'a.txt', 'text/plain'],
  [Buffer.from('\ufeffcañón', 'utf16le'), 'a.txt', 'text/plain'],
  ['', 'empty.txt', 'text/plain'],
])('%j called %s is %s', (content, name, type) => {
  expect(documentType(Buffer.from(content).subarray(0, TYPE_SAMPLE_BYTES), name)).toBe(type);
});

test.each<[string | Uint8Array, string]>([
  ['just words', 'a.pdf'],
  ['just words', 'a.docx'],
  [ZIP, 'a.txt'],
  [ZIP, 'a.docx'],
  [PNG, 'a.png'],
  [PNG, 'a.md'],
  ['\n  <svg xmlns="x">', 'a.md'],
  ['<?xml version="1.0"?>', 'a.txt'],
  ['<?xml version="1.0"?><svg>', 'a.html'],
  ['{\\rtf1 words}', 'a.txt'],
  [COMPOUND_FILE, 'old.doc'],
  [Buffer.from('MZ\x90\x00\x03\x00\x00\x00'), 'setup.txt'],
  ['%PDF-1.4\n<html><script>alert(1)</script>', 'polyglot.pdf'],
  ['<html>%PDF-1.4', 'polyglot.pdf'],
])('case 54: %j called %s is refused', (content, name) => {
  expect(documentType(Buffer.from(content), name)).toBeNull();
});

test('a character cut in two at the end of the sample is still text', () => {
  expect(documentType(Buffer.from('año').subarray(0, 2), 'a.txt')).toBe('text/plain');
});
