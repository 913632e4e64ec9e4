/** The two parsers of foreign SQL, as WebAssembly of some megabytes. */
export interface ParserLibraries {
  postgres(): Promise<typeof import('libpg-query')>;
  others(): Promise<typeof import('@guanmingchiu/sqlparser-ts')>;
}

let libraries: ParserLibraries | null = null;

/** Tells, before anything is judged, how the parsers are loaded: not in the same way in a thread. */
export function useLibraries(loaders: ParserLibraries): void {
  libraries = loaders;
}

export function parserLibraries(): ParserLibraries {
  if (!libraries) throw new Error('nobody told how the parsers are loaded');
  return libraries;
}
