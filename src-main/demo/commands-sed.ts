import { parseOptions } from './commands-options';
import { linesOf, print } from './commands-text';
import type { Command } from './shell-types';

interface SedCommand {
  from?: string;
  to?: string;
  negated: boolean;
  act: string;
  pattern?: RegExp;
  replacement?: string;
  everywhere?: boolean;
  prints?: boolean;
}

/** Basic regular expressions have groups and `+ ?` behind a backslash, extended ones without. */
function expression(source: string, extended: boolean, flags = ''): RegExp {
  const text = extended
    ? source
    : source.replace(/\\?[+?(){}|]/g, (found) =>
        found.startsWith('\\') ? found.slice(1) : `\\${found}`,
      );
  return new RegExp(text, flags);
}

function parseSed(script: string, extended: boolean): SedCommand[] | undefined {
  const found: SedCommand[] = [];
  let rest = script.trim();
  while (rest !== '') {
    const address = String.raw`(\d+|\$|\/(?:[^/\\]|\\.)*\/)`;
    const head = new RegExp(`^(?:${address}(?:,${address})?)?\\s*(!?)\\s*([spdq=])`).exec(rest);
    if (head === null) return undefined;
    const [all, from, to, not, act = ''] = head;
    rest = rest.slice(all.length);
    const command: SedCommand = {
      negated: not === '!',
      act,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    if (act === 's') {
      const mark = rest[0]?.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') ?? '/';
      const body = new RegExp(
        `^${mark}((?:[^\\\\]|\\\\.)*?)${mark}((?:[^\\\\]|\\\\.)*?)${mark}([gipI]*)`,
        's',
      ).exec(rest);
      if (body === null) return undefined;
      const [whole, pattern = '', replacement = '', flags = ''] = body;
      rest = rest.slice(whole.length);
      command.pattern = expression(pattern, extended, /i/i.test(flags) ? 'gi' : 'g');
      command.replacement = replacement;
      command.everywhere = flags.includes('g');
      command.prints = flags.includes('p');
    }
    found.push(command);
    const next = /^\s*(?:[;\n]\s*|$)/.exec(rest);
    if (next === null) return undefined;
    rest = rest.slice(next[0].length);
  }
  return found;
}

function substitute(line: string, { pattern, replacement = '', everywhere }: SedCommand): string {
  if (pattern === undefined) return line;
  let done = false;
  return line.replace(pattern, (...found: unknown[]) => {
    const whole = String(found[0]);
    if (done && !everywhere) return whole;
    done = true;
    return replacement.replace(/\\(.)|&/gs, (mark, letter: string | undefined) => {
      if (letter === undefined) return mark === '&' ? whole : mark;
      const group = /\d/.test(letter) ? found[Number(letter)] : undefined;
      if (/\d/.test(letter)) return typeof group === 'string' ? group : '';
      return { n: '\n', t: '\t' }[letter] ?? letter;
    });
  });
}

/** `sed` with `s`, `p`, `d`, `q`, `=`, addresses by number, `$` and pattern, `-n`, `-E`. */
const sed: Command = async (call) => {
  const { values, operands, unknown } = parseOptions(call.arguments, 'nErse:');
  const script = values.get('e') ?? operands.shift() ?? '';
  const extended = values.has('E') || values.has('r');
  const program = unknown === undefined ? parseSed(script, extended) : undefined;
  if (program === undefined) {
    await call.error(`sed: ${unknown ?? `'${script}'`} is not simulated in the demo plant\n`);
    return 127;
  }
  const lines = await linesOf(call, operands);
  const inRange = program.map(() => false);
  const isAt = (address: string, line: string, number: number): boolean =>
    address === '$'
      ? number === lines.length
      : address.startsWith('/')
        ? expression(address.slice(1, -1), extended).test(line)
        : Number(address) === number;
  const applies = (command: SedCommand, index: number, line: string, number: number): boolean => {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return isAt(from, line, number);
    if (!inRange[index] && !isAt(from, line, number)) return false;
    const ends = /^\d/.test(to)
      ? number >= Number(to)
      : Boolean(inRange[index]) && isAt(to, line, number);
    inRange[index] = !ends;
    return true;
  };
  for (const [index, original] of lines.entries()) {
    let line = original;
    let isDeleted = false;
    let isLast = false;
    const extra: string[] = [];
    for (const [at, command] of program.entries()) {
      if (applies(command, at, line, index + 1) === command.negated) continue;
      if (command.act === 's') {
        const changed = substitute(line, command);
        if (command.prints && changed !== line) extra.push(changed);
        line = changed;
      } else if (command.act === 'p') extra.push(line);
      else if (command.act === '=') extra.push(String(index + 1));
      else if (command.act === 'q') isLast = true;
      else isDeleted = true;
      if (isDeleted || isLast) break;
    }
    const own = isDeleted || values.has('n') ? [] : [line];
    await print(call, [...extra, ...own]);
    if (isLast) break;
  }
  return 0;
};

/** `sed`. */
export const editCommands: Record<string, Command> = { sed };
