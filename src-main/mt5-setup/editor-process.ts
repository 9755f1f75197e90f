// MetaEditor as a process of ours: started without a shell, waited for, and ended when it takes too long.

import { spawn, type ChildProcess } from 'node:child_process';
import type { EditorCall, EditorEnd } from './machine.ts';

/**
 * Its arguments. On Windows they go verbatim with the quotes inside, as MetaEditor wants them; a Windows path can hold
 * no quote.
 */
export function editorArguments(call: EditorCall, isWindows: boolean): readonly string[] {
  const quote = (path: string): string => (isWindows ? `"${path}"` : path);
  return [
    ...(call.isPortable ? ['/portable'] : []),
    `/compile:${quote(call.source)}`, `/include:${quote(call.include)}`, `/log:${quote(call.log)}`,
  ];
}

export function runEditor(call: EditorCall): Promise<EditorEnd> {
  const isWindows = process.platform === 'win32';
  return new Promise((done) => {
    let child: ChildProcess;
    try {
      child = spawn(call.editor, editorArguments(call, isWindows), {
        stdio: 'ignore', shell: false, windowsHide: true, windowsVerbatimArguments: isWindows,
      });
    } catch (error) {
      done({ kind: 'not-started', reason: error instanceof Error ? error.message : String(error) });
      return;
    }
    let isOverdue = false;
    const patience = setTimeout(() => {
      isOverdue = true;
      child.kill();
    }, call.waitMsMax);
    child.once('error', (error) => {
      clearTimeout(patience);
      done({ kind: 'not-started', reason: error.message });
    });
    child.once('exit', () => {
      clearTimeout(patience);
      done({ kind: isOverdue ? 'overdue' : 'ended' });
    });
  });
}
