// `sextant import --format mt-report`: reads what MetaTrader's testers and statements report, and says whether it adds
// up. Nothing is stored: a report is evidence to lay beside a run, not market data.

import { readReportFile, type MtReport } from '#main/reports';
import { describeFailure, EXIT_DONE, EXIT_FAILED, note, printJson, printLine } from './output.ts';

/** Prints `{"report":…}` for one file and `{"reports":[…]}` for several; the exit code. */
export function importReports(files: readonly string[], isJson: boolean): number {
  const documents: object[] = [];
  let hasFailed = false;
  for (const path of files) {
    const read = readReportFile(path);
    if (!read.ok) {
      hasFailed = true;
      note(describeFailure(read.error));
      documents.push({ path, error: read.error });
      continue;
    }
    documents.push(files.length > 1 ? { path, ...toDocument(read.value) } : toDocument(read.value));
    (isJson ? note : printLine)(describe(path, read.value));
  }
  if (isJson) printJson(files.length > 1 ? { reports: documents } : oneDocument(documents[0] ?? {}));
  return hasFailed ? EXIT_FAILED : EXIT_DONE;
}

function oneDocument(document: object): object {
  return 'error' in document ? { error: document.error } : { report: document };
}

function toDocument({ kind, header, sums, deals, trades }: MtReport): object {
  return { kind, header, sums, deals: deals.length, trades };
}

function describe(path: string, { header, sums, deals, trades }: MtReport): string {
  const claimed = Number(header['netProfit']);
  const verdict = Math.abs(claimed - sums.net) < 0.005 ? 'as its header says' : `its header says ${claimed.toFixed(2)}`;
  return `${path}: ${deals.length} deals, ${trades} closed trades, net ${sums.net.toFixed(2)}, ${verdict}`;
}
