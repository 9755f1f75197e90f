// A process for the crash and lock tests: node append-until-killed.ts DATA_DIR. Appends batches of three made events
// for as long as it lives and writes every committed seq to stdout, a line each; a refusal is written as its code.

import { writeSync } from 'node:fs';
import { openJournal } from './index.ts';
import { makeEvents } from './made-events.ts';

const BATCH = 3;
// Few enough that a killed run leaves a short log, many enough that commits hold several batches.
const AHEAD_MAX = 60;

const journal = await openJournal({ dataDir: process.argv[2] ?? '' });
if (journal.ok) {
  const { value } = journal;
  const appendOn = (): void => {
    while (value.headSeq - value.committedSeq < AHEAD_MAX) {
      value.append(makeEvents(value.headSeq + 1, value.headSeq + BATCH));
    }
  };
  value.onCommitted((seq) => {
    writeSync(1, `${String(seq)}\n`);
    appendOn();
  });
  appendOn();
} else {
  writeSync(1, `${journal.error.code}\n`);
}
