import path from 'node:path/posix';
import { attribute, readXml } from './xml.ts';
import type { ZipArchive } from './zipArchive.ts';

/** What a part of an office file points to inside the archive. */
export type Relationships = {
  byId: ReadonlyMap<string, string>;
  /** By the last word of the relationship's type: `styles`, `worksheet`. */
  byType: ReadonlyMap<string, string>;
};

/** The relationships of a part, of the archive itself for `''`. What lies outside is left out, never opened. */
export async function relationshipsOf(zip: ZipArchive, part: string): Promise<Relationships> {
  const byId = new Map<string, string>();
  const byType = new Map<string, string>();
  const folder = path.dirname(part);
  await readXml(zip.stream(path.join(folder, '_rels', `${path.basename(part)}.rels`)), {
    open(name, attributes) {
      const target = attribute(attributes, 'Target');
      if (name !== 'Relationship' || target === undefined) return;
      if (attribute(attributes, 'TargetMode') === 'External') return;
      const inside = path.join('/', target.startsWith('/') ? '' : folder, target).slice(1);
      byId.set(attribute(attributes, 'Id') ?? '', inside);
      const type = attribute(attributes, 'Type')?.split('/').at(-1) ?? '';
      if (!byType.has(type)) byType.set(type, inside);
    },
  });
  return { byId, byType };
}
