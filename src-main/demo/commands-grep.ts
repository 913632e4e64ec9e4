import { contents, splitLines } from './commands-input';
import { parseOptions } from './commands-options';
import type { Command } from './shell-types';

const grep: Command = async (call) => {
  const { values, operands, unknown } = parseOptions(call.arguments, 'cniFEbvqHhoe:sa', {
    count: 'c',
    'ignore-case': 'i',
    'line-number': 'n',
    'fixed-strings': 'F',
    'byte-offset': 'b',
    'line-buffered': 's',
    text: 'a',
  });
  const source = values.get('e') ?? operands.shift();
  if (source === undefined || unknown !== undefined) {
    await call.error('Usage: grep [OPTION]... PATTERNS [FILE]...\n');
    return 2;
  }
  // Bytes are compared: the pattern is in the machine's encoding, as its terminal sends it.
  const text = call.machine.codec.bytes(source).toString('latin1');
  let matcher: RegExp;
  try {
    const escaped = values.has('F') ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text;
    matcher = new RegExp(escaped, values.has('i') ? 'i' : '');
  } catch {
    await call.error(`grep: Invalid regular expression\n`);
    return 2;
  }
  let status = 1;
  let failed = false;
  const named = values.has('H') || (operands.length > 1 && !values.has('h'));
  for await (const { name, blocks } of contents(call, operands, () => (failed = true))) {
    const prefix = named ? `${name}:` : '';
    let count = 0;
    let number = 0;
    let offset = 0;
    let rest: Buffer = Buffer.alloc(0);
    const look = async (line: Buffer): Promise<void> => {
      number += 1;
      const isMatch = matcher.test(line.toString('latin1').replace(/\n$/, ''));
      if (isMatch !== values.has('v')) {
        count += 1;
        const place = `${values.has('n') ? `${number}:` : ''}${values.has('b') ? `${offset}:` : ''}`;
        if (values.has('o') && !values.has('c') && !values.has('q')) {
          const all = new RegExp(matcher.source, `${matcher.flags}g`);
          for (const [found] of line.toString('latin1').matchAll(all))
            if (found !== '') await call.out(Buffer.from(`${prefix}${place}${found}\n`, 'latin1'));
        } else if (!values.has('c') && !values.has('q')) {
          await call.out(Buffer.concat([Buffer.from(prefix + place), line]));
          if (line.at(-1) !== 0x0a) await call.out('\n');
        }
      }
      offset += line.length;
    };
    for await (const block of blocks) {
      const lines = splitLines(Buffer.concat([rest, block]));
      rest = lines.at(-1)?.at(-1) === 0x0a ? Buffer.alloc(0) : (lines.pop() ?? Buffer.alloc(0));
      for (const line of lines) await look(line);
    }
    if (rest.length > 0) await look(rest);
    if (values.has('c')) await call.out(`${prefix}${count}\n`);
    if (count > 0) status = 0;
  }
  return failed ? 2 : status;
};

/** `grep` and its two old names. */
export const searchCommands: Record<string, Command> = { grep, egrep: grep, fgrep: grep };
