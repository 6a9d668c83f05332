import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to be packed, with what may be wrong about it. */
export interface NewEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly isStored?: boolean;
  readonly mode?: number;
  readonly flags?: number;
  readonly localName?: string;
  readonly size?: number;
  readonly crc?: number;
  /** Points to the first entry's place. */
  readonly sharesPlace?: boolean;
}

/** Bytes of a ZIP archive. */
export function zipOf(
  entries: readonly NewEntry[],
  options: { wideCount?: number } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const packed = entry.isStored ? Buffer.from(entry.data) : deflateRawSync(entry.data);
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? entry.name);
    const [crc, size] = [entry.crc ?? crc32(entry.data), entry.size ?? entry.data.length];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((entry.flags ?? 0) | 0x800, 2);
    common.writeUInt16LE(entry.isStored ? 0 : 8, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size, 18);
    const local = Buffer.from(common);
    local.writeUInt16LE(localName.length, 22);
    const central = Buffer.from(common);
    central.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(entry.sharesPlace ? 0 : at, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 3]), central, rest, name);
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), local, localName, packed);
    at += 30 + localName.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  const count = options.wideCount ? 0xffff : entries.length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  const wide = options.wideCount ? wideEnd(options.wideCount, listing.length, at) : Buffer.alloc(0);
  return new Uint8Array(Buffer.concat([...parts, listing, wide, end]));
}

function wideEnd(count: number, size: number, start: number): Buffer {
  const out = Buffer.alloc(76);
  out.writeUInt32LE(0x06064b50, 0);
  out.writeBigUInt64LE(44n, 4);
  out.writeBigUInt64LE(BigInt(count), 24);
  out.writeBigUInt64LE(BigInt(count), 32);
  out.writeBigUInt64LE(BigInt(size), 40);
  out.writeBigUInt64LE(BigInt(start), 48);
  out.writeUInt32LE(0x07064b50, 56);
  out.writeBigUInt64LE(BigInt(start + size), 64);
  out.writeUInt32LE(1, 72);
  return out;
}
