// Which stored series is meant: brokers put something before or behind a pair, scripts and people say EURUSD.

import type { Bar } from '#core/model';
import type { BarQuery, TickQuery, WorkstationApi } from '#main/engine';
import type { Result } from '#core/base';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

type TickRow = Awaited<ReturnType<WorkstationApi['ticks']>> extends Result<Page<infer T>> ? T : never;

/** The broker's name for what was asked; itself where nothing else is known, and for imports. */
export function brokerSymbol({ view }: WorkstationApi, symbol: string, account: string | null): string {
  const key = account ?? view.account?.key ?? null;
  return key === null || key === 'import' ? symbol : view.brokerName(key, symbol) ?? symbol;
}

/** A page of the broker's series; where that has nothing in the span, of the series under the very name asked for. */
export async function barsOf(workstation: WorkstationApi, query: BarQuery): Promise<Page<Bar>> {
  const symbol = brokerSymbol(workstation, query.symbol, query.account);
  const page = await workstation.bars({ ...query, symbol });
  return page.items.length > 0 || symbol === query.symbol ? page : workstation.bars(query);
}

/** The same of ticks. */
export async function ticksOf(workstation: WorkstationApi, query: TickQuery): Promise<Result<Page<TickRow>>> {
  const symbol = brokerSymbol(workstation, query.symbol, query.account);
  const page = await workstation.ticks({ ...query, symbol });
  return !page.ok || page.value.items.length > 0 || symbol === query.symbol ? page : workstation.ticks(query);
}
