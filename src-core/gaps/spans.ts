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

/** The parts of `spans` that lie in `others`; both sorted and apart. */
export function intersectSpans(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  let i = 0;
  let j = 0;
  while (i < spans.length && j < others.length) {
    const a = spans[i] as Span;
    const b = others[j] as Span;
    const fromMs = Math.max(a.fromMs, b.fromMs);
    const toMs = Math.min(a.toMs, b.toMs);
    if (toMs > fromMs) out.push({ fromMs, toMs });
    if (a.toMs < b.toMs) i += 1;
    else j += 1;
  }
  return out;
}

/** The parts of `spans` that lie in none of `others`; both sorted and apart. */
export function subtractSpans(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  let j = 0;
  for (const { fromMs, toMs } of spans) {
    let at = fromMs;
    while (j < others.length && (others[j] as Span).toMs <= at) j += 1;
    for (let k = j; k < others.length && (others[k] as Span).fromMs < toMs; k += 1) {
      const other = others[k] as Span;
      if (other.fromMs > at) out.push({ fromMs: at, toMs: other.fromMs });
      at = Math.max(at, other.toMs);
    }
    if (at < toMs) out.push({ fromMs: at, toMs });
  }
  return out;
}
