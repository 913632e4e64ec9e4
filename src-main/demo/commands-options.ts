/** Short options with their values, and the operands left over. */
export interface ParsedOptions {
  values: Map<string, string>;
  operands: string[];
  /** The first option that is not known, as typed. */
  unknown?: string;
}

/**
 * Reads options as getopt does: grouped letters, values attached or following, `--name`,
 * `--name=value`, `--`. `spec` lists letters, each followed by `:` when it takes a value;
 * `long` maps long names to letters. `-5` is read as `-n 5` when `n` takes a value.
 */
export function parseOptions(
  words: string[],
  spec: string,
  long: Record<string, string> = {},
): ParsedOptions {
  const values = new Map<string, string>();
  const operands: string[] = [];
  let unknown: string | undefined;
  const takesValue = (letter: string): boolean => spec[spec.indexOf(letter) + 1] === ':';
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      operands.push(...words.slice(index + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = word.slice(2, equals < 0 ? undefined : equals);
      const letter = long[name];
      if (letter === undefined) unknown ??= word;
      else if (equals >= 0) values.set(letter, word.slice(equals + 1));
      else values.set(letter, takesValue(letter) ? (words[++index] ?? '') : '');
    } else if (/^-\d+$/.test(word) && spec.includes('n:')) {
      values.set('n', word.slice(1));
    } else if (/^\+\d+$/.test(word) && spec.includes('f')) {
      values.set('n', word);
    } else if (word.startsWith('-') && word.length > 1) {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] ?? '';
        if (letter === ':' || !spec.includes(letter)) {
          unknown ??= `-${letter}`;
        } else if (takesValue(letter)) {
          values.set(letter, word.slice(at + 1) || (words[++index] ?? ''));
          break;
        } else {
          values.set(letter, '');
        }
      }
    } else {
      operands.push(word);
    }
  }
  return { values, operands, ...(unknown === undefined ? {} : { unknown }) };
}

/** Reads `10`, `4K`, `1M` as a number of bytes or lines, or undefined. */
export function parseCount(text: string): number | undefined {
  const match = /^(\d+)([kKmM]?)B?$/.exec(text);
  if (match === null) return undefined;
  const unit = { '': 1, K: 1024, M: 1024 * 1024 }[(match[2] ?? '').toUpperCase()] ?? 1;
  return Number(match[1]) * unit;
}
