import { parserLibraries } from '../libraries';
import type { Dialect } from '../../../../contract/dialects';

/** A syntax tree as sqlparser writes it: structs, and enums as `"Variant"` or `{ Variant: … }`. */
export type Tree = unknown;

/** The parser's words, with line and column (from 1, in code points) where it names them. */
export interface ParseFailure {
  message: string;
  place: { line: number; column: number } | null;
}

type Library = typeof import('@guanmingchiu/sqlparser-ts');

/** HANA's SQL has no grammar of its own there; the general one comes nearest. */
const grammars = {
  mysql: 'mysql',
  oracle: 'oracle',
  sqlserver: 'mssql',
  hana: 'generic',
  sqlite: 'sqlite',
} as const satisfies Record<Exclude<Dialect, 'postgresql'>, string>;

/** Deeper nesting is refused; the parser's stack holds more. */
const depth = 120;

let library: Promise<Library> | null = null;

/** sqlparser as WebAssembly (3.5 MB): loaded at the first statement, then kept. */
function load(): Promise<Library> {
  library ??= parserLibraries()
    .others()
    .then(async (module) => {
      await module.init();
      return module;
    });
  return library;
}

/** Parses a text. Never throws: what cannot be parsed is a failure. */
export async function parse(
  dialect: Exclude<Dialect, 'postgresql'>,
  text: string,
): Promise<Tree[] | ParseFailure> {
  const { Parser, dialectFromString } = await load();
  const grammar = dialectFromString(grammars[dialect]);
  try {
    return new Parser(grammar).withRecursionLimit(depth).parse(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const place = /at Line: (\d+), Column: (\d+)/.exec(words);
    return {
      message: words.replace(/^sql parser error: /, '').replace(/ at Line: .*$/, ''),
      place: place ? { line: Number(place[1]), column: Number(place[2]) } : null,
    };
  }
}
