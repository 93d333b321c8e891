import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFileName } from './fileName.ts';

test.each([
  ['informe año.pdf', 'informe año.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\x\\a.txt', 'a.txt'],
  ['a\u0000b.txt', 'ab.txt'],
  ['\u202efdp.exe', 'fdp.exe'],
  ['..', 'document'],
  ['', 'document'],
  [undefined, 'document'],
  [`${'n'.repeat(300)}.pdf`, `${'n'.repeat(251)}.pdf`],
])('case 53: %j is shown as %j', (name, shown) => {
  expect(cleanFileName(name)).toBe(shown);
});

test('whatever a file is called, its name is short, well formed and no path', () => {
  const holds = (name: string) => {
    const shown = cleanFileName(name);
    return shown !== '' && shown.length <= 255 && shown.isWellFormed() && !/[/\\\p{Cc}]/u.test(shown);
  };
  expect(fc.check(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), holds))).toMatchObject({
    failed: false,
  });
});
