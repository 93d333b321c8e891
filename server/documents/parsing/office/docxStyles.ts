import { attribute, isOn, readXml } from './xml.ts';
import type { ZipArchive } from './zipArchive.ts';

export type DocxStyle = {
  /** 1 is the highest; null for what is no heading. */
  headingLevel: number | null;
  isHidden: boolean;
  numbering: { id: string; level: number } | null;
};

type RawStyle = {
  name: string;
  basedOn?: string;
  outlineLevel?: number;
  hidden?: boolean;
  numberingId?: string;
  numberingLevel?: number;
};

const PLAIN: DocxStyle = { headingLevel: null, isHidden: false, numbering: null };
/** Styles may be based on each other, in a hostile file in circles. */
const MAX_ANCESTORS = 20;

/** The styles of a document: which are headings, which hide their text, which number their paragraphs. */
export async function readStyles(
  zip: ZipArchive,
  part: string | undefined,
): Promise<(id: string | undefined) => DocxStyle> {
  const raw = part === undefined ? new Map<string, RawStyle>() : await readRawStyles(zip, part);
  const known = new Map<string, DocxStyle>();
  return (id) => {
    if (id === undefined) return PLAIN;
    const style = known.get(id) ?? resolve(raw, id);
    known.set(id, style);
    return style;
  };
}

async function readRawStyles(zip: ZipArchive, part: string): Promise<Map<string, RawStyle>> {
  const styles = new Map<string, RawStyle>();
  let style: RawStyle | null = null;
  await readXml(zip.stream(part), {
    open(name, attributes) {
      const value = attribute(attributes, 'val');
      if (name === 'style') {
        style = { name: '' };
        styles.set(attribute(attributes, 'styleId') ?? '', style);
      } else if (style !== null) describe(style, name, value, isOn(attributes));
    },
    close(name) {
      if (name === 'style') style = null;
    },
  });
  return styles;
}

function describe(style: RawStyle, name: string, value: string | undefined, on: boolean): void {
  if (name === 'vanish') style.hidden = on;
  if (value === undefined) return;
  if (name === 'name') style.name = value;
  else if (name === 'basedOn') style.basedOn = value;
  else if (name === 'outlineLvl') style.outlineLevel = Number(value);
  else if (name === 'numId') style.numberingId = value;
  else if (name === 'ilvl') style.numberingLevel = Number(value);
}

function resolve(styles: ReadonlyMap<string, RawStyle>, id: string): DocxStyle {
  const chain: RawStyle[] = [];
  let next = styles.get(id);
  while (next !== undefined && chain.length < MAX_ANCESTORS) {
    chain.push(next);
    next = next.basedOn === undefined ? undefined : styles.get(next.basedOn);
  }
  const first = <T>(read: (style: RawStyle) => T | undefined): T | undefined =>
    chain.map(read).find((value) => value !== undefined);
  const numberingId = first((style) => style.numberingId);
  return {
    headingLevel: first(headingLevel) ?? null,
    isHidden: first((style) => style.hidden) ?? false,
    numbering:
      numberingId === undefined
        ? null
        : { id: numberingId, level: first((style) => style.numberingLevel) ?? 0 },
  };
}

/** Word keeps the English names of its own styles in every language. The title stands above all headings. */
function headingLevel({ name, outlineLevel }: RawStyle): number | undefined {
  if (/^title$/i.test(name)) return 1;
  const named = /^heading ([1-9])$/i.exec(name)?.[1];
  if (named !== undefined) return Number(named) + 1;
  return headingLevelOf(outlineLevel);
}

/** Outline levels count from 0; 9 is the body's text. */
export function headingLevelOf(outlineLevel: number | undefined): number | undefined {
  return outlineLevel !== undefined && outlineLevel >= 0 && outlineLevel < 9 ? outlineLevel + 2 : undefined;
}
