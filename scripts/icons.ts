import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from './test/browser.ts';

/** Draws the app's icons for Linux, Windows and macOS from the figure of the interface: `node scripts/icons.ts`. */
const root = path.dirname(import.meta.dirname);
const folder = path.join(root, 'desktop/icons');
const figure = readFileSync(path.join(root, 'desktop/renderer/public/icon.svg'), 'utf8');

const LINUX_SIZES = new Set([16, 32, 48, 64, 128, 256, 512]);
const WINDOWS_SIZES = new Set([16, 32, 48, 64, 128, 256]);
/** The types that an .icns file gives to PNGs of these sizes. */
const MACOS_TYPES = {
  16: 'icp4',
  32: 'icp5',
  64: 'icp6',
  128: 'ic07',
  256: 'ic08',
  512: 'ic09',
  1024: 'ic10',
};

type Picture = { size: number; png: Buffer };

const pictures = await draw([...LINUX_SIZES, 1024]);
mkdirSync(folder, { recursive: true });
for (const { size, png } of pictures) {
  if (LINUX_SIZES.has(size)) writeFileSync(path.join(folder, `${size}x${size}.png`), png);
}
writeFileSync(path.join(folder, 'icon.ico'), ico(pictures.filter(({ size }) => WINDOWS_SIZES.has(size))));
writeFileSync(path.join(folder, 'icon.icns'), icns(pictures));

async function draw(sizes: readonly number[]): Promise<Picture[]> {
  const found = await findBrowser();
  if (!found) throw new Error('There is no browser on this machine that could draw the icons.');
  const browser = await chromium.launch({ executablePath: found.executablePath, args: [...found.args] });
  try {
    const page = await browser.newPage();
    const drawn: Picture[] = [];
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(
        `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${figure}`,
      );
      drawn.push({ size, png: await page.screenshot({ omitBackground: true }) });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

/** A header, an entry of 16 bytes for each picture, then the pictures as PNG; a size of 256 is written as 0. */
function ico(entries: readonly Picture[]): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length + 16 * entries.length;
  const index = entries.map(({ size, png }) => {
    const entry = Buffer.alloc(16);
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...index, ...entries.map(({ png }) => png)]);
}

/** `icns` and the length of all, then for each picture its type, its length with these 8 bytes, and the PNG. */
function icns(entries: readonly Picture[]): Buffer {
  const types = new Map(Object.entries(MACOS_TYPES));
  const blocks = entries.flatMap(({ size, png }) => {
    const type = types.get(String(size));
    return type === undefined ? [] : [block(type, png)];
  });
  return block('icns', Buffer.concat(blocks));
}

function block(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(content.length + head.length, 4);
  return Buffer.concat([head, content]);
}
