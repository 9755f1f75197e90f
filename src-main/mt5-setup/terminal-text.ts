// Text as the terminal writes it: UTF-16LE with a byte order mark as a rule, UTF-8 or plain where somebody edited it.

import { open, readFile, type FileHandle } from 'node:fs/promises';

/** Bytes as text: by their byte order mark, else UTF-16LE where every other byte is zero, else UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes.subarray(2));
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder('utf-8').decode(bytes.subarray(3));
  return looksWide(bytes) ? new TextDecoder('utf-16le').decode(bytes) : new TextDecoder('utf-8').decode(bytes);
}

function looksWide(bytes: Uint8Array): boolean {
  const pairs = Math.min(32, Math.floor(bytes.length / 2));
  if (pairs === 0) return false;
  let zeros = 0;
  for (let i = 0; i < pairs; i += 1) if (bytes[i * 2 + 1] === 0) zeros += 1;
  return zeros * 2 > pairs;
}

/** A small file as text, null where it is not there or cannot be read. */
export async function readText(path: string): Promise<string | null> {
  try {
    return decodeText(await readFile(path));
  } catch {
    return null;
  }
}

/** The last `bytesMax` bytes of a file in the terminal's encoding, null where it cannot be read. */
export async function readTail(path: string, bytesMax: number): Promise<string | null> {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    // An even place: a UTF-16 file is not to be cut inside a letter.
    const from = Math.max(0, size - bytesMax) & ~1;
    const bytes = Buffer.alloc(Math.min(size - from, bytesMax));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return decodeText(bytes.subarray(0, bytesRead));
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}
