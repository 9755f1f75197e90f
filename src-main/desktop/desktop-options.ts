// The desktop application's command line: the options of `npm start`, read leniently, because the operating system
// and Electron put words of their own on it.

import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '#core/base';

const MODES = ['minimal', 'full-ai', 'production'] as const;

export interface DesktopOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly mode: (typeof MODES)[number];
  readonly isDemo: boolean;
}

const DEFAULT_PORT = 8766;

/** `args` without the program and the application's path. Fails with HOST_USAGE. */
export function readDesktopOptions(
  args: readonly string[], env: Readonly<Record<string, string | undefined>>, defaultDataDir: string,
): Result<DesktopOptions> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'port': { type: 'string' }, 'data-dir': { type: 'string' }, 'mode': { type: 'string' },
      'no-demo': { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  });
  const port = typeof values.port === 'string' ? Number(values.port) : DEFAULT_PORT;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail('HOST_USAGE', `--port wants a number from 0 to 65535, not "${String(values.port)}".`);
  }
  const asked = typeof values.mode === 'string' ? values.mode : env['SEXTANT_MODE'] ?? 'full-ai';
  const mode = MODES.find((name) => name === asked);
  if (mode === undefined) return fail('HOST_USAGE', `--mode wants ${MODES.join(', ')}, not "${asked}".`);
  const dataDir = values['data-dir'];
  return ok({
    port, mode, dataDir: typeof dataDir === 'string' && dataDir !== '' ? dataDir : defaultDataDir,
    isDemo: values['no-demo'] !== true,
  });
}
