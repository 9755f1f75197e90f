// Where commands go once their event is committed. Answers never come back through this port: they enter as events.

import type { TradeCommand } from '#core/model';

export interface Venue {
  /**
   * Hands a committed command to the terminal of `account`. A command for a link that is down is dropped: it is asked
   * about after the next snapshot.
   */
  send(account: string, command: TradeCommand): void;
}
