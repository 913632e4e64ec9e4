import type { Command } from 'commander';
import { AppError } from '../../contract/errors';
import { program as installed } from '../../kit/program';
import type { CliContext } from '../context';
import { errorText } from '../text';

/** `log stat`. */
export function registerLogStat(log: Command, context: CliContext): void {
  log
    .command('stat <file...>')
    .description('What logs hold: encoding, lines, records, times, levels. .gz, .zst, .zip too.')
    .action((files: string[]) => stat(context, files));
}

/** Each file by itself: one that cannot be read keeps nobody from hearing about the others. */
async function stat(context: CliContext, files: readonly string[]): Promise<void> {
  // Loaded here: other commands start faster without it.
  const { loadFormats, statFile } = await import('../../host/index');
  const formats = await loadFormats(installed().resources);
  const { stopped } = context;
  let failure: AppError | null = null;
  for (const path of await named(context, files)) {
    try {
      const onProblem = (problem: Error): void => sayError(context, path, problem);
      const found = await statFile(context.path(path), formats, stopped, onProblem);
      const times = { first: isoOf(found.first), last: isoOf(found.last) };
      const { levels, ...rest } = found;
      const document = { path, ...rest, ...times, levels };
      context.print(document, readable(document));
    } catch (error) {
      if (!(error instanceof AppError) || stopped.aborted) throw error;
      if (failure) sayError(context, '', failure);
      failure = error;
    }
  }
  if (failure) throw failure;
}

/** Patterns become the files they stand for: not every shell does that. */
async function named(context: CliContext, files: readonly string[]): Promise<string[]> {
  const { expand } = await import('../../host/index');
  const lists = files.map(async (typed) => {
    if (!/[*?[{]/.test(typed)) return [typed];
    const { entries } = await expand(context.path(typed), { signal: context.stopped });
    // Nothing found: the file of that name is missed, with words.
    return entries.length === 0 ? [typed] : entries.map(({ path }) => path).sort();
  });
  return (await Promise.all(lists)).flat();
}

function sayError(context: CliContext, path: string, error: Error): void {
  const text = error instanceof AppError ? errorText(error.code, error.params) : error.message;
  context.say(path ? `${path}: ${text}` : text);
}

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

function readable({ path, ...rest }: { path: string } & Record<string, unknown>): string {
  const lines = Object.entries(rest).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `  ${name.padEnd(16)}${text}`;
  });
  return [path, ...lines].join('\n');
}
