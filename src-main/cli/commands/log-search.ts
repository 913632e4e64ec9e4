import { InvalidArgumentError, type Command } from 'commander';
import type { ListedLines } from '../../host/index';
import { program as installed } from '../../kit/program';
import type { CliContext } from '../context';

interface SearchOptions {
  regex: string;
  ignoreCase?: boolean;
  count?: boolean;
}

interface ShowOptions {
  fromLine: number;
  count: number;
}

/** `log search`, `log show`. Lines are numbered from 1, as ripgrep and sed do. */
export function registerLogSearch(log: Command, context: CliContext): void {
  log
    .command('search <file>')
    .description('Lines of a log that match; .gz, .zst and .zip are read in place.')
    .requiredOption('--regex <expression>', 'in ripgrep’s default syntax, on decoded text')
    .option('--ignore-case', 'capital and small letters are the same')
    .option('--count', 'only how many lines, and how many records, match')
    .action((file: string, options: SearchOptions) => search(context, file, options));
  log
    .command('show <file>')
    .description('Lines of a log, decoded.')
    .option('--from-line <n>', 'the first line, from 1', wholeNumber(1), 1)
    .option('--count <m>', 'how many lines', wholeNumber(0), 100)
    .action((file: string, options: ShowOptions) => show(context, file, options));
}

async function search(context: CliContext, file: string, options: SearchOptions): Promise<void> {
  // Loaded here: other commands start faster without it.
  const { countInFile, Expression, loadFormats, searchFile } = await import('../../host/index');
  const { regex: text, ignoreCase = false } = options;
  const expression = Expression.of({ text, regex: true, ignoreCase });
  const path = context.path(file);
  const { stopped } = context;
  if (options.count) {
    const formats = await loadFormats(installed().resources);
    const counts = await countInFile(path, expression, formats, stopped);
    context.print(counts, `lines: ${counts.lines}, records: ${counts.records}`);
    return;
  }
  const form = context.json ? asDocuments : process.stdout.isTTY ? forTerminal : forPipe;
  for await (const lines of searchFile(path, expression, stopped)) await write(form(lines));
}

async function show(context: CliContext, file: string, options: ShowOptions): Promise<void> {
  const { showFile } = await import('../../host/index');
  const { json, stopped } = context;
  const harmful = process.stdout.isTTY && !json;
  const first = options.fromLine - 1;
  for await (const lines of showFile(context.path(file), first, options.count, stopped)) {
    const shown = lines.map(({ text }) => (json ? JSON.stringify(text) : text));
    await write(`${(harmful ? shown.map(harmless) : shown).join('\n')}\n`);
  }
}

/** Writes no faster than it is taken. */
async function write(piece: string | Buffer): Promise<void> {
  await new Promise<void>((written) => process.stdout.write(piece, () => written()));
}

/** Number, offset and text of lines, each character a byte of UTF-8: what is not looked at need not be decoded. */
function* partsOf({
  bytes,
}: ListedLines): Generator<[number: string, offset: string, text: string]> {
  for (const line of bytes.toString('latin1', 0, bytes.length - 1).split('\n')) {
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    yield [line.slice(0, first), line.slice(first + 1, second), line.slice(second + 1)];
  }
}

/** A document a line, for `--json`. */
function asDocuments(lines: ListedLines): Buffer {
  const end = lines.truncated ? ',"truncated":true}\n' : '}\n';
  let written = '';
  for (const [line, offset, text] of partsOf(lines))
    written += `{"line":${line},"byteOffset":${offset},"text":${JSON.stringify(text)}${end}`;
  return Buffer.from(written, 'latin1');
}

/** `number:text`, as ripgrep writes it. */
function forPipe(lines: ListedLines): Buffer {
  let written = '';
  for (const [line, , text] of partsOf(lines)) written += `${line}:${text}\n`;
  return Buffer.from(written, 'latin1');
}

/** The same without what a terminal would obey. */
function forTerminal(lines: ListedLines): string {
  return forPipe(lines).toString().split('\n').map(harmless).join('\n');
}

/** Control characters as their pictures: a line of a log must not steer a terminal. */
function harmless(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\t') return character;
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421';
  });
}

function wholeNumber(least: number): (typed: string) => number {
  return (typed) => {
    const number = Number(typed);
    if (!/^\d+$/.test(typed) || number < least)
      throw new InvalidArgumentError(`A whole number from ${least} on is wanted.`);
    return number;
  };
}
