// Files inside a ZIP archive (APPNOTE 4.3): stored or deflated, found by the central directory. No ZIP64 and no
// encryption.

import { inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const COMMENT_BYTES_MAX = 0xffff;
/** A report of a hundred thousand deals unpacks to less; a bomb does not get far. */
const UNPACKED_BYTES_MAX = 256 * 1024 * 1024;

/** The archive's entry of that name, unpacked; null where it has none or is damaged or no archive. */
export function readZipEntry(archive: Buffer, name: string): Buffer | null {
  try {
    const end = findEnd(archive);
    if (end === null) return null;
    const count = archive.readUInt16LE(end + 10);
    let at = archive.readUInt32LE(end + 16);
    for (let i = 0; i < count; i += 1) {
      if (archive.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
      const nameBytes = archive.readUInt16LE(at + 28);
      const entry = archive.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
      if (entry === name) return unpack(archive, at);
      at += ENTRY_BYTES + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
    return null;
  } catch (error) {
    // an offset outside of the file, or data that does not inflate
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

function findEnd(archive: Buffer): number | null {
  const last = archive.length - END_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_BYTES_MAX); at -= 1) {
    if (archive.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return null;
}

function unpack(archive: Buffer, at: number): Buffer | null {
  const method = archive.readUInt16LE(at + 10);
  const packedBytes = archive.readUInt32LE(at + 20);
  const local = archive.readUInt32LE(at + 42);
  const from = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(from, from + packedBytes);
  if (method === 0) return packed;
  return method === 8 ? inflateRawSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX }) : null;
}
