// Spans of time as sorted lists: half open, apart from one another, never empty.

export interface Span {
  /** UTC ms, inclusive. */
  readonly fromMs: number;
  /** UTC ms, exclusive. */
  readonly toMs: number;
}

/** Any spans as one sorted list of spans that do not touch. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.filter(({ fromMs, toMs }) => toMs > fromMs).sort((a, b) => a.fromMs - b.fromMs);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out[out.length - 1];
    if (last === undefined || span.fromMs > last.toMs) out.push(span);
    else if (span.toMs > last.toMs) out[out.length - 1] = { fromMs: last.fromMs, toMs: span.toMs };
  }
  return out;
}
