// What `sextant doctor` looks at. A check that is not ok says what to do; what is only absent (a desktop binary, a
// browser for the tests) is ok and said.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { access, constants, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { formatBrokerZone } from '#core/model';
import { confirmedZone } from './broker-zone.ts';
import { askControl, readServeRecord } from './control.ts';
import { packageDir } from './version.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
  readonly remedy: string;
}

export interface CheckOptions {
  readonly dataDir: string;
  readonly port: number;
}

const NODE_MIN = [22, 14] as const;
const FREE_BYTES_MIN = 1_000_000_000;

/** Runs all checks, in the order in which they matter. */
export async function runChecks(options: CheckOptions): Promise<readonly Check[]> {
  const running = await findRunning(options.dataDir);
  return [
    checkNode(process.versions.node), await checkSqlite(), await checkDataDir(options.dataDir),
    await checkSpace(options.dataDir), checkRunning(options.dataDir, running),
    await checkPort(options.port, running?.port ?? null),
    checkSecrets(options.dataDir), await checkBrokerZone(options.dataDir), checkWindow(), checkElectron(),
    checkBrowser(),
  ];
}

function good(name: string, text: string): Check {
  return { name, ok: true, text, remedy: '' };
}

function bad(name: string, text: string, remedy: string): Check {
  return { name, ok: false, text, remedy };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Is `version` (as in process.versions) new enough? */
function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return isNew ? good('node', `Node ${version}.`)
    : bad('node', `Node ${version} is too old.`, 'Run "npm ci" in the project: it brings the pinned Node.');
}

async function checkSqlite(): Promise<Check> {
  try {
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(':memory:');
    const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
    db.close();
    return good('sqlite', `SQLite ${version} opens.`);
  } catch (error) {
    return bad('sqlite', `SQLite does not load (${reasonOf(error)}).`, 'Run "npm ci" again.');
  }
}

async function checkDataDir(dataDir: string): Promise<Check> {
  const probe = join(dataDir, `.doctor-${String(process.pid)}`);
  try {
    if (!existsSync(dataDir)) {
      const parent = nearestExisting(dataDir);
      await access(parent, constants.W_OK);
      if (!statSync(parent).isDirectory()) throw Object.assign(new Error(parent), { code: 'ENOTDIR' });
      return good('data-dir', `${dataDir} does not exist yet and can be made.`);
    }
    await mkdir(probe);
    await writeFile(join(probe, 'file'), 'x');
    return good('data-dir', `${dataDir} can be written.`);
  } catch (error) {
    return bad('data-dir', `${dataDir} cannot be written (${reasonOf(error)}).`,
      'Give this user write permission, or choose another --data-dir.');
  } finally {
    await rm(probe, { recursive: true, force: true }).catch(() => undefined);
  }
}

function nearestExisting(path: string): string {
  let at = path;
  while (!existsSync(at)) {
    const parent = join(at, '..');
    if (parent === at) return at;
    at = parent;
  }
  return at;
}

async function checkSpace(dataDir: string): Promise<Check> {
  try {
    const { bavail, bsize } = await statfs(nearestExisting(dataDir));
    const free = bavail * bsize;
    const text = `${(free / 1e9).toFixed(1)} GB are free.`;
    return free >= FREE_BYTES_MIN ? good('disk-space', text)
      : bad('disk-space', text, 'Free some space: when the disk is full, nothing can be stored and trading stops.');
  } catch (error) {
    return bad('disk-space', `The free space is not known (${reasonOf(error)}).`, 'Check the disk of the data folder.');
  }
}

interface Running {
  readonly pid: number;
  readonly port: number;
}

async function findRunning(dataDir: string): Promise<Running | null> {
  const record = readServeRecord(dataDir);
  if (record === null) return null;
  return await askControl(record, 'who') === 'answered' ? { pid: record.pid, port: record.port } : null;
}

function checkRunning(dataDir: string, running: Running | null): Check {
  return good('running', running === null ? `Nothing runs on ${dataDir}.`
    : `Process ${String(running.pid)} serves it on port ${String(running.port)}.`);
}

async function checkPort(port: number, ownPort: number | null): Promise<Check> {
  if (port === ownPort) return good('port', `Port ${String(port)} is served by this data folder.`);
  const reason = await new Promise<string | null>((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => { done(error.code ?? error.message); });
    server.listen(port, '127.0.0.1', () => { server.close(() => { done(null); }); });
  });
  return reason === null ? good('port', `Port ${String(port)} is free.`)
    : bad(
      'port', `Port ${String(port)} cannot be used (${reason}).`, 'Choose another with --port, or 0 for any free one.',
    );
}

function checkSecrets(dataDir: string): Check {
  const path = join(dataDir, 'secrets.json');
  if (!existsSync(path)) return good('pairing', 'There is no pairing token yet; the first start makes one.');
  const isOpen = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  return isOpen ? bad('pairing', `${path} can be read by others.`, `Run "chmod 600 ${path}".`)
    : good('pairing', 'The pairing token is there and private.');
}

async function checkBrokerZone(dataDir: string): Promise<Check> {
  try {
    const zone = await confirmedZone(dataDir);
    return good('broker-zone', zone === null
      ? 'The clock of the broker\'s server is not confirmed; "sextant import … --tz broker" finds it from a file.'
      : `The broker's server is on ${formatBrokerZone(zone)}.`);
  } catch (error) {
    return bad('broker-zone', `The journal cannot be asked for the broker's zone (${reasonOf(error)}).`,
      'See "sextant replay --verify".');
  }
}

function checkWindow(): Check {
  return existsSync(join(packageDir, 'out', 'renderer', 'index.html')) ? good('window', 'The window is built.')
    : bad('window', 'The window is not built.', 'Run "npm run build:renderer" (npm start does it).');
}

function checkElectron(): Check {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageDir, 'node_modules', 'electron', 'dist');
  const name = { win32: 'electron.exe', darwin: 'Electron.app' }[process.platform as string] ?? 'electron';
  return good('desktop', existsSync(join(dist, name)) ? 'Electron is installed: npm start opens a desktop window.'
    : 'Electron\'s binary is not installed: npm start opens the browser. "npx install-electron" gets it.');
}

const BROWSERS = [
  'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome.exe',
];

function checkBrowser(): Check {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths = folders.flatMap((folder) => BROWSERS.map((name) => join(folder, name)));
  const found = paths.find((path) => existsSync(path));
  const cache = process.env['PLAYWRIGHT_BROWSERS_PATH'];
  const cached = cache !== undefined && existsSync(cache) ? readdirSync(cache) : [];
  const own = cached.find((name) => name.startsWith('chromium-'));
  if (found !== undefined) return good('browser', `${found} is there.`);
  return good('browser', own !== undefined ? `Playwright's ${own} is there.`
    : 'No Chromium was found: the window opens in any browser, and npm test gets one for its tests.');
}
