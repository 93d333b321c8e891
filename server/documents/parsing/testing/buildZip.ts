import { crc32, deflateRawSync } from 'node:zlib';

export type ZipPart = {
  name: string;
  content: string | Uint8Array;
  /** Already deflated: `content` is what lies in the archive. */
  deflated?: { size: number; crc: number };
  /** What the headers claim instead of the truth. */
  claimedSize?: number;
  /** The mode of a file on Unix, links for example. */
  mode?: number;
};

/** Writes a zip archive by hand, honest or not. */
export function buildZip(parts: readonly ZipPart[], { zip64 = false } = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const { packed, size, crc } = packedPart(part);
    const sizes = { crc, packed: packed.length, size: part.claimedSize ?? size };
    const local = Buffer.concat([header(0x04034b50, sizes, name.length, []), name, packed]);
    const extra = zip64 ? zip64Extra(sizes.size, sizes.packed) : Buffer.alloc(0);
    const claimed = zip64 ? { ...sizes, packed: 0xffffffff, size: 0xffffffff } : sizes;
    const trailer = [extra.length, 0, 0, 0];
    const entry = header(0x02014b50, claimed, name.length, trailer);
    const place = Buffer.alloc(8);
    place.writeUInt32LE(((part.mode ?? 0) << 16) >>> 0, 0);
    place.writeUInt32LE(offset, 4);
    directory.push(entry, place, name, extra);
    files.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([...files, central, ending(parts.length, central.length, offset, zip64)]);
}

function packedPart({ content, deflated }: ZipPart): { packed: Uint8Array; size: number; crc: number } {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (deflated !== undefined) return { packed: bytes, ...deflated };
  return { packed: deflateRawSync(bytes), size: bytes.length, crc: crc32(bytes) };
}

/** The fields that local and central headers share; `trailer` tells the central one, which goes on with 16-bit fields. */
function header(
  signature: number,
  { crc, packed, size }: { crc: number; packed: number; size: number },
  nameLength: number,
  trailer: readonly number[],
): Buffer {
  const isCentral = trailer.length > 0;
  const fields = Buffer.alloc(isCentral ? 38 : 30);
  let at = fields.writeUInt32LE(signature, 0);
  if (isCentral) at = fields.writeUInt16LE((3 << 8) | 45, at);
  for (const value of [45, 0x0800, 8, 0, 33]) at = fields.writeUInt16LE(value, at);
  for (const value of [crc, packed, size]) at = fields.writeUInt32LE(value, at);
  at = fields.writeUInt16LE(nameLength, at);
  for (const value of isCentral ? trailer : [0]) at = fields.writeUInt16LE(value, at);
  return fields;
}

function zip64Extra(size: number, packed: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(packed), 12);
  return extra;
}

function ending(count: number, size: number, offset: number, zip64: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const at of [8, 10]) end.writeUInt16LE(zip64 ? 0xffff : Math.min(count, 0xffff), at);
  end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  if (!zip64 && count <= 0xffff) return end;
  end.writeUInt32LE(0xffffffff, 16);
  const large = Buffer.alloc(56 + 20);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) large.writeBigUInt64LE(BigInt(count), at);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  large.writeUInt32LE(0x07064b50, 56);
  large.writeBigUInt64LE(BigInt(offset + size), 64);
  large.writeUInt32LE(1, 72);
  return Buffer.concat([large, end]);
}
