import { contents, gather, splitLines } from './commands-input';
import { parseOptions } from './commands-options';
import { normalisePath } from './files';
import type { Command, CommandCall } from './shell-types';
import { VisitorFiles } from './visitor-files';

/** Lines of files or of the input as text, without their ends. */
export async function linesOf(call: CommandCall, names: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const { blocks } of contents(call, names, () => undefined))
    for (const line of splitLines(await gather(blocks)))
      lines.push(call.machine.codec.text(line).replace(/\n$/, ''));
  return lines;
}

/** Prints lines; resolves with 0, the exit status of commands that do no more. */
export async function print(call: CommandCall, lines: readonly string[]): Promise<number> {
  if (lines.length > 0) await call.out(`${lines.join('\n')}\n`);
  return 0;
}

const sort: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'nrut:k:h', { reverse: 'r' });
  const lines = await linesOf(call, operands);
  const separator = values.get('t') ?? /\s+/;
  const field = Number(/^\d+/.exec(values.get('k') ?? '')?.[0] ?? 0);
  const byNumber = values.has('n') || values.has('h') || /n/.test(values.get('k') ?? '');
  const key = (line: string): string =>
    field === 0 ? line : (line.trim().split(separator)[field - 1] ?? '');
  lines.sort((left, right) =>
    byNumber
      ? (parseFloat(key(left)) || 0) - (parseFloat(key(right)) || 0)
      : key(left) < key(right)
        ? -1
        : Number(key(left) > key(right)),
  );
  if (values.has('r') || /r/.test(values.get('k') ?? '')) lines.reverse();
  return print(call, values.has('u') ? [...new Set(lines)] : lines);
};

const uniq: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'cd');
  const groups: { line: string; count: number }[] = [];
  for (const line of await linesOf(call, operands)) {
    const last = groups.at(-1);
    if (last?.line === line) last.count += 1;
    else groups.push({ line, count: 1 });
  }
  const kept = groups.filter(({ count }) => !values.has('d') || count > 1);
  return print(
    call,
    kept.map(({ line, count }) =>
      values.has('c') ? `${String(count).padStart(7)} ${line}` : line,
    ),
  );
};

/** Fields or characters of `2`, `1,3`, `2-`, `-3`, `2-4`. */
function isChosen(list: string, position: number): boolean {
  return list.split(',').some((range) => {
    const [from = '', to = from] = range.includes('-') ? range.split('-') : [range];
    return position >= Number(from || 1) && position <= Number(to || Number.MAX_SAFE_INTEGER);
  });
}

const cut: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'd:f:c:b:s');
  const separator = values.get('d') ?? '\t';
  // Characters stand for bytes, too: none of them is cut in two.
  const places = values.get('c') ?? values.get('b');
  const list = values.get('f') ?? places ?? '1-';
  const lines = (await linesOf(call, operands)).flatMap((line) => {
    const parts = places === undefined ? line.split(separator) : [...line];
    if (places === undefined && parts.length === 1) return values.has('s') ? [] : [line];
    return [
      parts
        .filter((_, index) => isChosen(list, index + 1))
        .join(places === undefined ? separator : ''),
    ];
  });
  return print(call, lines);
};

/** The characters of a set of `tr`: ranges, escapes, and the classes people use. */
function charactersOf(set: string): string[] {
  const spelled = set
    .replace('[:upper:]', 'A-Z')
    .replace('[:lower:]', 'a-z')
    .replace('[:digit:]', '0-9')
    .replace('[:space:]', ' \\t\\n')
    .replace(
      /\\([nt0\\])/g,
      (_, letter: string) => ({ n: '\n', t: '\t', '0': '\0' })[letter] ?? '\\',
    );
  return spelled
    .replace(/(.)-(.)/g, (_, from: string, to: string) => {
      const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
      return Array.from({ length: Math.max(0, last - first + 1) }, (_each, at) =>
        String.fromCharCode(first + at),
      ).join('');
    })
    .split('');
}

const tr: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'dsc');
  const [from = [], to = []] = operands.map(charactersOf);
  const text = call.machine.codec.text(await gather(call.input));
  let last = '';
  const changed = Array.from(text, (character) => {
    const at = from.indexOf(character);
    if (values.has('d')) return at >= 0 ? '' : character;
    const put = at < 0 || to.length === 0 ? character : (to[at] ?? to.at(-1) ?? character);
    const squeezed = values.has('s') && at >= 0 && put === last;
    last = put;
    return squeezed ? '' : put;
  });
  await call.out(changed.join(''));
  return 0;
};

const tee: Command = async (call) => {
  const { values, operands } = parseOptions(call.arguments, 'a');
  const visitor = new VisitorFiles(call.machine.files, call.user);
  const files = operands.map((name) =>
    visitor.writable(normalisePath(name, call.directory), {
      create: true,
      truncate: !values.has('a'),
      exclusive: false,
    }),
  );
  for await (const block of call.input) {
    for (const file of files) visitor.write(file, file.size, block);
    await call.out(block);
  }
  return 0;
};

const seq: Command = (call) => {
  const numbers = call.arguments.map(Number);
  const [from = 1, step = 1, to = 1] =
    numbers.length === 1
      ? [1, 1, numbers[0]]
      : numbers.length === 2
        ? [numbers[0], 1, numbers[1]]
        : numbers;
  const count = Math.min(100_000, Math.max(0, Math.floor((to - from) / step) + 1) || 0);
  return print(
    call,
    Array.from({ length: count }, (_, index) => String(from + index * step)),
  );
};

const rev: Command = async (call) =>
  print(
    call,
    (await linesOf(call, call.arguments)).map((line) => [...line].reverse().join('')),
  );

/** Commands that change text on its way. */
export const textCommands: Record<string, Command> = { sort, uniq, cut, tr, tee, seq, rev };
