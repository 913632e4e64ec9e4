import { createRequire } from 'node:module';
import type { RRegex } from 'rregex';

export type { RRegex };

let constructor: (new (pattern: string) => RRegex) | undefined;
let place: string | undefined;

/** Where the module lies, for a thread, whose script lies nowhere. */
export function rustRegexAt(path: string): void {
  place = path;
}

/**
 * Rust's regex, the one in ripgrep, as WASM. Loaded when the first expression is made: it takes
 * 20 ms that a start has not.
 *
 * @throws string or Error with the words of the regex crate
 */
export function compileRust(pattern: string): RRegex {
  if (!constructor) {
    const require = createRequire(place ?? import.meta.url);
    constructor = (require(place ?? 'rregex') as typeof import('rregex')).RRegex;
  }
  return new constructor(pattern);
}
