import { createRequire } from 'node:module';
import type { RRegex } from 'rregex';

export type { RRegex };

let constructor: (new (pattern: string) => RRegex) | undefined;

/**
 * Rust's regex, the one in ripgrep, as WASM. Loaded when the first expression is made: it takes
 * 20 ms that a start has not.
 *
 * @throws string or Error with the words of the regex crate
 */
export function compileRust(pattern: string): RRegex {
  if (!constructor) {
    const require = createRequire(import.meta.url);
    constructor = (require('rregex') as typeof import('rregex')).RRegex;
  }
  return new constructor(pattern);
}
