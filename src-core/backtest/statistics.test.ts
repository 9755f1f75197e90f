import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { summarise, type EquityPoint } from './statistics.ts';

const golden = fileURLToPath(new URL('../../../shared/golden/', import.meta.url));
const DAY_MS = 86_400_000;

function readRows(name: string): readonly (readonly string[])[] {
  return readFileSync(golden + name, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
}

describe('the statistics of a run', () => {
  it('are worked out by hand for four days and three trades', () => {
    const equity: EquityPoint[] = [[0, 100], [DAY_MS, 110], [2 * DAY_MS, 99], [4 * DAY_MS, 121]];
    const found = summarise(100, equity, [{ net: 10 }, { net: -11 }, { net: 22 }]);
    expect(found).toMatchObject(
      { equityFinal: 121, equityPeak: 121, trades: 3, bestTrade: 22, worstTrade: -11, averageTrade: 7 }
    );
    expect(found.returnPct).toBeCloseTo(21, 12);
    expect(found.maxDrawdownPct).toBeCloseTo(-10, 12);
    expect(found.winRatePct).toBeCloseTo(200 / 3, 12);
    expect(found.profitFactor).toBeCloseTo(32 / 11, 12);
    // Three trades around 7: deviations 3, -18, 15.
    expect(found.sqn).toBeCloseTo((Math.sqrt(3) * 7) / Math.sqrt(558 / 2), 12);
  });

  it('are null where nothing can be said', () => {
    expect(summarise(100, [[0, 100]], [])).toEqual({
      returnPct: 0, equityFinal: 100, equityPeak: 100, trades: 0, returnAnnPct: null, volatilityAnnPct: null,
      sharpe: null, sortino: null, calmar: null, maxDrawdownPct: 0, winRatePct: null, profitFactor: null, sqn: null,
      bestTrade: null, worstTrade: null, averageTrade: null,
    });
    expect(summarise(100, [[0, 100]], [{ net: 5 }]).profitFactor).toBeNull();
  });

  it.skipIf(!existsSync(golden)).each(
    ['GOOG', 'EURUSD', 'EURUSD_nomargin']
  )('equal the reference engine\'s on %s', (name) => {
    const equity = readRows(`bt_${name}_equity.csv`).map(([time = '', value]): EquityPoint => (
      [Date.parse(time.includes(' ') ? `${time.replace(' ', 'T')}Z` : time), Number(value)]));
    const trades = readRows(`bt_${name}_trades.csv`).map((row) => ({ net: Number(row[7]) }));
    const { stats } = JSON.parse(readFileSync(`${golden}bt_${name}_stats.json`, 'utf8')) as {
      stats: Record<string, number>,
    };
    const found = summarise(10_000, equity, trades);
    const pairs: readonly [number | null, string][] = [
      [found.returnPct, 'Return [%]'], [found.equityFinal, 'Equity Final [$]'], [found.equityPeak, 'Equity Peak [$]'],
      [found.trades, '# Trades'], [found.returnAnnPct, 'Return (Ann.) [%]'], [
        found.volatilityAnnPct, 'Volatility (Ann.) [%]',
      ],
      [found.sharpe, 'Sharpe Ratio'], [found.sortino, 'Sortino Ratio'], [found.calmar, 'Calmar Ratio'],
      [found.maxDrawdownPct, 'Max. Drawdown [%]'], [found.winRatePct, 'Win Rate [%]'], [found.sqn, 'SQN'],
    ];
    for (const [ours, theirs] of pairs) {
      const reference = stats[theirs] as number;
      expect(Math.abs((ours as number) - reference), theirs).toBeLessThanOrEqual(
        1e-9 * Math.max(1, Math.abs(reference))
      );
    }
  });
});

if (!existsSync(golden)) process.stdout.write(
  'skipped: statistics against the reference engine: ../shared/golden is missing\n'
);
