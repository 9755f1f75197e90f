// A file's text as a stream: plain or gzip by its first bytes, UTF-8 (or any ASCII superset) or UTF-16 by its mark.

import { open } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fail, ok, type Result } from '#core/base';

export interface TextSource {
  readonly bytesTotal: number;
  /** Bytes of the file (not of its unpacked content) read so far. */
  readonly bytesRead: number;
  /** Throws SourceBroken where the disk or the compression fails on the way. */
  chunks(): AsyncGenerator<string, void, void>;
}

/** The file could be opened but not read to its end. */
export class SourceBroken extends Error {
  override readonly name = 'SourceBroken';
}

const CHUNK_BYTES = 262_144;

/** Opens `path`; fails with IMPORT_FILE_UNREADABLE. */
export async function openSource(path: string): Promise<Result<TextSource>> {
  try {
    const handle = await open(path, 'r');
    try {
      const about = await handle.stat();
      if (!about.isFile()) return fail('IMPORT_FILE_UNREADABLE', `${path} is not a file.`);
      const head = new Uint8Array(2);
      const { bytesRead } = await handle.read(head, 0, 2, 0);
      return ok(new FileSource(path, about.size, bytesRead === 2 && head[0] === 0x1f && head[1] === 0x8b));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return fail('IMPORT_FILE_UNREADABLE', `${path} cannot be opened (${reasonOf(error)}).`);
  }
}

class FileSource implements TextSource {
  readonly bytesTotal: number;
  #file: ReadStream | null = null;
  readonly #path: string;
  readonly #isGzip: boolean;

  constructor(path: string, bytesTotal: number, isGzip: boolean) {
    this.#path = path;
    this.bytesTotal = bytesTotal;
    this.#isGzip = isGzip;
  }

  get bytesRead(): number {
    return this.#file?.bytesRead ?? 0;
  }

  async* chunks(): AsyncGenerator<string, void, void> {
    const file = createReadStream(this.#path, { highWaterMark: CHUNK_BYTES });
    this.#file = file;
    let stream: Readable = file;
    if (this.#isGzip) {
      const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
      file.on('error', (error) => { gunzip.destroy(error); });
      stream = file.pipe(gunzip);
    }
    let decode: ((bytes: Uint8Array) => string) | null = null;
    try {
      for await (const piece of stream) {
        const bytes = piece as Uint8Array;
        if (decode === null) {
          const [decoder, skip] = decoderFor(bytes);
          decode = decoder;
          yield decode(bytes.subarray(skip));
        } else yield decode(bytes);
      }
    } catch (error) {
      throw new SourceBroken(`${this.#path} cannot be read to its end (${reasonOf(error)}).`);
    } finally {
      file.destroy();
    }
  }
}

// Price files are ASCII; one byte a character is exact for them and never fails on anything else.
function decoderFor(head: Uint8Array): readonly [(bytes: Uint8Array) => string, number] {
  if (head[0] === 0xff && head[1] === 0xfe) return [streaming('utf-16le'), 2];
  if (head[0] === 0xfe && head[1] === 0xff) return [streaming('utf-16be'), 2];
  const skip = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  return [(bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), skip];
}

function streaming(encoding: string): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes, { stream: true });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'Z_BUF_ERROR') return 'the gzip stream is cut off';
  if (code === 'Z_DATA_ERROR') return 'the gzip stream is damaged';
  return typeof code === 'string' ? code : String(error);
}
