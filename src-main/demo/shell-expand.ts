import { evaluateArithmetic } from './shell-arithmetic';
import { cutPattern, isPattern, literalPattern } from './shell-patterns';
import { ShellSyntaxError, type Script, type VariablePart, type Word } from './shell-tree';

/** What a word's expansion needs of the shell it stands in. */
export interface Surroundings {
  /** Undefined where the variable is not set. */
  value: (name: string) => string | undefined;
  assign: (name: string, value: string) => void;
  positional: () => readonly string[];
  /** The output of commands, without line ends at its end. */
  substitute: (script: Script) => Promise<string>;
  /** Paths that match, sorted. */
  matches: (pattern: string) => string[];
}

/** Text grows by substitution only so far; a loop must not fill the memory. */
export const LONGEST_VALUE = 4 * 1024 * 1024;

interface Field {
  text: string;
  pattern: string;
}

/** What a word stands for: none, one or several fields, split and matched with file names. */
export async function expandFields(word: Word, around: Surroundings): Promise<string[]> {
  const fields: Field[] = [];
  let current: Field | undefined;
  const add = (text: string, quoted: boolean): void => {
    current ??= { text: '', pattern: '' };
    current.text += text;
    current.pattern += quoted ? literalPattern(text) : text;
    if (current.text.length > LONGEST_VALUE) throw new ShellSyntaxError('value too long');
  };
  const cut = (): void => {
    if (current !== undefined) fields.push(current);
    current = undefined;
  };
  for (const [index, part] of word.entries()) {
    if (part.kind === 'text') {
      const home = index === 0 && !part.quoted ? homeOf(part.text, word, around) : undefined;
      if (home !== undefined) add(home, true);
      add(home === undefined ? part.text : part.text.slice(1), part.quoted);
    } else if (part.kind === 'variable' && part.name === '@' && part.operator === undefined) {
      for (const [at, value] of around.positional().entries()) {
        if (at > 0) cut();
        if (part.quoted || value !== '') add(value, part.quoted);
      }
    } else {
      const value = await expandPart(part, around);
      if (part.quoted) add(value, true);
      else splitValue(value, around.value('IFS') ?? ' \t\n', add, cut);
    }
  }
  cut();
  return fields.flatMap(({ text, pattern }) => {
    if (!isPattern(pattern)) return [text];
    const found = around.matches(pattern);
    return found.length > 0 ? found : [text];
  });
}

/** What a word stands for as one text, neither split nor matched. */
export async function expandText(word: Word, around: Surroundings): Promise<string> {
  let text = '';
  for (const [index, part] of word.entries()) {
    const isFirst = index === 0 && part.kind === 'text' && !part.quoted;
    const home = isFirst ? homeOf(part.text, word, around) : undefined;
    if (home !== undefined) text += home + (part.kind === 'text' ? part.text.slice(1) : '');
    else text += await expandPart(part, around);
    if (text.length > LONGEST_VALUE) throw new ShellSyntaxError('value too long');
  }
  return text;
}

/** A word as a pattern: what is quoted stands for itself. */
export async function expandPattern(word: Word, around: Surroundings): Promise<string> {
  let pattern = '';
  for (const part of word) {
    const text = await expandPart(part, around);
    pattern += part.quoted ? literalPattern(text) : text;
  }
  return pattern;
}

function homeOf(text: string, word: Word, around: Surroundings): string | undefined {
  const isHome = text.startsWith('~/') || (text === '~' && word.length === 1);
  return isHome ? around.value('HOME') : undefined;
}

async function expandPart(part: Word[number], around: Surroundings): Promise<string> {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable':
      return expandVariable(part, around);
    case 'command':
      return around.substitute(part.script);
    case 'arithmetic': {
      const text = await expandText(part.word, around);
      return String(evaluateArithmetic(text, (name) => around.value(name) ?? ''));
    }
  }
}

async function expandVariable(part: VariablePart, around: Surroundings): Promise<string> {
  const { name, operator, argument = [] } = part;
  const isAll = name === '@' || name === '*';
  const found = isAll ? around.positional().join(' ') : around.value(name);
  const value = found ?? '';
  if (operator === undefined) return value;
  if (operator === 'length') return String([...value].length);
  if (/^[#%]/.test(operator))
    return cutPattern(value, operator, await expandPattern(argument, around));
  const isMissing = operator.startsWith(':') ? value === '' : found === undefined;
  switch (operator.at(-1)) {
    case '+':
      return isMissing ? '' : expandText(argument, around);
    case '-':
      return isMissing ? expandText(argument, around) : value;
    case '=': {
      if (!isMissing) return value;
      const given = await expandText(argument, around);
      around.assign(name, given);
      return given;
    }
    default: {
      if (!isMissing) return value;
      const message = await expandText(argument, around);
      throw new ShellSyntaxError(`${name}: ${message || 'parameter not set'}`);
    }
  }
}

/** Splits as XCU 2.6.5 says: blanks of IFS together are one end, every other one is an end. */
function splitValue(
  value: string,
  separators: string,
  add: (text: string, quoted: boolean) => void,
  cut: () => void,
): void {
  if (separators === '') {
    if (value !== '') add(value, false);
    return;
  }
  let plain = '';
  const flush = (): void => {
    if (plain !== '') add(plain, false);
    plain = '';
  };
  for (const character of value) {
    if (!separators.includes(character)) {
      plain += character;
      continue;
    }
    if (!/\s/.test(character) && plain === '') add('', false);
    flush();
    cut();
  }
  flush();
}
