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
    let written = '';
    for (const { text, piece } of lines) {
      const shown = json ? JSON.stringify(text).slice(1, -1) : harmful ? harmless(text) : text;
      const mark = json ? '"' : '';
      written += `${piece?.first === false ? '' : mark}${shown}`;
      if (piece?.last !== false) written += `${mark}\n`;
    }
    await write(written);
  }
}

/** Writes no faster than it is taken. */
async function write(piece: string | Buffer): Promise<void> {
  await new Promise<void>((written) => process.stdout.write(piece, () => written()));
}

/** A line of those that match, or a piece of one; each character is a byte of UTF-8. */
interface ListedLine {
  /** What is before the text; null where a line goes on. */
  place: { line: string; offset: string } | null;
  text: string;
  /** The line ends with it. */
  ends: boolean;
}

/** What is not looked at need not be decoded. */
function* partsOf({ bytes, piece }: ListedLines): Generator<ListedLine> {
  const ends = piece?.last !== false;
  const lines = bytes.toString('latin1', 0, bytes.length - (ends ? 1 : 0));
  if (piece?.first === false) {
    yield { place: null, text: lines, ends };
    return;
  }
  for (const line of lines.split('\n')) {
    const first = line.indexOf(':');
    const second = line.indexOf(':', first + 1);
    const place = { line: line.slice(0, first), offset: line.slice(first + 1, second) };
    yield { place, text: line.slice(second + 1), ends };
  }
}

/** A document a line, for `--json`. */
function asDocuments(lines: ListedLines): Buffer {
  let written = '';
  for (const { place, text, ends } of partsOf(lines)) {
    if (place) written += `{"line":${place.line},"byteOffset":${place.offset},"text":"`;
    written += JSON.stringify(text).slice(1, ends ? undefined : -1);
    if (ends) written += '}\n';
  }
  return Buffer.from(written, 'latin1');
}

/** `number:text`, as ripgrep writes it. */
function forPipe(lines: ListedLines): Buffer {
  let written = '';
  for (const { place, text, ends } of partsOf(lines))
    written += `${place ? `${place.line}:` : ''}${text}${ends ? '\n' : ''}`;
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
