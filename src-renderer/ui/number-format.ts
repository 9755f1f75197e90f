// Numbers as a trader reads them: the symbol's digits, a true minus, two decimals for money, one for per cent, and
// an en dash for what is not known. One notation in every language, the terminal's own: 1,234.56.

export const UNKNOWN = '–';
const MINUS = '\u2212';
const NARROW = '\u202f';

function group(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `value` with exactly `decimals` decimals, thousands grouped, never "−0". */
export function formatFixed(
  value: number | null | undefined,
  decimals: number,
  sign: 'auto' | 'always' = 'auto',
): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const text = Math.abs(value).toFixed(decimals);
  const isZero = Number(text) === 0;
  const [whole = '0', fraction] = text.split('.');
  const body = fraction === undefined ? group(whole) : `${group(whole)}.${fraction}`;
  if (isZero) return body;
  if (value < 0) return `${MINUS}${body}`;
  return sign === 'always' ? `+${body}` : body;
}

/** Account money, two decimals, without its currency. */
export function formatMoney(value: number | null | undefined, sign: 'auto' | 'always' = 'auto'): string {
  return formatFixed(value, 2, sign);
}

/** Account money with its currency behind a narrow space. */
export function formatMoneyWith(
  value: number | null | undefined,
  currency: string,
  sign: 'auto' | 'always' = 'auto',
): string {
  const text = formatMoney(value, sign);
  return text === UNKNOWN || currency === '' ? text : `${text}${NARROW}${currency}`;
}

/** Per cent, one decimal: `value` 12.34 gives "12.3 %". */
export function formatPercent(value: number | null | undefined, sign: 'auto' | 'always' = 'auto'): string {
  const text = formatFixed(value, 1, sign);
  return text === UNKNOWN ? text : `${text}${NARROW}%`;
}

/** Lots with at least two decimals and no noise behind them. */
export function formatLots(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const text = value.toFixed(8).replace(/0+$/, '');
  const decimals = Math.max(2, text.length - text.indexOf('.') - 1);
  return formatFixed(value, decimals);
}

/** A price in the symbol's digits; zero and less is no price. */
export function formatPrice(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value) || value <= 0) return UNKNOWN;
  return value.toFixed(digits);
}

/** True where the last digit is a tenth of a pip (five- and three-digit quotes). */
export function hasTenthPip(digits: number): boolean {
  return digits === 5 || digits === 3;
}

/** A price in its two parts: what is drawn full size, and the tenth of a pip drawn smaller. */
export function splitPrice(value: number | null | undefined, digits: number): readonly [head: string, small: string] {
  const text = formatPrice(value, digits);
  if (text === UNKNOWN || !hasTenthPip(digits)) return [text, ''];
  return [text.slice(0, -1), text.slice(-1)];
}

/** Points in one pip. */
export function pipPoints(digits: number): number {
  return hasTenthPip(digits) ? 10 : 1;
}

/** A price distance in pips (points for symbols without tenths), one decimal where there are tenths. */
export function formatPips(
  distance: number | null | undefined,
  digits: number,
  sign: 'auto' | 'always' = 'auto',
): string {
  if (distance === null || distance === undefined || !Number.isFinite(distance)) return UNKNOWN;
  const points = Math.round(distance * 10 ** digits);
  return formatFixed(points / pipPoints(digits), hasTenthPip(digits) ? 1 : 0, sign);
}

/** An age in the largest fitting unit: "0.4 s", "12 s", "3 min", "5 h", "2 d". */
export function formatAge(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  const s = Math.max(0, ms) / 1000;
  if (s < 9.95) return `${s.toFixed(1)}${NARROW}s`;
  if (s < 119.5) return `${s.toFixed(0)}${NARROW}s`;
  if (s < 7_170) return `${(s / 60).toFixed(0)}${NARROW}min`;
  if (s < 172_800) return `${(s / 3600).toFixed(0)}${NARROW}h`;
  return `${(s / 86_400).toFixed(0)}${NARROW}d`;
}

/** What is left, "4:05" or "0:09"; never below zero. */
export function formatCountdown(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.floor(s / 60);
  return `${String(minutes)}:${String(s % 60).padStart(2, '0')}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** Clock of the day at `offsetS` seconds from UTC: "12:34:05". */
export function formatClock(ms: number | null | undefined, offsetS: number): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  const at = new Date(ms + offsetS * 1000);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/** Date and clock at `offsetS`: "2026-11-23 12:34:05", or without seconds. */
export function formatDateTime(ms: number | null | undefined, offsetS: number, seconds = true): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  const at = new Date(ms + offsetS * 1000);
  const day = `${String(at.getUTCFullYear())}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const clock = formatClock(ms, offsetS);
  return `${day} ${seconds ? clock : clock.slice(0, 5)}`;
}

/** "UTC", "UTC+3", "UTC−3:30". */
export function formatZone(offsetS: number): string {
  if (offsetS === 0) return 'UTC';
  const minutes = Math.round(Math.abs(offsetS) / 60);
  const rest = minutes % 60;
  return `UTC${offsetS < 0 ? MINUS : '+'}${String(Math.floor(minutes / 60))}${rest === 0 ? '' : `:${two(rest)}`}`;
}
