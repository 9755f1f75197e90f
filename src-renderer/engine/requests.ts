// Everything a trader may ask of the engine, each with an outcome in words. Nothing here is retried: an answer that
// was lost shows in the stream.

import type {
  ActiveStudyResource, BarDifferences, ChartHistory, CompileReportResource, ContractClient, DataTypeResource,
  GapResource, InstallReportResource, OrderResource, Series, SetupPictureResource, SetupStatusResource, SignalResource,
  SimilarResource, StructureResource, StudyHistory, StudyRef, TerminalResource, TimeframesResource,
} from '#core/contract';
import type { StructureKind } from '#core/model';
import { DISCONNECTED, settle, type Outcome } from './failure.ts';
import { currentClient } from './session.ts';

async function ask<T>(work: (client: ContractClient) => Promise<T>): Promise<Outcome<T>> {
  const client = currentClient();
  if (client === null) return { ok: false, failure: { code: DISCONNECTED, text: '' } };
  return settle(work(client));
}

export interface CardChange {
  readonly volume: number;
  readonly stop: number;
  readonly target: number;
}

export function approveSignal(id: string): Promise<Outcome<SignalResource>> {
  return ask((client) => client.signals.approve({ id }));
}

export function approveChangedSignal(id: string, change: CardChange): Promise<Outcome<SignalResource>> {
  return ask((client) => client.signals.modify({ id, ...change }));
}

export function rejectSignal(id: string, reason: string | null): Promise<Outcome<SignalResource>> {
  return ask((client) => client.signals.reject({ id, reason }));
}

/** Without `volume` all of it. */
export function closePosition(id: string, volume?: number): Promise<Outcome<OrderResource>> {
  return ask((client) => client.positions.close(volume === undefined ? { id } : { id, volume }));
}

export interface Levels {
  /** null takes it away. */
  readonly sl: number | null;
  readonly tp: number | null;
}

export function modifyPosition(id: string, levels: Levels): Promise<Outcome<OrderResource>> {
  return ask((client) => client.positions.modify({ id, ...levels }));
}

export function closePositionBy(id: string, by: string): Promise<Outcome<OrderResource>> {
  return ask((client) => client.positions.closeBy({ id, by }));
}

export async function adoptPosition(id: string): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.positions.adopt({ id });
    return null;
  });
}

export function modifyOrder(
  id: string,
  change: Levels & { readonly price: number },
): Promise<Outcome<OrderResource>> {
  return ask((client) => client.orders.modify({ id, ...change }));
}

export function cancelOrder(id: string): Promise<Outcome<OrderResource>> {
  return ask((client) => client.orders.cancel({ id }));
}

export async function confirmAccount(login: string, server: string): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.account.confirm({ login, server });
    return null;
  });
}

/** `word` is what the trader typed. */
export async function unlockAccount(login: string, server: string, word: 'REAL'): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.account.unlock({ login, server, word });
    return null;
  });
}

export async function lockAccount(): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.account.lock();
    return null;
  });
}

export async function pullKillSwitch(flatten: boolean): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.killSwitch.pull({ flatten });
    return null;
  });
}

export async function resetKillSwitch(): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.killSwitch.reset();
    return null;
  });
}

export async function acceptBrokerState(): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.brokerState.accept();
    return null;
  });
}

export async function acceptRecordedState(): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.recordedState.accept();
    return null;
  });
}

/** The newest `count` closed bars before `beforeMs` (null: the newest). */
export function loadHistory(series: Series, count: number, beforeMs: number | null): Promise<Outcome<ChartHistory>> {
  return ask((client) =>
    client.chart.history({ ...series, count, ...(beforeMs === null ? {} : { before: beforeMs }) }),
  );
}

/** Values of a study at closed bars that opened in [fromMs, beforeMs); null ends are open. */
export function loadStudy(
  { calc, ...series }: StudyRef,
  fromMs: number | null,
  beforeMs: number | null,
): Promise<Outcome<StudyHistory | null>> {
  const span = { ...(fromMs === null ? {} : { from: fromMs }), ...(beforeMs === null ? {} : { before: beforeMs }) };
  return ask(async (client) => (await client.chart.studies({ ...series, calcs: [calc], ...span })).items[0] ?? null);
}

/** What is computed now, and for whom. */
export function loadActiveStudies(): Promise<Outcome<readonly ActiveStudyResource[]>> {
  return ask(async (client) => (await client.indicators.active()).items);
}

export interface DeadLetterRow {
  readonly id: string;
  readonly code: string;
  readonly reason: string;
  readonly source: string;
  readonly time: number;
  readonly raw: string;
}

/** Which dead letters are asked for; null = all. */
export interface DeadLetterFilter {
  readonly code: string | null;
  readonly source: string | null;
}

export function loadDeadLetters(
  limit: number,
  { code, source }: DeadLetterFilter,
): Promise<Outcome<readonly DeadLetterRow[]>> {
  const filter = { ...(code === null ? {} : { code }), ...(source === null ? {} : { source }) };
  return ask(async (client) => (await client.deadLetters.list({ limit, ...filter })).items);
}

export function loadDataTypes(): Promise<Outcome<readonly DataTypeResource[]>> {
  return ask(async (client) => (await client.dataTypes.list()).items);
}

export function loadTerminals(): Promise<Outcome<readonly TerminalResource[]>> {
  return ask(async (client) => (await client.terminals.list()).items);
}

/** Chooses the broker's symbol that is meant by a name; null for the one found by itself. */
export function nameSymbol(account: string, symbol: string, name: string | null): Promise<Outcome<null>> {
  return ask(async (client) => {
    await client.terminals.nameSymbol({ account, symbol, name });
    return null;
  });
}

/** What the closed bars of a series have formed, of these kinds. */
export function loadStructure(series: Series, kinds: readonly StructureKind[]): Promise<Outcome<StructureResource>> {
  return ask((client) => client.structure.get({ ...series, kinds }));
}

/** What is missing, newest first; null symbol: of all. */
export function loadGaps(symbol: string | null, limit: number): Promise<Outcome<readonly GapResource[]>> {
  return ask(async (client) => (await client.gaps.list(symbol === null ? { limit } : { symbol, limit })).items);
}

/** Asks for all that is missing now; gives the number of questions that made. */
export function fillGaps(): Promise<Outcome<number>> {
  return ask(async (client) => (await client.gaps.fill({})).asked);
}

export function loadDifferences(series: Series, limit: number): Promise<Outcome<BarDifferences>> {
  return ask((client) => client.barDifferences.get({ ...series, limit }));
}

/** What the six timeframes of a symbol say together. */
export function loadTimeframes(symbol: string): Promise<Outcome<TimeframesResource>> {
  return ask((client) => client.timeframes.get({ symbol }));
}

/** Past situations like the present one; `window` and `horizon` in bars. */
export function loadSimilar(
  series: Series,
  window: number,
  horizon: number,
  k: number,
): Promise<Outcome<SimilarResource>> {
  return ask((client) => client.similar.get({ ...series, window, horizon, k }));
}

export function loadStatus(): Promise<Outcome<Awaited<ReturnType<ContractClient['status']['get']>>>> {
  return ask((client) => client.status.get());
}

export function loadConnectionInfo(): Promise<Outcome<{ readonly ws: string; readonly pairingToken: string }>> {
  return ask((client) => client.connection.get());
}

/** Terminals of the host's machine, and the Expert Advisor that would go into them. */
export function findTerminals(): Promise<Outcome<SetupPictureResource>> {
  return ask((client) => client.mt5Setup.find());
}

export function loadSetupStatus(): Promise<Outcome<SetupStatusResource>> {
  return ask((client) => client.mt5Setup.status());
}

export function installEa(id: string, replaceNewer: boolean): Promise<Outcome<InstallReportResource>> {
  return ask((client) => client.mt5Setup.install({ id, replaceNewer }));
}

export function compileEa(id: string): Promise<Outcome<CompileReportResource>> {
  return ask((client) => client.mt5Setup.compile({ id }));
}
