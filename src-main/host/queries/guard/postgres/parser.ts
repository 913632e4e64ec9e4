import { setFlagsFromString } from 'node:v8';
import { parserLibraries } from '../libraries';
import type { Tree } from './tree';

/** Statements of a text, with the byte where each begins. */
export interface Parsed {
  statements: { tree: Tree; location: number }[];
}

/** The parser's words, and the code point (from 0) where it stopped. */
export interface ParseFailure {
  message: string;
  position: number | null;
  empty: boolean;
}

type Library = typeof import('libpg-query');

let library: Promise<Library> | null = null;

/** PostgreSQL's own grammar as WebAssembly (1 MB): loaded at the first statement, then kept. */
function load(): Promise<Library> {
  library ??= parserLibraries()
    .postgres()
    .then(async (module) => {
      await module.loadModule();
      compilePlainly(() => module.parseSync('SELECT 1'));
      return module;
    });
  return library;
}

/**
 * Lets V8 compile what a first call needs without ever optimizing it: the grammar is one function of
 * 100 kB, for which its optimizing compiler takes 600 MB of memory to make it hardly faster.
 */
function compilePlainly(firstCall: () => void): void {
  const flags = ['wasm-tier-up', 'wasm-dynamic-tiering'];
  for (const flag of flags) setFlagsFromString(`--no-${flag}`);
  try {
    firstCall();
  } finally {
    for (const flag of flags) setFlagsFromString(`--${flag}`);
  }
}

/** Parses with the grammar of PostgreSQL 18. Never throws: what cannot be parsed is a failure. */
export async function parse(text: string): Promise<Parsed | ParseFailure> {
  if (text.trim() === '') return { message: '', position: null, empty: true };
  const { parseSync, hasSqlDetails } = await load();
  try {
    const { stmts } = parseSync(text);
    return {
      statements: (stmts ?? []).map(({ stmt, stmt_location: location }) => ({
        tree: stmt as unknown as Tree,
        location: location ?? 0,
      })),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const details = hasSqlDetails(error) ? error.sqlDetails : undefined;
    const position = details?.cursorPosition;
    return {
      message,
      position: position === undefined || position < 0 ? null : position,
      empty: false,
    };
  }
}
