// A report file from disk: HTML or XLSX, plain or gzip.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fail, type Result } from '#core/base';
import { decodeText } from './decode-text.ts';
import { readHtmlRows } from './html-rows.ts';
import { readMtReport, type MtReport } from './mt-report.ts';
import { readXlsxRows } from './xlsx-rows.ts';

const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** Fails with IMPORT_FILE_UNREADABLE, or as `readMtReport` does. */
export function readReportFile(path: string): Result<MtReport> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = gunzipSync(bytes, { maxOutputLength: FILE_BYTES_MAX });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail('IMPORT_FILE_UNREADABLE', `${path} cannot be read (${reason}).`);
  }
  const rows = bytes.toString('latin1', 0, 2) === 'PK' ? readXlsxRows(bytes) : readHtmlRows(decodeText(bytes));
  if (rows === null) return fail('IMPORT_FORMAT_UNKNOWN', `${path} is an archive without a sheet of Excel's in it.`);
  const report = readMtReport(rows);
  return report.ok ? report : fail(report.error.code, `${path}: ${report.error.text}`);
}
