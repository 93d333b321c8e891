import { format, isDateFormat } from 'numfmt';
import { attribute, readXml } from './xml.ts';
import type { ZipArchive } from './zipArchive.ts';

/** Shows the numbers of a workbook as a person sees them: dates, percentages, money, by the style of their cell. */
export type CellFormats = (value: number, style: number) => string;

/** Formats that are known by number alone (ECMA-376, 18.8.30); dates that follow the reader's country are written plainly. */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '#,##0',
  6: '#,##0',
  7: '#,##0.00',
  8: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
};

/** Reads the number formats of a workbook's styles. `date1904` counts days from 1904, as old Macintoshes did. */
export async function readCellFormats(
  zip: ZipArchive,
  part: string | undefined,
  date1904: boolean,
): Promise<CellFormats> {
  const { formatIds, codes } = await readStyles(zip, part);
  return (value, style) => {
    const id = formatIds[style] ?? 0;
    const code = codes.get(id) ?? BUILT_IN[id];
    if (code === undefined || code === 'General') return general(value);
    try {
      const shown = format(code, date1904 && isDateFormat(code) ? value + DAYS_TO_1904 : value, {
        overflow: '#',
        nbsp: false,
      });
      return shown.trim();
    } catch {
      // A format that nobody understands: the number itself is what there is to see.
      return general(value);
    }
  };
}

const DAYS_TO_1904 = 1_462;

/** Without the last digits that binary fractions add: 0.30000000000000004. */
function general(value: number): string {
  return String(Number(value.toPrecision(15)));
}

async function readStyles(zip: ZipArchive, part: string | undefined) {
  const codes = new Map<number, string>();
  const formatIds: number[] = [];
  let inCellFormats = false;
  if (part === undefined) return { codes, formatIds };
  await readXml(zip.stream(part), {
    open(name, attributes) {
      const id = Number(attribute(attributes, 'numFmtId') ?? 0);
      if (name === 'numFmt') codes.set(id, attribute(attributes, 'formatCode') ?? 'General');
      if (name === 'cellXfs') inCellFormats = true;
      if (name === 'xf' && inCellFormats) formatIds.push(id);
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return { codes, formatIds };
}
