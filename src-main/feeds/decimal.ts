// Numbers as files write them, and the shortest exact text of a number.

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const LARGEST = 1e15;

/** The number in `text`, NaN where it is not one. `isComma`: the decimal sign may be a comma. */
export function readDecimal(text: string, isComma: boolean): number {
  const trimmed = text.trim();
  const plain = isComma && trimmed.includes(',') ? trimmed.replace(',', '.') : trimmed;
  if (!DECIMAL.test(plain)) return NaN;
  const value = Number(plain);
  return value >= -LARGEST && value <= LARGEST ? value : NaN;
}

/** Shortest text that reads back as the same number, without an exponent. */
export function formatDecimal(value: number): string {
  const text = String(value);
  const at = text.indexOf('e');
  if (at < 0) return text;
  const exponent = Number(text.slice(at + 1));
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.slice(negative ? 1 : 0, at).split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const plain = point <= 0 ? `0.${'0'.repeat(-point)}${digits}`
    : point >= digits.length ? digits + '0'.repeat(point - digits.length)
      : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${plain}` : plain;
}
