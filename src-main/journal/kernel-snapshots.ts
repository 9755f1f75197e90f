// Snapshots of the kernel beside the log: a shortcut for the start, never the truth. One is used only when its own
// checksum holds, it is the same engine's, and the log still has the very event it was made after.
//
// File: one line of JSON (seq, engineHash, chain, sha256 of the bytes), a line feed, the bytes.

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '#main/disk';
import { journalFolder } from './journal-file.ts';
import type { KernelSnapshot, LoadedSnapshot } from './journal-types.ts';

const KEPT = 2;
const NAME = /^kernel-(\d{16})\.snapshot$/;

interface SnapshotHead {
  readonly seq: number;
  readonly engineHash: string;
  readonly chain: string;
  readonly sha256: string;
}

function snapshotFolder(dataDir: string): string {
  return join(journalFolder(dataDir), 'snapshots');
}

/** Stores a snapshot made after the event with hash `chain`. Throws what the file system throws. */
export async function writeSnapshot(dataDir: string, snapshot: KernelSnapshot, chain: string): Promise<void> {
  const folder = snapshotFolder(dataDir);
  await mkdir(folder, { recursive: true });
  const { seq, engineHash, bytes } = snapshot;
  const head: SnapshotHead = { seq, engineHash, chain, sha256: sha256(bytes) };
  const file = join(folder, `kernel-${String(seq).padStart(16, '0')}.snapshot`);
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(head)}\n`);
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  const older = (await listSnapshots(folder)).slice(KEPT);
  for (const name of older) await rm(join(folder, name), { force: true });
}

/**
 * The newest snapshot of `engineHash` at or before `seqMax` that is sound. `chainAt` gives the log's hash at a seq,
 * null where the log has no such event.
 */
export async function readSnapshot(
  dataDir: string, engineHash: string, seqMax: number, chainAt: (seq: number) => string | null,
): Promise<LoadedSnapshot> {
  const folder = snapshotFolder(dataDir);
  const ignored: { file: string; reason: string }[] = [];
  for (const name of await listSnapshots(folder)) {
    const file = join(folder, name);
    const found = await parseSnapshot(file);
    if (typeof found === 'string') {
      ignored.push({ file, reason: found });
      continue;
    }
    const reason = misfit(found.head, engineHash, seqMax, chainAt);
    if (reason === null) return { snapshot: { seq: found.head.seq, engineHash, bytes: found.bytes }, ignored };
    ignored.push({ file, reason });
  }
  return { snapshot: null, ignored };
}

function misfit(
  head: SnapshotHead, engineHash: string, seqMax: number, chainAt: (seq: number) => string | null,
): string | null {
  if (head.engineHash !== engineHash) return 'another engine made it';
  if (head.seq > seqMax) return `it is of event ${String(head.seq)}, behind event ${String(seqMax)}`;
  return chainAt(head.seq) === head.chain ? null : `the journal has another event ${String(head.seq)}`;
}

// Newest first.
async function listSnapshots(folder: string): Promise<readonly string[]> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch {
    // No folder, no snapshot.
    return [];
  }
  return names.filter((name) => NAME.test(name)).sort().reverse();
}

/** The snapshot in `file`, or what is wrong with it. */
async function parseSnapshot(file: string): Promise<{ head: SnapshotHead; bytes: Uint8Array } | string> {
  try {
    const content = await readFile(file);
    const end = content.indexOf(10);
    const head = JSON.parse(content.subarray(0, Math.max(0, end)).toString('utf8')) as SnapshotHead;
    const bytes = new Uint8Array(content.subarray(end + 1));
    return sha256(bytes) === head.sha256 ? { head, bytes } : 'it is damaged: its checksum does not hold';
  } catch (error) {
    return `it is damaged: ${diskError(error).text}`;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
