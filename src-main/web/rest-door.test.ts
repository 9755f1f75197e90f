// REST over a listening server: every path, every refusal, every answer against its documented schema.

import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemSchema, statusOfCode } from '#core/contract';
import { listIndicators } from '#core/indicators';
import { CODES, type Code } from '#core/model';
import { REST_ROUTES } from './rest-routes.ts';
import {
  makeBar, makeDeal, makeInstrument, makeOrder, makePosition, makeSignal, makeSimilar,
  makeTrade,
} from './testing/nouns.ts';
import { runServer, type Answered, type RunningServer } from './testing/running-server.ts';

let running: RunningServer;

beforeEach(async () => { running = await runServer(); });
afterEach(async () => { await running.stop(); });

type Content = Readonly<Record<string, { readonly schema: unknown }>>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, {
    readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
    readonly security?: unknown;
  }>>>>;
  readonly components: { readonly schemas: unknown };
}

async function readDocument(): Promise<Document> {
  return (await running.api('GET', '/openapi.json')).json as Document;
}

// The document's own JSON Schema as a checker, references included.
function checkerOf(document: Document, schema: unknown): z.ZodType {
  const text = JSON.stringify({ ...(schema as object), $defs: document.components.schemas })
    .replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

function fill(): void {
  const { workstation } = running;
  workstation.similarAnswer = makeSimilar();
  workstation.quotes.set('EURUSD', { symbol: 'EURUSD', timeMs: 1_400_000_000_000, bid: 1.1, ask: 1.1001 });
  workstation.signals.set('S1', makeSignal('S1'));
  workstation.signals.set('S2', { ...makeSignal('S2'), state: 'suppressed', card: null, probabilityMillionths: null,
    whyNot: { code: 'RISK_DAILY_LOSS', text: 'reached' } });
  workstation.orders.set('CID00009', makeOrder('CID00009'));
  workstation.brokerOrders.set('77', {
    id: '77', ticket: '77', symbol: 'EURUSD', state: 'placed', kind: 'limit', side: 'sell', volume: 0.1,
    volumeInitial: 0.3, price: 1.2, stopLimit: null, sl: null, tp: null, magic: '0', cid: null, comment: '',
    brokerMs: 1_400_010_800_000,
  });
  workstation.positions.set('9', makePosition('9'));
  workstation.deals.set('5', makeDeal('5'));
  workstation.trades.set('9', makeTrade('9'));
  workstation.closedBars.set('EURUSD:M5', [makeBar(0), makeBar(300_000), makeBar(600_000)]);
  workstation.tickRows = [1, 2, 3].map((time) => ({ time, bid: 1.1, ask: 1.2, last: 0, volume: 0, flags: 6 }));
  workstation.seriesGaps = [{
    symbol: 'EURUSD', kind: 'M1', gaps: [
      { fromMs: 600_000, toMs: 2_400_000, bars: 30, state: 'found' },
      { fromMs: 6_000_000, toMs: 7_200_000, bars: 20, state: 'empty' },
    ],
  }, { symbol: 'EURUSD', kind: 'tick', gaps: [{ fromMs: 60_000, toMs: 120_000, bars: 1, state: 'asked' }] }];
  workstation.differences = [{ own: makeBar(0), broker: { ...makeBar(0), close: 1.3, source: 'broker' } }];
  workstation.letters = [{ id: '4', code: 'E_PROTO', reason: 'not JSON', source: 'mt5', time: 1, raw: '{' }];
}

/** One good request for every route. */
const GOOD: Readonly<Record<string, readonly [path: string, body?: unknown]>> = {
  'GET /health': ['/health'], 'GET /status': ['/status'], 'GET /journal': ['/journal'], 'GET /symbols': ['/symbols'],
  'GET /indicators': ['/indicators'], 'GET /indicators/active': ['/indicators/active'],
  'GET /indicators/series': ['/indicators/series?symbol=EURUSD&timeframe=M5&calc=SMA:2,MACD:2:3:2'],
  'GET /bars': ['/bars?symbol=EURUSD&timeframe=M5'], 'GET /ticks': ['/ticks?symbol=EURUSD'],
  'GET /signals': ['/signals'], 'GET /signals/{id}': ['/signals/S2'],
  'POST /signals/{id}/approve': ['/signals/S1/approve'],
  'POST /signals/{id}/reject': ['/signals/S1/reject', { reason: 'too late' }],
  'POST /signals/{id}/modify': ['/signals/S1/modify', { volume: 0.02, stop: 1.08, target: 1.14 }],
  'GET /orders': ['/orders'],
  'POST /orders': ['/orders', { symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market', sl: 1.09, approve: true }],
  'POST /orders/{id}/modify': ['/orders/CID00001/modify', { price: 1.08, sl: 1.07, tp: null, expiry: 1_400_000_900_000 }],
  'POST /orders/{id}/cancel': ['/orders/CID00001/cancel'],
  'POST /positions/{id}/modify': ['/positions/9/modify', { sl: 1.095 }],
  'POST /positions/{id}/close-by': ['/positions/9/close-by', { by: '10' }],
  'POST /positions/{id}/adopt': ['/positions/9/adopt'],
  'POST /account/unlock': ['/account/unlock', { login: 1, server: 'Demo', word: 'REAL' }],
  'POST /account/lock': ['/account/lock'],
  'GET /positions': ['/positions'], 'POST /positions/{id}/close': ['/positions/9/close', { volume: 0.01 }],
  'GET /trades': ['/trades'], 'GET /deals': ['/deals'], 'GET /account': ['/account'],
  'POST /account/confirm': ['/account/confirm', { login: 1, server: 'Demo' }],
  'POST /kill-switch': ['/kill-switch'], 'POST /kill-switch/reset': ['/kill-switch/reset'],
  'POST /account/accept-broker-state': ['/account/accept-broker-state'],
  'POST /account/accept-recorded-state': ['/account/accept-recorded-state'],
  'GET /data_analysis/dead-letters': ['/data_analysis/dead-letters'],
  'GET /data_analysis/gaps': ['/data_analysis/gaps?symbol=EURUSD&timeframe=M1'],
  'POST /data_analysis/gaps/fill': ['/data_analysis/gaps/fill', { symbol: 'EURUSD' }],
  'GET /data_analysis/bar-differences': ['/data_analysis/bar-differences?symbol=EURUSD&timeframe=M1&days=7'],
  'GET /data_analysis/data-types': ['/data_analysis/data-types'],
  'GET /data_analysis/terminals': ['/data_analysis/terminals'],
  'POST /data_analysis/symbol-names': [
    '/data_analysis/symbol-names', { account: '1@Demo', symbol: 'EURUSD', name: 'EURUSDm' },
  ],
  'GET /data_analysis/broker-zone': ['/data_analysis/broker-zone?symbol=EURUSD'],
  'POST /data_analysis/broker-zone': ['/data_analysis/broker-zone', { zone: '+02:00/us' }],
  'GET /features': ['/features?symbol=EURUSD&timeframe=M5'], 'GET /features/registry': ['/features/registry'],
  'GET /structure': ['/structure?symbol=EURUSD&timeframe=H1&kinds=swing,zone&standing=true'],
  'GET /timeframes': ['/timeframes?symbol=EURUSD&lang=id'],
  'GET /similar': ['/similar?symbol=EURUSD&timeframe=M5&window=32&horizon=8&k=5'],
  'GET /mt5-setup': ['/mt5-setup'], 'GET /mt5-setup/status': ['/mt5-setup/status'],
  'POST /mt5-setup/terminals/{id}/install': ['/mt5-setup/terminals/aa11/install', {}],
  'POST /mt5-setup/terminals/{id}/compile': ['/mt5-setup/terminals/aa11/compile'],
};

function expectProblem(answer: Answered, status: number, code: string): void {
  expect(answer.json).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(problemSchema.strict().safeParse(answer.json).error).toBeUndefined();
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 and names every route', async () => {
    const document = await readDocument();
    const checked = await new Validator().validate({ ...document });
    expect({ valid: checked.valid, errors: checked.errors }).toEqual({ valid: true, errors: undefined });
    const named = Object.entries(document.paths)
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    expect(named.sort()).toEqual(REST_ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
    expect(named.sort()).toEqual(Object.keys(GOOD).sort());
  });

  it('asks for a token everywhere but at the health check, and documents errors as problems', async () => {
    const document = await readDocument();
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        expect(operation.security).toEqual(path === '/health' ? [] : undefined);
        expect(Object.keys(operation.responses['401']?.content ?? {})).toEqual(['application/problem+json']);
      }
    }
  });
});

describe('every route', () => {
  it.each(Object.entries(GOOD))('%s answers with what its schema says', async (route, [path, body]) => {
    fill();
    const [method = '', documented = ''] = route.split(' ');
    const answer = await running.api(method, path, body);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    const document = await readDocument();
    const operation = document.paths[documented]?.[method.toLowerCase()];
    const schema = operation?.responses['200']?.content?.['application/json']?.schema;
    expect(schema).toBeDefined();
    const checker = checkerOf(document, schema);
    expect(checker.safeParse(answer.json).error).toBeUndefined();
    expect(checker.safeParse({ items: 'none' }).success).toBe(false);
  });

  it.each(Object.entries(GOOD))('%s without a token is refused, health apart', async (route, [path, body]) => {
    const [method = ''] = route.split(' ');
    const answer = await running.raw(
      method, `/api/v1${path}`, {}, body === undefined ? undefined : JSON.stringify(body),
    );
    if (route === 'GET /health') expect(answer.status).toBe(200);
    else {
      expectProblem(answer, 401, 'WEB_UNAUTHORIZED');
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
    expect(running.workstation.requests).toEqual([]);
  });
});

describe('gaps', () => {
  it('come newest first, by symbol and series, page by page, and are asked for on demand', async () => {
    fill();
    const page = async (query: string): Promise<unknown> => (await running.api('GET', `/data_analysis/gaps${query}`)).json;
    const first = { symbol: 'EURUSD', timeframe: 'M1', from: 6_000_000, to: 7_200_000, bars: 20, state: 'empty' };
    expect(await page('?timeframe=M1')).toEqual({
      items: [first, { ...first, from: 600_000, to: 2_400_000, bars: 30, state: 'found' }], next: null,
    });
    expect(await page('?symbol=GBPUSD')).toEqual({ items: [], next: null });
    const one = await page('?limit=1') as { items: unknown[]; next: string };
    expect(one.items).toEqual([first]);
    expect(await page(`?limit=5&cursor=${one.next}`)).toMatchObject({ items: [{ bars: 30 }, { timeframe: 'tick' }] });
    expect((await running.api('POST', '/data_analysis/gaps/fill', { timeframe: 'M1' })).json).toEqual({ asked: 1 });
    expect((await running.api('POST', '/data_analysis/gaps/fill')).json).toEqual({ asked: 1 });
    expectProblem(await running.api('GET', '/data_analysis/gaps?timeframe=M2'), 400, 'WEB_BAD_REQUEST');
  });

  it('are not the same as differences between bars from ticks and the broker\'s own', async () => {
    fill();
    const answer = await running.api('GET', '/data_analysis/bar-differences?symbol=EURUSD&timeframe=M1');
    expect(answer.json).toMatchObject({
      compared: 9, differentPrices: 1, differentVolumes: 0, items: [{ own: { time: 0 }, broker: { close: 1.3 } }],
    });
    expect(running.workstation.requests).toEqual([{ symbol: 'EURUSD', timeframe: 'M1', days: 30, limit: 1_000 }]);
  });
});

describe('the clock of the broker\'s server', () => {
  const HOUR = 3_600_000;

  it('is guessed from the digits of stored bars, confirmed, and held against what the terminal reports', async () => {
    const { workstation } = running;
    // Nine weeks of a server on +02:00/eu around the end of March, all read with the summer's offset.
    const opens = Array.from({ length: 9 }, (_, week) => Date.UTC(2024, 1, 26) + week * 7 * 24 * HOUR);
    const isEarly = (open: number): boolean => open >= Date.UTC(2024, 2, 11) && open < Date.UTC(2024, 3, 1);
    const bars = opens.flatMap((open) => Array.from({ length: 119 }, (_, hour) => (
      { ...makeBar(open + (hour - (isEarly(open) ? 1 : 0) - 3) * HOUR), offsetS: 10_800 })));
    workstation.closedBars.set('EURUSD:H1', bars);
    const before = await running.api('GET', '/data_analysis/broker-zone?symbol=EURUSD');
    expect(before.json).toEqual({
      zone: null, reportedOffsetS: 10_800, agrees: null,
      guess: { zone: '+02:00/eu', agreeing: 8, weeks: 8, alternatives: [] },
    });
    const confirmed = await running.api('POST', '/data_analysis/broker-zone', { zone: '+02:00/EU' });
    // The clock of this workstation stands in May.
    expect(confirmed.json).toEqual({ zone: '+02:00/eu', reportedOffsetS: 10_800, agrees: true, guess: null });
    expect(workstation.requests.at(-1)).toMatchObject({ zone: { standardOffsetS: 7200, daylight: 'eu' } });
    const other = await running.api('POST', '/data_analysis/broker-zone', { zone: '+02:00' });
    expect(other.json).toMatchObject({ zone: '+02:00', agrees: false });
    const none = await running.api('POST', '/data_analysis/broker-zone', { zone: null });
    expect(none.json).toMatchObject({ zone: null, agrees: null });
  });

  it.each(['Europe/Athens', '+15:00', '+2', ''])('is not "%s"', async (zone) => {
    const answer = await running.api('POST', '/data_analysis/broker-zone', { zone });
    expectProblem(answer, 400, 'WEB_BAD_REQUEST');
  });
});

describe('bars and ticks', () => {
  it('come ascending with exactly the columns of the page of commands', async () => {
    fill();
    const seconds = await running.api('GET', '/bars?symbol=EURUSD&timeframe=M5&from=300&to=900');
    expect((seconds.json as { items: { time: number }[] }).items.map(({ time }) => time)).toEqual([300_000, 600_000]);
    const later = await running.api('GET', '/bars?symbol=EURUSD&timeframe=M5&from=1400000000000');
    expect(later.json).toEqual({ items: [], next: null });
    const bars = await running.api(
      'GET', '/bars?symbol=EURUSD&timeframe=M5&from=1970-01-01T00:05:00Z&to=1970-01-01T03:10:00+03:00',
    );
    expect(bars.json).toEqual({
      items: [{
        time: 300_000, brokerTime: null, open: 1.1, high: 1.2, low: 1, close: 1.1, tickVolume: 10, realVolume: 0, spread: 12,
        source: 'tick',
      }],
      next: null,
    });
    const ticks = await running.api('GET', '/ticks?symbol=EURUSD&limit=1');
    expect(ticks.json).toEqual({ items: [{ time: 1, bid: 1.1, ask: 1.2, last: 0, volume: 0, flags: 6 }], next: '1' });
  });

  it('of an account that never came are a problem, and not nothing', async () => {
    fill();
    for (const path of ['/bars?symbol=EURUSD&timeframe=H4&account=nope', '/ticks?symbol=GBPUSD&account=nope@Nowhere']) {
      expectProblem(await running.api('GET', path), 404, 'WEB_ACCOUNT_UNKNOWN');
    }
    expect((await running.api('GET', '/bars?symbol=EURUSD&timeframe=H4&account=import')).json)
      .toEqual({ items: [], next: null });
  });

  it('are found under the market\'s name where the broker has another for it', async () => {
    fill();
    const { workstation } = running;
    workstation.brokerNames.set('CABLE', 'EURUSD');
    const bars = await running.api('GET', '/bars?symbol=CABLE&timeframe=M5&from=300&to=900');
    expect((bars.json as { items: { time: number }[] }).items.map(({ time }) => time)).toEqual([300_000, 600_000]);
    const ticks = await running.api('GET', '/ticks?symbol=CABLE&limit=1');
    expect((ticks.json as { items: unknown[] }).items).toHaveLength(1);
    // What was imported under the very name stands where the broker has nothing.
    workstation.closedBars.set('CABLE:D1', [makeBar(86_400_000)]);
    const imported = await running.api('GET', '/bars?symbol=CABLE&timeframe=D1');
    expect((imported.json as { items: unknown[] }).items).toHaveLength(1);
    expectProblem(await running.api('GET', '/bars?symbol=WORD&timeframe=D1'), 404, 'WEB_SYMBOL_UNKNOWN');
  });

  it('page through everything once, whatever the limit', async () => {
    const { workstation } = running;
    workstation.closedBars.set('EURUSD:M1', Array.from({ length: 23 }, (_, index) => makeBar(index * 60_000)));
    workstation.forming.set('EURUSD:M1', makeBar(23 * 60_000, 1.15));
    for (const limit of [1, 4, 8, 23, 24]) {
      const times: number[] = [];
      let cursor = '';
      do {
        const { json } = await running.api(
          'GET', `/bars?symbol=EURUSD&timeframe=M1&forming=true&limit=${limit}${cursor}`,
        );
        const page = json as { items: { time: number }[]; next: string | null };
        expect(page.items.length).toBeLessThanOrEqual(limit);
        times.push(...page.items.map(({ time }) => time));
        cursor = page.next === null ? '' : `&cursor=${page.next}`;
      } while (cursor !== '');
      expect(times).toEqual(Array.from({ length: 24 }, (_, index) => index * 60_000));
    }
  });

  it('leave the forming bar out unless asked for', async () => {
    fill();
    running.workstation.forming.set('EURUSD:M5', makeBar(900_000));
    const without = await running.api('GET', '/bars?symbol=EURUSD&timeframe=M5');
    expect((without.json as { items: unknown[] }).items).toHaveLength(3);
    const within = await running.api('GET', '/bars?symbol=EURUSD&timeframe=M5&forming=true');
    expect((within.json as { items: unknown[] }).items).toHaveLength(4);
    const outside = await running.api('GET', '/bars?symbol=EURUSD&timeframe=M5&forming=true&to=900');
    expect((outside.json as { items: unknown[] }).items).toHaveLength(3);
  });

  it('refuse an unknown symbol, timeframe, time, limit and cursor by name', async () => {
    fill();
    expectProblem(await running.api('GET', '/bars?symbol=NOPE&timeframe=M5'), 404, 'WEB_SYMBOL_UNKNOWN');
    const good = 'symbol=EURUSD&timeframe=M5';
    for (const query of [
      'symbol=EURUSD', 'timeframe=M5', 'symbol=EURUSD&timeframe=M2', 'symbol[a]=EURUSD&timeframe=M5',
      `${good}&from=soon`, `${good}&limit=0`, `${good}&limit=10001`, `${good}&limit=1e3`,
    ]) {
      const answer = await running.api('GET', `/bars?${query}`);
      expectProblem(answer, 400, 'WEB_BAD_REQUEST');
      expect((answer.json as { issues: unknown[] }).issues.length).toBeGreaterThan(0);
    }
    expectProblem(await running.api('GET', '/bars?symbol=EURUSD&timeframe=M5&cursor=zzz'), 400, 'WEB_CURSOR_BAD');
    expectProblem(await running.api('GET', '/ticks?symbol=EURUSD&cursor=zzz'), 400, 'WEB_CURSOR_BAD');
  });
});

describe('lists', () => {
  it('give the newest first, each once, even while new ones come in between', async () => {
    const { workstation } = running;
    for (let n = 1; n <= 7; n += 1) workstation.signals.set(`S${n}`, makeSignal(`S${n}`));
    const seen: string[] = [];
    let path = '/signals?limit=3';
    for (;;) {
      const page = (await running.api('GET', path)).json as { items: { id: string }[]; next: string | null };
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      path = `/signals?limit=3&cursor=${page.next}`;
      workstation.signals.set(`N${seen.length}`, makeSignal(`N${seen.length}`));
    }
    expect(seen).toEqual(['S7', 'S6', 'S5', 'S4', 'S3', 'S2', 'S1']);
    expectProblem(await running.api('GET', '/signals?cursor=Z29uZQ'), 400, 'WEB_CURSOR_BAD');
  });

  it('filter by state, symbol and time', async () => {
    fill();
    running.workstation.signals.set('S3', { ...makeSignal('S3'), symbol: 'GBPUSD', createdMs: 5_000 });
    const ids = async (query: string): Promise<string[]> =>
      ((await running.api('GET', `/signals?${query}`)).json as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(await ids('state=pending')).toEqual(['S3', 'S1']);
    expect(await ids('symbol=GBPUSD')).toEqual(['S3']);
    expect(await ids('to=6')).toEqual(['S3']);
    expect(await ids('from=6')).toEqual(['S2', 'S1']);
  });

  it('name symbols in order', async () => {
    for (const symbol of ['XAUUSD', 'AUDUSD']) running.workstation.instruments.set(symbol, makeInstrument(symbol));
    const { json } = await running.api('GET', '/symbols?limit=2');
    const page = json as { items: { symbol: string }[]; next: string };
    expect(page.items.map(({ symbol }) => symbol)).toEqual(['AUDUSD', 'EURUSD']);
    const rest = await running.api('GET', `/symbols?limit=2&cursor=${page.next}`);
    expect((rest.json as typeof page).items.map(({ symbol }) => symbol)).toEqual(['XAUUSD']);
  });

  it('show orders that are not ours without a client order id, in UTC', async () => {
    fill();
    const { items } = (await running.api('GET', '/orders')).json as { items: Record<string, unknown>[] };
    expect(items.find(({ id }) => id === '77')).toMatchObject({
      cid: null, state: 'working', volume: 0.3, filledVolume: 0.2, createdMs: 1_400_000_000_000,
    });
    const positions = (await running.api('GET', '/positions')).json as { items: Record<string, unknown>[] };
    expect(positions.items[0]).toMatchObject({ id: '9', openMs: 1_400_000_000_000 });
  });
});

describe('writes', () => {
  it('reach the workstation with who asked, the key and what was asked', async () => {
    fill();
    await running.api('POST', '/signals/S1/modify', { volume: 0.02 }, { 'idempotency-key': 'k-1' });
    await running.api(
      'POST', '/orders', { symbol: 'EURUSD', side: 'sell', volume: 0.1, type: 'limit', price: 1.2, sl: 1.3 },
    );
    await running.api('POST', '/positions/9/close');
    await running.api('POST', '/orders/7/modify', { price: 1.19, tp: null, expiry: '2030-01-01T00:00:00Z' });
    await running.api('POST', '/orders/7/cancel', undefined, { 'idempotency-key': 'k-2' });
    await running.api('POST', '/positions/9/modify', { sl: 1.09 });
    await running.api('POST', '/positions/9/close-by', { by: '10' });
    await running.api('POST', '/positions/9/adopt');
    await running.api('POST', '/account/unlock', { login: 1, server: 'Demo', word: 'REAL' });
    await running.api('POST', '/account/lock');
    await running.api('POST', '/kill-switch', { flatten: true });
    expect(running.workstation.requests).toEqual([
      {
        signalId: 'S1', answer: 'approve', by: 'api', key: 'k-1', reason: null, volume: 0.02, stop: null, target: null,
      },
      {
        by: 'api', key: null, symbol: 'EURUSD', side: 'sell', volume: 0.1, type: 'limit', price: 1.2, sl: 1.3, tp: null,
        approve: false, stopLimit: null, expiryMs: null, checkOnly: false,
      },
      { by: 'api', key: null, positionId: '9', volume: null },
      {
        by: 'api', key: null, kind: 'OrderModifyRequested', orderId: '7', price: 1.19, tp: null,
        expiryMs: Date.UTC(2030, 0, 1),
      },
      { by: 'api', key: 'k-2', kind: 'OrderCancelRequested', orderId: '7' },
      { by: 'api', key: null, kind: 'PositionModifyRequested', positionId: '9', sl: 1.09 },
      { by: 'api', key: null, kind: 'CloseByRequested', positionId: '9', byPositionId: '10' },
      { by: 'api', positionId: '9' },
      { by: 'api', login: '1', server: 'Demo' },
      { by: 'api' },
      { by: 'api', flatten: true },
    ]);
  });

  it('refuse a second answer to the same card', async () => {
    fill();
    expect((await running.api('POST', '/signals/S1/approve')).status).toBe(200);
    expectProblem(await running.api('POST', '/signals/S1/approve'), 409, 'APPROVAL_ALREADY_DECIDED');
    expectProblem(await running.api('POST', '/signals/none/approve'), 404, 'APPROVAL_UNKNOWN_SIGNAL');
  });

  it('take the signal of the path, whatever id the body names', async () => {
    fill();
    running.workstation.signals.set('S3', makeSignal('S3'));
    const { json } = await running.api('POST', '/signals/S1/reject', { id: 'S3' });
    expect(json).toMatchObject({ id: 'S1', state: 'rejected' });
  });

  it('refuse what does not fit before anything happens', async () => {
    const good = { symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market' };
    const bad = [
      undefined, [], 'text', { ...good, volume: -1 }, { ...good, volume: '0.1' }, { ...good, side: 'long' },
      { ...good, stopLoss: 1 }, { ...good, type: 'iceberg' }, { ...good, sl: 0 }, { ...good, approve: 'yes' },
    ];
    for (const body of bad) {
      expectProblem(await running.api('POST', '/orders', body), 400, 'WEB_BAD_REQUEST');
    }
    for (const word of ['real', '', undefined]) {
      const body = { login: 1, server: 'Demo', word };
      expectProblem(await running.api('POST', '/account/unlock', body), 400, 'WEB_BAD_REQUEST');
    }
    expectProblem(await running.api('POST', '/positions/9/close-by', {}), 400, 'WEB_BAD_REQUEST');
    expectProblem(await running.api('POST', '/orders/7/modify', { price: null }), 400, 'WEB_BAD_REQUEST');
    expect(running.workstation.requests).toEqual([]);
  });

  it.each(Object.keys(CODES) as Code[])('answer %s with the status of its kind', async (code) => {
    running.workstation.refusal = { code, text: `because of ${code}` };
    const answer = await running.api(
      'POST', '/orders', { symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market', approve: true },
    );
    expectProblem(answer, statusOfCode(code), code);
    expect(answer.json).toMatchObject({
      detail: `because of ${code}`, title: CODES[code].text, remedy: CODES[code].remedy,
    });
  });

  it('map kinds of refusals to the statuses that callers rely on', () => {
    expect(Object.fromEntries((['WEB_BAD_REQUEST', 'WEB_UNAUTHORIZED', 'WEB_FORBIDDEN_HOST', 'APPROVAL_UNKNOWN_SIGNAL',
      'APPROVAL_ALREADY_DECIDED', 'WEB_KEY_REUSED', 'APPROVAL_EXPIRED', 'RISK_DAILY_LOSS', 'RISK_LINK_DOWN',
      'JOURNAL_DISK_FULL', 'HOST_ENGINE_FAILED'] as const).map((code) => [code, statusOfCode(code)]))).toEqual({
      WEB_BAD_REQUEST: 400, WEB_UNAUTHORIZED: 401, WEB_FORBIDDEN_HOST: 403, APPROVAL_UNKNOWN_SIGNAL: 404,
      APPROVAL_ALREADY_DECIDED: 409, WEB_KEY_REUSED: 409, APPROVAL_EXPIRED: 410, RISK_DAILY_LOSS: 422,
      RISK_LINK_DOWN: 503, JOURNAL_DISK_FULL: 503, HOST_ENGINE_FAILED: 503,
    });
  });
});

describe('indicators', () => {
  const ask = (query: string) => running.api('GET', `/indicators/series?symbol=EURUSD&timeframe=M1&${query}`);

  beforeEach(() => {
    running.workstation.closedBars.set(
      'EURUSD:M1', Array.from({ length: 23 }, (_, index) => makeBar(index * 60_000, 1 + ((index * 7) % 5) / 10)),
    );
  });

  it('gives the registry as the command line lists it', async () => {
    const { json } = await running.api('GET', '/indicators');
    expect(json).toEqual({ items: JSON.parse(JSON.stringify(listIndicators())) as unknown, next: null });
  });

  it('gives values page by page, each bar once, null where a study is not ready, and keeps nothing', async () => {
    const rows: { time: number; values: (number | null)[] }[] = [];
    for (let next: string | null = ''; next !== null;) {
      const answer: Answered = await ask(`calc=SMA:3,BBANDS:4&limit=10${next === '' ? '' : `&cursor=${next}`}`);
      const page = answer.json as { columns: string[]; items: typeof rows; next: string | null };
      expect(page.columns).toEqual(['SMA:3', 'BBANDS:4_upperband', 'BBANDS:4_middleband', 'BBANDS:4_lowerband']);
      rows.push(...page.items);
      next = page.next;
    }
    const closes = running.workstation.closedBars.get('EURUSD:M1')?.map(({ close }) => close) ?? [];
    expect(rows.map(({ time }) => time)).toEqual(Array.from({ length: 23 }, (_, index) => index * 60_000));
    rows.forEach(({ values }, i) => {
      const mean = i < 2 ? null : ((closes[i] ?? 0) + (closes[i - 1] ?? 0) + (closes[i - 2] ?? 0)) / 3;
      if (mean === null) expect(values[0]).toBeNull();
      else expect(values[0]).toBeCloseTo(mean, 12);
    });
    expect((await running.api('GET', '/indicators/active')).json).toEqual({ items: [], next: null });
    expect(running.workstation.streams.active()).toEqual([]);
  });

  it('takes `from` inclusive and `to` exclusive', async () => {
    const { json } = await ask('calc=SMA:3&from=1970-01-01T00:01:00Z&to=1970-01-01T00:03:00Z');
    expect((json as { items: { time: number }[] }).items.map(({ time }) => time)).toEqual([60_000, 120_000]);
  });

  it('refuses unknown names, parameters that do not fit, and symbols without data', async () => {
    expectProblem(await ask('calc=NOPE'), 400, 'INDICATORS_NAME_UNKNOWN');
    expectProblem(await ask('calc=SMA:0'), 400, 'INDICATORS_PARAM_BAD');
    expectProblem(
      await running.api('GET', '/indicators/series?symbol=NONE&timeframe=M1&calc=SMA'), 404, 'WEB_SYMBOL_UNKNOWN',
    );
  });
});

describe('setting up a terminal', () => {
  const install = '/mt5-setup/terminals/aa11/install';

  it('takes no path and no unknown field, only the id of a terminal that was found', async () => {
    expectProblem(await running.api('POST', install, { dataDir: '/etc' }), 400, 'WEB_BAD_REQUEST');
    expectProblem(
      await running.api('POST', '/mt5-setup/terminals/..%2F..%2Fetc/install', {}), 404, 'SETUP_TERMINAL_UNKNOWN',
    );
    expectProblem(await running.api('POST', '/mt5-setup/terminals/bb/compile'), 404, 'SETUP_TERMINAL_UNKNOWN');
  });

  it('wants the token, and gives none out', async () => {
    expectProblem(await running.raw('POST', `/api/v1${install}`), 401, 'WEB_UNAUTHORIZED');
    for (const path of ['/mt5-setup', '/mt5-setup/status']) {
      expect((await running.api('GET', path)).text).not.toContain(running.workstation.status().pairingToken);
    }
  });

  it('does not replace a newer Expert Advisor unasked', async () => {
    running.setup.terminal = { ...running.setup.terminal, ea: { state: 'newer', version: '9.0' } };
    expectProblem(await running.api('POST', install, {}), 409, 'SETUP_NEWER_THERE');
    expect((await running.api('POST', install, { replaceNewer: true })).status).toBe(200);
  });

  it('lists dead letters of one code or sender, and refuses a filter that is none', async () => {
    const letter = { reason: '', time: 1, raw: '' };
    running.workstation.letters = [
      { id: '3', code: 'E_RANGE', source: 'mt5 1@B', ...letter }, { id: '2', code: 'E_PROTO', source: 'mt5 1@B', ...letter },
      { id: '1', code: 'E_PROTO', source: 'mt5', ...letter },
    ];
    const ids = async (query: string): Promise<unknown> => (
      (await running.api('GET', `/data_analysis/dead-letters${query}`)).json as { items: { id: string }[] }
    ).items.map(({ id }) => id);
    expect(await ids('')).toEqual(['3', '2', '1']);
    expect(await ids('?code=E_PROTO')).toEqual(['2', '1']);
    expect(await ids('?code=E_PROTO&source=mt5%201%40B')).toEqual(['2']);
    expectProblem(await running.api('GET', '/data_analysis/dead-letters?code='), 400, 'WEB_BAD_REQUEST');
  });

  it('counts the fourteen data types in the plan\'s order, received = accepted + dead', async () => {
    running.workstation.dataCounts.take({
      kind: 'Quarantined', wire: null, code: 'E_RANGE', reason: '', source: '', raw: '', of: 'book',
    }, 5);
    const { items } = (await running.api('GET', '/data_analysis/data-types')).json as { items: Record<string, unknown>[] };
    expect(items).toHaveLength(16);
    expect(items[3]).toEqual({
      number: 4, dataType: 'flow', lane: 'market', stores: ['clickhouse'], received: 1, accepted: 0, dead: 1, rows: 0,
      lastMs: null,
    });
    expect(items.slice(14).map(({ dataType, number }) => [dataType, number])).toEqual([['link', null], ['unknown', null]]);
  });

  it('tells the door\'s events newest first, with the symptom', async () => {
    const at = { what: 'closed', account: null, connection: 1 } as const;
    running.setup.events.push({ ...at, timeMs: 1, why: 'auth' }, { ...at, timeMs: 2, why: 'host' });
    running.setup.symptom = { kind: 'wrong-token', account: null, sinceMs: 1, whyNot: null, replacedMs: null };
    const { json } = await running.api('GET', '/mt5-setup/status');
    expect(json).toMatchObject({ symptom: { kind: 'wrong-token' }, door: [{ why: 'host' }, { why: 'auth' }] });
  });
});

describe('an idempotency key', () => {
  const order = { symbol: 'EURUSD', side: 'buy', volume: 0.1, type: 'market', approve: true };

  it('gives the same answer to the same request, sent once', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = await Promise.all([
      running.api('POST', '/orders', order, headers), running.api('POST', '/orders', order, headers),
    ]);
    const turned = await running.api('POST', '/orders', Object.fromEntries(Object.entries(order).reverse()), headers);
    expect(first.text).toBe(second.text);
    expect(turned.text).toBe(first.text);
    expect(turned.headers['idempotency-replayed']).toBe('true');
    expect(running.workstation.requests).toHaveLength(1);
  });

  it('is refused for another body or another path', async () => {
    fill();
    const headers = { 'idempotency-key': 'once' };
    await running.api('POST', '/orders', order, headers);
    expectProblem(await running.api('POST', '/orders', { ...order, volume: 0.2 }, headers), 409, 'WEB_KEY_REUSED');
    expectProblem(await running.api('POST', '/signals/S1/approve', undefined, headers), 409, 'WEB_KEY_REUSED');
    expect(running.workstation.requests).toHaveLength(1);
  });

  it('replays refusals too, and must be visible ASCII of at most 200 characters', async () => {
    running.workstation.refusal = { code: 'RISK_DAILY_LOSS', text: 'reached' };
    const headers = { 'idempotency-key': 'refused' };
    expectProblem(await running.api('POST', '/orders', order, headers), 422, 'RISK_DAILY_LOSS');
    expectProblem(await running.api('POST', '/orders', order, headers), 422, 'RISK_DAILY_LOSS');
    expectProblem(await running.api('POST', '/orders', order, { 'idempotency-key': 'a b' }), 400, 'WEB_KEY_INVALID');
    expectProblem(
      await running.api('POST', '/orders', order, { 'idempotency-key': 'x'.repeat(201) }), 400, 'WEB_KEY_INVALID',
    );
    expect(running.workstation.requests).toHaveLength(1);
  });
});

describe('bad requests', () => {
  it('to unknown paths and with wrong methods say what is there', async () => {
    expectProblem(await running.api('GET', '/nothing'), 404, 'WEB_NOT_FOUND');
    expectProblem(await running.api('GET', ''), 404, 'WEB_NOT_FOUND');
    expectProblem(await running.api('GET', '/window/open'), 404, 'WEB_NOT_FOUND');
    const wrong = await running.api('DELETE', '/orders');
    expectProblem(wrong, 405, 'WEB_METHOD_WRONG');
    expect(wrong.headers.allow).toBe('GET, POST');
    expectProblem(await running.api('POST', '/openapi.json'), 405, 'WEB_METHOD_WRONG');
    expect((await running.api('HEAD', '/health')).status).toBe(200);
  });

  it('that are not JSON, not UTF-8, too large or hold a number without end are named', async () => {
    const headers = { authorization: 'Bearer api-token-of-this-test' };
    expectProblem(await running.raw('POST', '/api/v1/orders', headers, '{"symbol":'), 400, 'WEB_BAD_REQUEST');
    const huge = await running.raw(
      'POST', '/api/v1/orders', headers, '{"symbol":"EURUSD","side":"buy","volume":0.1,"sl":1.09,"tp":1e999}',
    );
    expectProblem(huge, 400, 'WEB_BAD_REQUEST');
    expect(huge.text).toContain('tp: the number is too large');
    expect(running.workstation.requests).toEqual([]);
    expectProblem(await running.api('POST', '/orders', { symbol: 'x'.repeat(1_048_577) }), 413, 'WEB_TOO_LARGE');
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    expectProblem(await running.raw('POST', '/api/v1/orders', chunked, '"'.repeat(1_048_577)), 413, 'WEB_TOO_LARGE');
    expect((await running.api('GET', '/health')).status).toBe(200);
  });

  it('that are no HTTP get a problem and a closed connection', async () => {
    expect(await running.bytes('hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [^]*WEB_BAD_REQUEST/);
    const large = `GET / HTTP/1.1\r\nhost: 127.0.0.1:${running.server.port}\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`;
    expect(await running.bytes(large)).toMatch(/^HTTP\/1.1 413 [^]*WEB_TOO_LARGE/);
    expect(
      await running.bytes('GET http://evil/ HTTP/1.1\r\nhost: evil\r\nconnection: close\r\n\r\n'),
    ).toMatch(/^HTTP\/1.1 400 /);
  });

  it('a defect inside becomes WEB_INTERNAL, tells nothing, and is logged', async () => {
    running.workstation.defect = new Error('a secret path /home/x');
    const answer = await running.api('GET', '/status');
    expectProblem(answer, 500, 'WEB_INTERNAL');
    expect(answer.text).not.toContain('secret path');
    expect(running.logged).toContain(running.workstation.defect);
  });

  it('the account before any terminal came is unknown', async () => {
    running.workstation.account = null;
    expectProblem(await running.api('GET', '/account'), 503, 'RISK_ACCOUNT_UNKNOWN');
    expect((await running.api('GET', '/health')).json).toMatchObject({ status: 'ok', linkUp: false });
  });
});

it('the contract has no REST path twice', () => {
  const names = REST_ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
});
