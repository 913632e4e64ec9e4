import { shellQuote } from '../../ssh/index';

/** A path as one shell word; a leading `~/` is the home folder there. */
export function quotePath(path: string): string {
  return path.startsWith('~/') ? `"$HOME"/${shellQuote(path.slice(2))}` : shellQuote(path);
}

/** Whether a path names several files. */
export function isGlob(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * A pattern as one shell word: `*`, `?` and simple `[a-z]` sets stay alive, all else is
 * quoted, so that a path cannot become a command.
 */
export function quoteGlob(pattern: string): string {
  const home = pattern.startsWith('~/');
  const parts = (home ? pattern.slice(2) : pattern).split(/([*?]|\[[\w.^!-]+\])/);
  const word = parts
    .map((part, index) => (index % 2 === 1 ? part : part === '' ? '' : shellQuote(part)))
    .join('');
  return home ? `"$HOME"/${word}` : word;
}
