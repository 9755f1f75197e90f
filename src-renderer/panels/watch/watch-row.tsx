// One symbol of market watch. Prices are written straight to their elements; React draws the row once a second for
// the age alone.

import { watchSeries } from '#renderer/engine';
import {
  board,
  chooseSymbol,
  digitsOf,
  useAccountNow,
  useConnection,
  useDesk,
  useInstrument,
  useShownOffset,
  type LiveQuote,
} from '#renderer/state';
import { formatAge, formatClock, formatFixed, formatPips, splitPrice, UNKNOWN } from '#renderer/ui';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

const QUOTE_AGE_MS_MAX = 15_000;

/** Longer names (a broker's suffix) are set smaller, to stand whole in the narrow column. */
const PLAIN_LETTERS = 6;

function writePrice(cell: HTMLElement | null, value: number, digits: number): void {
  const [head, small] = splitPrice(value, digits);
  if (cell?.children[0] !== undefined) cell.children[0].textContent = head;
  if (cell?.children[1] !== undefined) cell.children[1].textContent = small;
}

function tint(cell: HTMLElement | null, move: number): void {
  if (cell === null || move === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const colour = move > 0 ? 'var(--tint-up)' : 'var(--tint-down)';
  cell.animate([{ backgroundColor: colour }, { backgroundColor: 'transparent' }], {
    duration: 400,
    easing: 'ease-out',
  });
}

/** Change against the open of the broker's day, per cent. */
function dayChange(quote: LiveQuote | null, dayOpen: number | null): number | null {
  return quote === null || dayOpen === null || dayOpen <= 0 ? null : ((quote.bid - dayOpen) / dayOpen) * 100;
}

function writeChange(cell: HTMLElement | null, change: number | null): void {
  if (cell === null) return;
  const text = change === null ? UNKNOWN : formatFixed(change, 2, 'always');
  if (cell.textContent !== text) cell.textContent = text;
  cell.dataset['move'] = change === null ? '0' : String(Math.sign(Number(change.toFixed(2))));
}

function useHotCells(symbol: string, digits: number) {
  const bid = useRef<HTMLTableCellElement>(null);
  const ask = useRef<HTMLTableCellElement>(null);
  const spread = useRef<HTMLTableCellElement>(null);
  const change = useRef<HTMLTableCellElement>(null);
  useEffect(() => {
    let dayOpen = board.forming({ symbol, timeframe: 'D1' })?.open ?? null;
    let shown: LiveQuote | null = null;
    const write = (quote: LiveQuote): void => {
      writePrice(bid.current, quote.bid, digits);
      writePrice(ask.current, quote.ask, digits);
      if (spread.current !== null) spread.current.textContent = formatPips(quote.ask - quote.bid, digits);
      writeChange(change.current, dayChange(quote, dayOpen));
      if (shown !== null && shown.bid !== quote.bid) tint(bid.current, quote.bid - shown.bid);
      if (shown !== null && shown.ask !== quote.ask) tint(ask.current, quote.ask - shown.ask);
      shown = quote;
    };
    const now = board.quote(symbol);
    if (now !== null) write(now);
    const offQuote = board.onQuote(symbol, write);
    const unwatch = watchSeries({ symbol, timeframe: 'D1' });
    const offDay = board.onSeries({ symbol, timeframe: 'D1' }, (event) => {
      if (event.kind !== 'forming') return;
      dayOpen = event.bar.open;
      writeChange(change.current, dayChange(board.quote(symbol), dayOpen));
    });
    return () => {
      offQuote();
      unwatch();
      offDay();
    };
  }, [symbol, digits]);
  return { bid, ask, spread, change };
}

export function WatchRow({ symbol, isChosen }: { readonly symbol: string; readonly isChosen: boolean }) {
  const { t } = useTranslation();
  const instrument = useInstrument(symbol);
  const digits = digitsOf(instrument, board.quote(symbol)?.bid);
  const cells = useHotCells(symbol, digits);
  const now = useAccountNow();
  const offsetS = useShownOffset();
  const ageMax = useDesk((s) => s.status?.limits.quoteAgeMsMax ?? QUOTE_AGE_MS_MAX);
  const quote = board.quote(symbol);
  const ageMs = quote === null ? null : Math.max(0, now - quote.timeMs);
  const isOpen = useConnection((s) => s.phase === 'open');
  const isStale = ageMs === null || ageMs > ageMax || !isOpen;
  const tip = t('watch.quoteTip', {
    symbol,
    description: instrument?.description ?? '',
    time: formatClock(quote?.timeMs, offsetS),
    age: formatAge(ageMs),
  });
  const dim = isStale ? ' is-stale' : '';
  return (
    <tr
      data-chosen={isChosen ? '' : undefined}
      data-live=""
      data-symbol={symbol}
      onClick={() => {
        chooseSymbol(symbol);
      }}
    >
      <td>
        <button
          type="button"
          className="watch-symbol"
          data-long={symbol.length > PLAIN_LETTERS ? '' : undefined}
          aria-pressed={isChosen}
          data-tip={tip}
        >
          {symbol}
        </button>
      </td>
      <td data-align="right" className={`figure${dim}`} ref={cells.bid} data-tip={tip}>
        <span>{UNKNOWN}</span>
        <span className="figure-small" />
      </td>
      <td data-align="right" className={`figure${dim}`} ref={cells.ask} data-tip={tip}>
        <span>{UNKNOWN}</span>
        <span className="figure-small" />
      </td>
      <td data-align="right" className={`figure is-second${dim}`} ref={cells.spread}>
        {UNKNOWN}
      </td>
      {isStale && quote !== null ? (
        <td data-align="right" className="figure is-warning" data-tip={t('watch.stale', { age: formatAge(ageMs) })}>
          {formatAge(ageMs)}
        </td>
      ) : (
        <td data-align="right" className="figure watch-change" ref={cells.change}>
          {UNKNOWN}
        </td>
      )}
    </tr>
  );
}
