// The market store's thread: stores what it is sent, a transaction a message, and answers questions in between.

import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import { diskError } from '#main/disk';
import { openMarketFile } from './market-file.ts';
import { compareBars, queryTimes } from './bar-checks.ts';
import { MarketWriter, queryBars, queryLetters, querySymbols, queryTicks } from './market-tables.ts';
import {
  rowsOf, type Answer, type FromStore, type Put, type Question, type StoreData, type ToStore,
} from './store-messages.ts';

function answer(db: Database.Database, writer: MarketWriter, question: Question): Answer {
  switch (question.type) {
    case 'bars':
      writer.freshen(question.range.symbol, question.feeds);
      return queryBars(db, question.range, question.feeds);
    case 'ticks': return queryTicks(db, question.range, question.after, question.feeds);
    case 'times':
      writer.freshen(question.span.symbol, [question.feed]);
      return queryTimes(db, question.span, question.feed);
    case 'compare':
      writer.freshen(question.span.symbol, [question.feed]);
      return compareBars(db, question.span, question.feed, question.limit);
    case 'symbols': return querySymbols(db);
    case 'letters': return queryLetters(db, question);
  }
}

function run(port: MessagePort, data: StoreData): void {
  const say = (message: FromStore): void => { port.postMessage(message); };
  let db: Database.Database;
  let writer: MarketWriter;
  try {
    db = openMarketFile(data.folder, data.headSeq);
    writer = new MarketWriter(db);
  } catch (error) {
    say({ type: 'refused', error: diskError(error) });
    return;
  }
  let hasFault = false;
  const store = (puts: readonly Put[]): void => {
    if (hasFault) return;
    try {
      writer.store(puts);
      const rows = puts.reduce((sum, put) => sum + rowsOf(put), 0);
      say({ type: 'stored', cursorSeq: writer.cursorSeq, puts: puts.length, rows });
    } catch (error) {
      hasFault = true;
      say({ type: 'fault', error: diskError(error) });
    }
  };
  // Bars of an import are made before the folder is left; where that fails they are made when they are asked for.
  const freshenAll = (): void => {
    if (hasFault) return;
    try {
      writer.freshen();
    } catch (error) {
      say({ type: 'fault', error: diskError(error) });
    }
  };
  port.on('message', (message: ToStore) => {
    if (message.type === 'put') {
      store(message.puts);
    } else if (message.type === 'ask') {
      try {
        say({ type: 'answer', id: message.id, answer: answer(db, writer, message.question) });
      } catch (error) {
        say({ type: 'unanswered', id: message.id, error: diskError(error) });
      }
    } else {
      freshenAll();
      db.close();
      port.close();
    }
  });
  say({ type: 'opened', cursorSeq: writer.cursorSeq });
}

if (parentPort !== null) run(parentPort, workerData as StoreData);
