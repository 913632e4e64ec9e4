import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sep } from 'node:path';
import type { Writable } from 'node:stream';
import { AppError } from '../../../../contract/errors';

let found: string | null | undefined;

/** Path of the ripgrep binary that comes with the program; null where there is none. */
export function ripgrepPath(): string | null {
  if (found === undefined) found = findRipgrep();
  return found;
}

function findRipgrep(): string | null {
  const binary = process.platform === 'win32' ? 'rg.exe' : 'rg';
  try {
    // The package that brings it may have it in a folder of its own. It cannot be asked itself
    // from a packed app.
    const near = createRequire(import.meta.url);
    const far = createRequire(near.resolve('@vscode/ripgrep'));
    const path = far
      .resolve(`@vscode/ripgrep-${process.platform}-${process.arch}/bin/${binary}`)
      .replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** What ripgrep is run for. */
export interface RipgrepRun {
  binary: string;
  /** In its own syntax. */
  pattern: string;
  /** Name of the encoding it reads as; `none`: bytes as they are. */
  encoding: string;
  /** The CR of a CRLF is not part of the line. */
  crlf: boolean;
  /** File to read; null: what `feed` writes. */
  path: string | null;
  feed?: ((input: Writable) => Promise<void>) | undefined;
  /**
   * What it writes of the lines that match: `places`: `line:offset:…` and a line feed, lines from
   * 1; `lines`: the line in place of the dots; `count`: how many there are.
   */
  wanted: 'places' | 'lines' | 'count';
  /** It writes each line as it finds it: costly where there are millions. */
  atOnce?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** The file was cut while it was mapped into memory: read it another way. */
export class MappedFileChanged extends Error {}

/**
 * Runs ripgrep until it has gone through everything. Lines of any length, NUL bytes and files
 * without an end of line are searched like others, and no configuration of the user is read.
 *
 * @throws AppError `wire.cancelled`, `logs.search-failed`; MappedFileChanged
 */
export async function runRipgrep({
  onOutput,
  ...run
}: RipgrepRun & {
  /** Told each piece of its output. */
  onOutput: (bytes: Buffer) => void;
}): Promise<void> {
  for await (const bytes of ripgrepOutput(run)) onOutput(bytes);
}

/**
 * What ripgrep writes, no faster than it is taken; it ends when nobody wants more.
 *
 * @throws AppError as {@link runRipgrep}
 */
export async function* ripgrepOutput(run: RipgrepRun): AsyncGenerator<Buffer, void> {
  const { signal } = run;
  if (signal?.aborted) throw new AppError('wire.cancelled');
  const child = spawn(run.binary, argumentsOf(run), {
    stdio: [run.path === null ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  signal?.addEventListener('abort', kill, { once: true });
  let complaint = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    if (complaint.length < 4000) complaint += bytes.toString();
  });
  const ended = once(child, 'close') as Promise<[code: number | null, how: string | null]>;
  // Waited for later: until then its failure is nobody's.
  ended.catch(() => undefined);
  let fed: Promise<void> | undefined;
  try {
    if (child.stdin && run.feed) {
      const { stdin } = child;
      // It ends early when it is killed; what it said last tells why.
      stdin.on('error', () => undefined);
      fed = run.feed(stdin).finally(() => stdin.end());
      fed.catch(kill);
    }
    for await (const bytes of child.stdout ?? []) yield bytes as Buffer;
    const [code, how] = await ended;
    if (signal?.aborted) throw new AppError('wire.cancelled');
    await fed;
    if (how === 'SIGBUS') throw new MappedFileChanged();
    if (code !== 0 && code !== 1)
      throw new AppError('logs.search-failed', { detail: firstLine(complaint, how) });
  } catch (error) {
    throw isSpawnError(error)
      ? new AppError('logs.search-failed', { detail: error.message })
      : error;
  } finally {
    kill();
    signal?.removeEventListener('abort', kill);
  }
}

function argumentsOf(run: RipgrepRun): string[] {
  const options = ['--no-config', '--text', '--color=never', '--no-heading', '--no-filename'];
  // Columns: of a line that matches only its place is wanted, not its megabytes.
  if (run.wanted === 'count') options.push('--count', '--include-zero');
  else options.push('--line-number', '--byte-offset');
  if (run.wanted === 'places') options.push('--max-columns=1');
  options.push(run.atOnce ? '--line-buffered' : '--block-buffered');
  options.push(`--encoding=${run.encoding}`, '--threads=1', ...(run.crlf ? ['--crlf'] : []));
  return [...options, `--regexp=${run.pattern}`, '--', run.path ?? '-'];
}

function firstLine(complaint: string, how: string | null): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  return lines[0]?.slice(0, 300) ?? how ?? 'rg';
}

function isSpawnError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
