import { expect, test } from 'vitest';
import { documentType } from './documentType.ts';

const ZIP = Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]);

test.each([
  ['%PDF-1.7\n%âãÏÓ\n1 0 obj', 'a.pdf', 'application/pdf'],
  ['%PDF-1.7\n1 0 obj', 'notes.txt', 'application/pdf'],
  ['# Title', 'a.md', 'text/markdown'],
  ['# Title', 'a.MARKDOWN', 'text/markdown'],
  ['just words', 'a.txt', 'text/plain'],
  ['just words', 'no extension', 'text/plain'],
  ['a,b\n1,2', 'table.csv', 'text/plain'],
  [Buffer.from('cañón', 'latin1'), 'a.txt', 'text/plain'],
  [Buffer.from('\ufeffcañón', 'utf16le'), 'a.txt', 'text/plain'],
  ['', 'empty.txt', 'text/plain'],
])('%s called %s is %s', (content, name, type) => {
  expect(documentType(Buffer.from(content), name)).toBe(type);
});

test.each([
  ['just words', 'a.pdf'],
  ['just words', 'a.docx'],
  [ZIP, 'a.txt'],
  [ZIP, 'a.docx'],
  [PNG, 'a.png'],
  [PNG, 'a.md'],
  ['<!DOCTYPE html><html>', 'a.txt'],
  ['\n  <svg xmlns="x">', 'a.md'],
  ['<?xml version="1.0"?>', 'a.txt'],
  ['<script>alert(1)</script>', 'a.txt'],
  ['words', 'a.html'],
  ['%PDF-1.4\n<html><script>alert(1)</script>', 'polyglot.pdf'],
  ['<html>%PDF-1.4', 'polyglot.pdf'],
])('case 54: %s called %s is refused', (content, name) => {
  expect(documentType(Buffer.from(content), name)).toBeNull();
});

test('a character cut in two at the end of the sample is still text', () => {
  expect(documentType(Buffer.from('año').subarray(0, 2), 'a.txt')).toBe('text/plain');
});
