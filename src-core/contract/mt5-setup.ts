// "Connect MT5": terminals of this machine, the Expert Advisor's way into one, and how the connection stands. A
// terminal is named by the id that this workstation gave it; no path is taken from a caller, no token is given out.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { commonErrors, setupErrors } from './errors.ts';
import { whyNotSchema } from './resources.ts';

const timeMs = z.number().describe('host clock, epoch ms UTC');

export const foundTerminalSchema = z.object({
  id: z.string(),
  broker: z.string().describe('as the terminal or its folder names it'),
  server: z.string().nullable().describe('trade server used last'),
  login: z.string().nullable(),
  build: z.number().int().nullable(),
  dataDir: z.string(),
  installDir: z.string().nullable().describe('null where it is not known or gone'),
  isPortable: z.boolean(),
  hasEditor: z.boolean().describe('its metaeditor64.exe was found'),
  ea: z.object({
    state: z.enum(['absent', 'same', 'older', 'newer', 'changed']).describe('against the one that comes with Sextant'),
    version: z.string().nullable(),
  }),
  compiled: z.enum(['none', 'old', 'fresh']),
  isPaired: z.boolean().describe('its pairing file leads here'),
}).meta({ title: 'FoundTerminal' });

const setupPictureSchema = z.object({
  platform: z.enum(['windows', 'other']),
  package: z.object({
    folder: z.string().describe('where the Expert Advisor\'s files lie on this machine'),
    version: z.string().nullable(),
    files: z.array(z.object({ name: z.string(), bytes: z.number().int() })),
  }).nullable().describe('null where they did not come with this Sextant'),
  terminals: z.array(foundTerminalSchema),
  searched: z.array(z.string()),
  unreadable: z.array(z.object({ path: z.string(), reason: z.string() })),
});

const installReportSchema = z.object({
  terminal: foundTerminalSchema,
  written: z.array(z.string()),
  unchanged: z.array(z.string()),
  kept: z.array(z.object({ name: z.string(), keptAs: z.string() })).describe('the trader\'s own changes, kept as .bak'),
  removed: z.array(z.string()),
});

const compileReportSchema = z.object({
  terminal: foundTerminalSchema,
  isCompiled: z.boolean(),
  errors: z.number().int(),
  warnings: z.number().int(),
  problems: z.array(z.object({
    severity: z.enum(['error', 'warning']),
    file: z.string().nullable(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
    code: z.string().nullable(),
    text: z.string(),
  })).describe('the first 64, errors first'),
  elapsedMs: z.number(),
});

const symptomKind = z.enum([
  'ready', 'arriving', 'terminal-offline', 'algo-off', 'not-demo', 'unconfirmed', 'other-account', 'read-only',
  'nothing-seen', 'greeting', 'storage',
  'refused-host', 'refused-origin', 'refused-subprotocol', 'refused-full',
  'no-hello', 'wrong-token', 'wrong-version', 'bad-frames', 'replaced', 'went-silent', 'link-lost',
]);

const setupStatusSchema = z.object({
  serverMs: timeMs,
  symptom: z.object({
    kind: symptomKind,
    account: z.string().nullable().describe('login@server of the terminal it is about'),
    sinceMs: timeMs.nullable(),
    whyNot: whyNotSchema.nullable(),
    replacedMs: timeMs.nullable().describe('when a newer session last took an older one\'s place'),
  }),
  door: z.array(z.object({
    timeMs,
    connection: z.number().int().nullable().describe('its number since the start; null for a refused one'),
    what: z.enum(['refused', 'opened', 'proven', 'closed']),
    why: z.string().nullable(),
    account: z.string().nullable(),
  })).describe('what happened at /ws/mt5 lately, newest first'),
});

const id = z.string().min(1).max(64);
const call = oc.errors(commonErrors);
const setup = call.errors(setupErrors);

export const setupContract = {
  mt5Setup: {
    find: call.route({
      method: 'GET', path: '/mt5-setup', tags: ['setup'],
      summary: 'Terminals of this machine, and the Expert Advisor that would go into them',
    }).output(setupPictureSchema),
    status: call.route({
      method: 'GET', path: '/mt5-setup/status', tags: ['setup'],
      summary: 'How the connection of the trader\'s terminal stands, with the likeliest reason where it does not',
    }).output(setupStatusSchema),
    install: setup.route({
      method: 'POST', path: '/mt5-setup/terminals/{id}/install', tags: ['setup'],
      summary: 'Copy the Expert Advisor into a terminal and pair it',
    })
      .input(z.strictObject({ id, replaceNewer: z.boolean().default(false) })).output(installReportSchema),
    compile: setup.route({
      method: 'POST', path: '/mt5-setup/terminals/{id}/compile', tags: ['setup'],
      summary: 'Compile it with the terminal\'s own MetaEditor',
    })
      .input(z.strictObject({ id })).output(compileReportSchema),
  },
};

export type FoundTerminalResource = z.infer<typeof foundTerminalSchema>;
export type SetupPictureResource = z.infer<typeof setupPictureSchema>;
export type InstallReportResource = z.infer<typeof installReportSchema>;
export type CompileReportResource = z.infer<typeof compileReportSchema>;
export type SetupStatusResource = z.infer<typeof setupStatusSchema>;
