import type { Dialect } from '../../../contract/dialects';
import type { Token } from '../guard/lexer';
import { reservedWords } from './vocabulary';

/** What a name token names: quotes and doubled quotes taken away. */
export function nameOf({ kind, text }: Token): string {
  if (kind !== 'name') return text;
  const close = text.startsWith('[') ? ']' : text.charAt(0);
  const ended = text.length > 1 && text.endsWith(close);
  return text.slice(1, ended ? -1 : undefined).replaceAll(close + close, close);
}

/** Names that need no quotes, as each dialect folds and reads them. */
const plain: Readonly<Record<Dialect, RegExp>> = {
  postgresql: /^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/,
  mysql: /^(?!\d+$)[A-Za-z0-9_$\u0080-\uffff]+$/,
  oracle: /^[A-Z][A-Z0-9_$#]*$/,
  hana: /^[A-Z_][A-Z0-9_$#]*$/,
  sqlserver: /^[\p{L}_#][\p{L}\p{N}_$#@]*$/u,
  sqlite: /^[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*$/,
};

const quotes: Readonly<Record<Dialect, readonly [string, string]>> = {
  postgresql: ['"', '"'],
  mysql: ['`', '`'],
  oracle: ['"', '"'],
  hana: ['"', '"'],
  sqlserver: ['[', ']'],
  sqlite: ['"', '"'],
};

/**
 * A name as a statement writes it: in quotes where it needs them.
 *
 * @param lower writes names that the server folds to upper case in lower case, as somebody types them
 */
export function quoteName(dialect: Dialect, name: string, lower = false): string {
  if (plain[dialect].test(name) && !reservedWords(dialect).has(name.toUpperCase())) {
    const folds = dialect === 'oracle' || dialect === 'hana';
    return folds && lower ? name.toLowerCase() : name;
  }
  const [open, close] = quotes[dialect];
  return open + name.replaceAll(close, close + close) + close;
}
