import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import { superviseCommand } from '../../ssh/index';
import { Expression, type ExpressionWords } from '../engine/search/expression';
import { decodeText, type LogEncoding } from '../engine/text/index';
import { Answers, batches } from './answers';
import { countCommand, hitsCommand, unpackerFor, type GrepDialect } from './grep';
import type { RemoteHost } from './host';
import { dialectOf, patternsFor } from './host-grep';
import type { HostPattern } from './host-pattern';
import { shownPattern } from './pattern-uses';
import { pathWord, shownWord } from './paths';

/** A line found on a host. */
export interface RemoteHit {
  /** Where it begins in the log, in bytes; unpacked ones of a packed log. */
  offset: number;
  /** The line without its end, at most {@link lineBytes} of it. */
  text: string;
}

/** What was found in one file. */
export interface RemoteFound {
  path: string;
  /** Lines that match; null when they were not counted, or it was given up. */
  lines: number | null;
  hits: RemoteHit[];
  /** Why hits or the count are not complete. */
  stopped: 'hits' | 'bytes' | 'time' | null;
  error: AppError | null;
  /** What was run on the host, as a person would type it. */
  command: string;
}

export interface RemoteSearchOptions {
  paths: readonly string[];
  words: ExpressionWords;
  /** Encoding of a file, where it is known; others may be UTF-8 or GB18030. */
  encodingOf?: (path: string) => LogEncoding | null;
  /** Hits to bring of each file; 0 only counts. */
  hitsPerFile: number;
  /** Counts the lines of each file first. Default true. */
  count?: boolean;
  /** Bytes of hits altogether. Default 8 MB. */
  mostBytes?: number;
  /** For each file. Default 120. */
  seconds?: number;
  signal?: AbortSignal;
}

/** So much of a line is brought. */
export const lineBytes = 4096;
const usualBytes = 8 * 1024 * 1024;
const usualSeconds = 120;
const started = 'started';

/**
 * Searches files on a host with the host's own `grep`, so that only results are moved. It runs at
 * the lowest priority, under a supervisor that ends it when the signal aborts, and when we or the
 * connection die.
 *
 * @throws AppError `logs.expression-…`, `logs.host-cannot-search` {part, host} for what POSIX
 *   cannot say the same way: search the piece at hand then; `ssh.no-shell` where the host runs no
 *   commands; `ssh.…`; `wire.cancelled`
 */
export async function* searchOnHost(
  host: RemoteHost,
  options: RemoteSearchOptions,
): AsyncGenerator<RemoteFound, void> {
  const { signal } = options;
  const expression = Expression.of(options.words);
  const dialect = await host.again(signal, () => dialectOf(host));
  let left = options.mostBytes ?? usualBytes;
  for (const batch of batches(options.paths)) {
    const pattern = patternsFor(expression, host.host, dialect);
    const run = new Run(host, dialect, options, left);
    for await (const found of run.search(batch, (path) =>
      pattern(options.encodingOf?.(path) ?? 'mixed'),
    )) {
      left -= found.hits.reduce((sum, { text }) => sum + text.length, 0);
      yield found;
    }
  }
}

/** Sets `s` to 0 when the file `$p` can be searched, else to a letter that says why not. */
export const lookFunction = [
  'look() { if test -d "$p"; then s=D',
  // A folder on the way may be closed to us.
  'elif test ! -e "$p"; then case "$(ls -d -- "$p" 2>&1)" in *ermission*) s=U ;; *) s=M ;; esac',
  'elif test ! -f "$p"; then s=N; elif test ! -r "$p"; then s=U; else s=0; fi; }',
].join('\n');

type Job = ReturnType<Run['job']>;

/** One command over a batch of files. */
class Run {
  private readonly host: RemoteHost;
  private readonly dialect: GrepDialect;
  private readonly options: RemoteSearchOptions;
  private left: number;

  constructor(host: RemoteHost, dialect: GrepDialect, options: RemoteSearchOptions, left: number) {
    this.host = host;
    this.dialect = dialect;
    this.options = options;
    this.left = left;
  }

  async *search(
    paths: readonly string[],
    pattern: (path: string) => HostPattern,
  ): AsyncGenerator<RemoteFound, void> {
    const { signal, seconds = usualSeconds, count = true } = this.options;
    const token = randomBytes(12).toString('hex');
    const functions = new Map<string, string>();
    const jobs = paths.map((path) => this.job(path, pattern(path), functions));
    const script = [
      'PATH=/usr/xpg4/bin:$PATH; LC_ALL=C; export PATH LC_ALL',
      lookFunction,
      // What a log-in shell says before is nobody's answer.
      `printf '%s %s\\n' ${token} ${started}`,
      ...[...functions].map(([body, name]) => `${name}() { ${body}; }`),
      ...jobs.flatMap(({ word, name }) => [
        `p=${word}`,
        `look; if test $s = 0; then ${name}; fi; printf '%s %s\\n' ${token} $s`,
      ]),
    ].join('\n');
    const shown = jobs.map(({ shown: each }) => each).join('\n');
    for (const { shown: each } of jobs) this.host.tell(each);
    const lease = await this.host.lease();
    const remote = await lease.exec(superviseCommand(script, { graceSeconds: 1 }), {
      stdin: true,
      audit: shown,
      sudo: this.host.sudo,
    });
    const stop = (): void => void remote.stdin.end();
    signal?.addEventListener('abort', stop, { once: true });
    let late = false;
    const timer = setTimeout(
      () => {
        late = true;
        stop();
      },
      (seconds + 10) * 1000 * paths.length,
    );
    remote.stderr.resume();
    try {
      const answers = new Answers(token);
      let next = 0;
      for await (const chunk of remote.stdout as AsyncIterable<Buffer>) {
        this.left -= chunk.length;
        if (this.left < 0) {
          stop();
          break;
        }
        for (const { status, body } of answers.take(chunk)) {
          if (status === started) continue;
          const job = jobs[next];
          next += 1;
          if (job) yield this.found(job, status, body, count);
        }
      }
      if (signal?.aborted) throw new AppError('wire.cancelled');
      for (const job of jobs.slice(next))
        yield {
          path: job.path,
          lines: null,
          hits: this.left < 0 ? this.hitsIn(answers.rest, job).hits : [],
          stopped: this.left < 0 ? 'bytes' : 'time',
          error: null,
          command: job.shown,
        };
      if (next < jobs.length && this.left >= 0 && !late) await this.throwCut(remote.exit);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      stop();
      // The supervisor ends what runs before it ends itself: it is given the time for it.
      remote.stdout.resume();
      const patience = setTimeout(() => remote.close(), 3000);
      void remote.exit.then(() => clearTimeout(patience));
    }
  }

  /** @param functions shell functions by what they do: files that are searched alike share one */
  private job(path: string, pattern: HostPattern, functions: Map<string, string>) {
    const { hitsPerFile, count = true, seconds = usualSeconds, encodingOf } = this.options;
    const unpacker = unpackerFor(path);
    const { dialect } = this;
    const lacks = unpacker !== null && !dialect.unpackers.includes(unpacker);
    const canTell = dialect.byteOffsets || dialect.awk !== '';
    const commands = (file: string, said = pattern) => {
      const options = { dialect, pattern: said, unpacker, seconds, file };
      return {
        counts: count ? countCommand(options) : null,
        hits: hitsPerFile > 0 && canTell ? hitsCommand(options, hitsPerFile, lineBytes) : null,
      };
    };
    const { counts, hits } = commands('"$p"');
    const both = [
      counts === null ? null : `n=$(${counts}); echo "$n"`,
      hits !== null && counts !== null ? `if test "$n" != 0; then ${hits}; fi` : hits,
    ];
    const body = lacks ? 'true' : both.filter((each) => each !== null).join('; ');
    const shown = commands(shownWord(path), shownPattern(pattern, this.options.words.text));
    const name = functions.get(body) ?? `search${functions.size}`;
    functions.set(body, name);
    return {
      path,
      lacks,
      name,
      word: pathWord(path, this.host.names),
      encoding: encodingOf?.(path) ?? ('mixed' as const),
      shown: [shown.counts, shown.hits].filter((each) => each !== null).join('; '),
    };
  }

  private found(job: Job, status: string, body: Buffer, counted: boolean): RemoteFound {
    const { path, shown: command } = job;
    const base = { path, command, lines: null, hits: [], stopped: null };
    const error = this.refusal(job, status);
    if (error) return { ...base, error };
    const end = counted ? body.indexOf(10) : -1;
    const said = counted ? body.toString('latin1', 0, end < 0 ? body.length : end).trim() : '';
    const lines = /^\d+$/.test(said) ? Number(said) : null;
    // Without a number the command ran out of time, or there is none.
    const late = counted && lines === null;
    const { hits } = this.hitsIn(body.subarray(end + 1), job);
    const more = lines === null ? hits.length >= this.options.hitsPerFile : lines > hits.length;
    const stopped = late ? 'time' : more && this.options.hitsPerFile > 0 ? 'hits' : null;
    return { path, command, lines, hits, stopped, error: null };
  }

  private hitsIn(body: Buffer, job: Job): { hits: RemoteHit[] } {
    const hits: RemoteHit[] = [];
    for (let from = 0; from < body.length;) {
      const found = body.indexOf(10, from);
      const end = found < 0 ? body.length : found;
      const colon = body.indexOf(0x3a, from);
      const offset = body.toString('latin1', from, colon);
      if (colon >= 0 && colon < end && /^\d+$/.test(offset)) {
        const text = decodeText(body.subarray(colon + 1, end), job.encoding);
        hits.push({ offset: Number(offset), text: text.replace(/\r$/, '') });
      }
      from = end + 1;
    }
    return { hits };
  }

  private refusal({ path, lacks }: Job, status: string): AppError | null {
    const { host } = this.host;
    switch (status) {
      case 'M':
        return new AppError('logs.path-missing', { host, path });
      case 'U':
        return new AppError('logs.path-unreadable', { host, username: this.host.username, path });
      case 'D':
        return new AppError('logs.is-folder', { path });
      case 'N':
        return new AppError('logs.not-a-file', { path });
      default:
        return lacks
          ? new AppError('logs.host-cannot-search', { part: unpackerFor(path) ?? '', host })
          : null;
    }
  }

  private async throwCut(
    exit: Promise<{ code: number | null; signal: string | null }>,
  ): Promise<void> {
    const { code, signal } = await exit;
    const { host, port } = await this.host.lease();
    if (code === null && signal === null)
      throw new AppError('ssh.closed', { host, port }, { retry: true });
  }
}
