// The snapshot after every `welcome` and on request, in the order in which it is sent.

import type { Broker } from '#core/broker-model';
import { accountBody, dealBody, orderBody, positionBody, positionsHash, symbolBody } from './bodies.ts';

export interface SnapshotFrame {
  readonly type: string;
  readonly body: object;
  readonly isReliable: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * Everything between and including `snapshot.begin` and `snapshot.end`; deals and finished orders from an hour before
 * `dealFromMsc` (broker ms), and the calendar's body where there is news.
 */
export function snapshotFrames(
  broker: Broker, dealFromMsc: number, calendar: object | null,
): readonly SnapshotFrame[] {
  const positions = broker.positions();
  const orders = broker.orders();
  const deals = broker.deals().filter((deal) => deal.brokerMs >= dealFromMsc - HOUR_MS);
  const finished = broker.closedOrders().filter((order) => order.brokerMs >= dealFromMsc - HOUR_MS);
  const reliable = (type: string, body: object): SnapshotFrame => ({ type, body, isReliable: true });
  const counts = { positions: positions.length, orders: orders.length, deals: deals.length };
  return [
    reliable('snapshot.begin', {}),
    { type: 'account', body: accountBody(broker.account()), isReliable: false },
    ...broker.instruments().map((one) => reliable('symbol', symbolBody(one))),
    ...positions.map((one) => reliable('position', positionBody('open', one))),
    ...orders.map((one) => reliable('order', orderBody('add', one, broker.offsetS))),
    ...finished.map((one) => reliable('order', orderBody('remove', one, broker.offsetS))),
    ...deals.map((one) => reliable('deal', dealBody(one))),
    ...(calendar === null ? [] : [reliable('calendar', calendar)]),
    reliable('snapshot.end', { hash: positionsHash(positions), counts }),
  ];
}
