import { InvalidArgumentError, type Command } from 'commander';
import { program as installed } from '../../kit/program';
import type { CliContext } from '../context';

/** Lines are written together in pieces of so many characters. */
const pieceCharacters = 64 * 1024;

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
  const printer = new LinePrinter(context);
  for await (const { line, offset, text: found, truncated } of searchFile(
    path,
    expression,
    stopped,
  )) {
    const document = { line: line + 1, byteOffset: offset, text: found };
    await printer.print(truncated ? { ...document, truncated } : document, `${line + 1}:${found}`);
  }
  await printer.flush();
}

async function show(context: CliContext, file: string, options: ShowOptions): Promise<void> {
  const { showFile } = await import('../../host/index');
  const printer = new LinePrinter(context);
  const lines = showFile(context.path(file), options.fromLine - 1, options.count, context.stopped);
  for await (const { text } of lines) await printer.print(text, text);
  await printer.flush();
}

/** Writes many lines, no faster than they are taken. */
class LinePrinter {
  private readonly context: CliContext;
  private held = '';

  constructor(context: CliContext) {
    this.context = context;
  }

  /** Writes a document with `--json`, else the text. What a terminal would obey is made visible. */
  async print(document: unknown, text: string): Promise<void> {
    const shown = process.stdout.isTTY ? harmless(text) : text;
    this.held += `${this.context.json ? JSON.stringify(document) : shown}\n`;
    if (this.held.length >= pieceCharacters) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = this.held;
    this.held = '';
    if (piece === '') return;
    await new Promise<void>((written) => process.stdout.write(piece, () => written()));
  }
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
