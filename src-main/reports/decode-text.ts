// Bytes to text by their byte order mark: MetaTrader 5 writes UTF-16, MetaTrader 4 one byte a character.

/** UTF-16 or UTF-8 with a mark; without one UTF-8 where the bytes are valid, else Latin 1. */
export function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
