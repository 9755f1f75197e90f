// Finds a worker's entry: the source beside a source file, the chunk of the same name beside a bundled file.

/**
 * Address of the worker `name` (without ending) for a caller at `callerUrl` (its import.meta.url). From sources the
 * worker stands at `folder/name.ts` relative to the caller; in a bundle every worker is `<last part of name>.js`.
 */
export function workerUrl(callerUrl: string, name: string): URL {
  if (callerUrl.endsWith('.ts')) return new URL(`${name}.ts`, callerUrl);
  const chunk = name.slice(name.lastIndexOf('/') + 1);
  return new URL(`./${chunk}.js`, callerUrl);
}
