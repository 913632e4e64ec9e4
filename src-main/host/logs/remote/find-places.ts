import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/errors';
import { superviseCommand } from '../../ssh/index';
import { readFacts } from '../follow/dialect';
import type { FileFacts } from '../follow/ports';
import type { Expression } from '../engine/search/expression';
import type { LogEncoding } from '../engine/text/index';
import { Unsayable } from './brackets';
import { factsFunction, findKind } from './first-look';
import { hasUnpacked } from './grep';
import { runsNothing, type RemoteHost } from './host';
import { dialectOf, patternsFor } from './host-grep';
import { pathWord, shownWord } from './paths';
import {
  checkPlaces,
  grepEnded,
  placesCommand,
  placesShown,
  unpackerEnded,
  type PlaceCondition,
} from './place-grep';
import { lookFunction } from './search';

/** What is looked for in the lines of a file. */
export interface PlaceExpression {
  expression: Expression;
  exclude: boolean;
}

export interface FindPlacesOptions {
  path: string;
  expressions: readonly PlaceExpression[];
  encoding: LogEncoding;
  /** `device:inode` of the file that is meant; null: whatever stands at the path. */
  identity: string | null;
  /** The program that unpacks it there; null: it is not packed. */
  unpacker: string | null;
  /** Goes on from the begin of this line. */
  from: number;
  /** Places before it, which a packed file is gone through for again; Infinity where it is not known. */
  before: number;
  /** Ends before this place; null: at the end of the file. */
  to: number | null;
  /** Places to find at most. */
  most: number;
  /** The host is not asked for longer. */
  seconds: number;
  signal: AbortSignal;
  /** Told of the command, as a person would type it. */
  onCommand: (command: string) => void;
  /** Told of places as they come, ascending. */
  onPlaces: (offsets: readonly number[]) => void;
  /** Told how far it is, in bytes as they are stored, where the host tells. */
  onPosition: (stored: number) => void;
}

/** How a search for places ended. */
export interface PlacesEnd {
  /** Why there may be more; null: all was gone through. */
  stopped: 'hits' | 'time' | 'cut' | null;
  /** All places before this one were told, where that is known; in bytes of the file. */
  reached: number;
}

/**
 * Finds the lines of one file on its host, by one command of the host's own tools; only their
 * places are moved. It runs at the lowest priority, is ended when the signal aborts or when we or
 * the connection die, and is told from a search of another file that came in its place meanwhile.
 *
 * @throws AppError `logs.host-cannot-search` {part, host}, `logs.host-cannot-unpack`,
 *   `logs.host-without-commands` {host}, `logs.file-exchanged`, `logs.path-…`, `ssh.…`;
 *   `wire.cancelled`
 */
export async function findPlaces(host: RemoteHost, options: FindPlacesOptions): Promise<PlacesEnd> {
  const { path, signal, unpacker, encoding } = options;
  const dialect = await host
    .again(signal, () => dialectOf(host))
    .catch((error: unknown) => {
      throw runsNothing(error)
        ? new AppError('logs.host-without-commands', { host: host.host }, { cause: error })
        : error;
    });
  checkPlaces(dialect, unpacker, host.host);
  const conditions = options.expressions.map(({ expression, exclude }): PlaceCondition => ({
    pattern: patternsFor(expression, host.host, dialect)(encoding),
    exclude,
    typed: expression.words.text,
    startsLine: expression.traits.start,
  }));
  const { from, seconds } = options;
  const most = unpacker ? Math.min(options.most + options.before, mostLines) : options.most;
  const order = { dialect, conditions, unpacker, from, most, seconds };
  const token = randomBytes(12).toString('hex');
  let script: string;
  try {
    const shown = placesShown({ ...order, file: shownWord(path), input: '' });
    options.onCommand(shown);
    host.tell(shown);
    const file = pathWord(path, host.names);
    const input = dialect.tells ? '<&5' : '<"$p"';
    const command = placesCommand({ ...order, file: '"$p"', input });
    script = scriptOf(file, command, token, dialect.tells);
    // What a command that is ended had still to say is lost where lines do not flow.
    return await new Run(host, options, token, dialect.flows).run(script, shown);
  } catch (error) {
    if (!(error instanceof Unsayable)) throw error;
    throw new AppError('logs.host-cannot-search', { part: error.part, host: host.host });
  }
}

/** @param tells the file is opened once, and the host tells each second how far it was read */
function scriptOf(word: string, command: string, token: string, tells: boolean): string {
  const begin = `printf '\\n%s begin %s\\n' ${token} "\`f\`"`;
  const watched = [
    "(while sleep 1; do sed -n 's/^pos:[^0-9]*/@P/p' /proc/$$/fdinfo/5 || break; done) >&2 2>/dev/null &",
    'w=$!',
    command,
    'kill $w 2>/dev/null',
  ];
  return [
    findKind,
    lookFunction,
    factsFunction,
    `p=${word}`,
    'look',
    `if test $s = 0${tells ? ' && exec 5<"$p"' : ''}; then ${begin}`,
    ...(tells ? watched : [command]),
    `printf '%s end %s\\n' ${token} "\`f\`"`,
    `else printf '\\n%s refused %s\\n' ${token} $s; fi`,
  ].join('\n');
}

/** One command, and what it says. */
class Run {
  private readonly host: RemoteHost;
  private readonly options: FindPlacesOptions;
  private readonly token: string;
  private readonly flows: boolean;
  private position = 0;
  private rest = '';
  private found = 0;
  private began: FileFacts | null = null;
  private ended: FileFacts | null = null;
  private isOver = false;
  private isPast = false;
  private isLate = false;
  private code = 0;
  private unpackCode = 0;

  constructor(host: RemoteHost, options: FindPlacesOptions, token: string, flows: boolean) {
    this.host = host;
    this.options = options;
    this.token = token;
    this.flows = flows;
  }

  async run(script: string, shown: string): Promise<PlacesEnd> {
    const { host, options } = this;
    const { signal, seconds, most } = options;
    const remote = await host.again(signal, async () => {
      const lease = await host.lease();
      return await lease.exec(superviseCommand(script, { graceSeconds: 1 }), {
        stdin: true,
        audit: shown,
        sudo: host.sudo,
      });
    });
    const stop = (): void => void remote.stdin.end();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const timer = setTimeout(
      () => {
        this.isLate = true;
        stop();
      },
      (seconds + 5) * 1000,
    );
    let said = '';
    remote.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('latin1')).slice(-64 * 1024);
      const end = said.lastIndexOf('\n') + 1;
      for (const line of said.slice(0, end).split('\n')) this.hear(line);
      said = said.slice(end);
      if (this.isPast) stop();
    });
    const exited = remote.exit;
    try {
      for await (const chunk of remote.stdout as AsyncIterable<Buffer>) {
        if (signal.aborted) break;
        this.take(chunk);
        if (this.isPast) stop();
        if (this.isOver) break;
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      stop();
      remote.stdout.resume();
      // The supervisor ends what runs before it ends itself: it is given the time for it.
      const patience = setTimeout(() => remote.close(), 3000);
      void exited.then(() => clearTimeout(patience));
    }
    if (signal.aborted) throw new AppError('wire.cancelled');
    this.checkFile();
    const { from, unpacker } = options;
    if (this.isPast) return { stopped: null, reached: from };
    // A first stage may have read far beyond what the last one was given.
    if (this.found >= most) return { stopped: 'hits', reached: from };
    if (!this.isOver) return { stopped: this.isLate ? 'time' : 'cut', reached: from };
    // 124: timeout has ended it; above 128: a signal has. What it had found came through.
    if (this.isLate || this.code === 124 || this.code > 128) {
      const isSure = this.flows && unpacker === null;
      return { stopped: 'time', reached: Math.max(from, isSure ? this.position - readAhead : 0) };
    }
    if (this.code > 1)
      throw new AppError('logs.host-cannot-search', { part: shown, host: host.host });
    if (options.unpacker && !hasUnpacked(options.unpacker, this.unpackCode))
      throw new AppError('logs.host-unpack-failed', { host: host.host, path: options.path });
    return { stopped: null, reached: from };
  }

  private take(chunk: Buffer): void {
    const text = this.rest + chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    this.rest = text.slice(end);
    const { to, unpacker, from, most, onPlaces } = this.options;
    const base = unpacker ? 0 : from;
    const places: number[] = [];
    for (const line of text.slice(0, end).split('\n')) {
      if (line.startsWith(this.token)) this.note(line.slice(this.token.length + 1));
      else if (this.began && !this.isOver && /^\d+$/.test(line)) {
        const offset = base + Number(line);
        if (to !== null && offset >= to) this.isPast = true;
        else if (offset >= from && this.found < most) {
          places.push(offset);
          this.found += 1;
        }
      }
    }
    if (places.length > 0) onPlaces(places);
  }

  private note(line: string): void {
    const [kind = '', ...words] = line.split(' ');
    const said = words.join(' ');
    if (kind === 'begin') {
      this.began = readFacts(said);
      this.checkFile();
    } else if (kind === 'end') {
      this.ended = readFacts(said);
      this.isOver = true;
    } else if (kind === 'refused') throw this.refusal(said);
  }

  private hear(line: string): void {
    const position = /^@P(\d+)$/.exec(line)?.[1];
    if (position !== undefined) {
      const { to, unpacker, onPosition } = this.options;
      this.position = Number(position);
      onPosition(this.position);
      if (to !== null && !unpacker && Number(position) > to + readAhead) this.isPast = true;
    }
    const code = new RegExp(`^(${grepEnded}|${unpackerEnded})(\\d+)$`).exec(line);
    if (code?.[1] === grepEnded) this.code = Number(code[2]);
    if (code?.[1] === unpackerEnded) this.unpackCode = Number(code[2]);
  }

  /** Another file stands at the path, or this one was cut off: places of it would mean nothing. */
  private checkFile(): void {
    const { began, ended, host } = this;
    const { identity, path } = this.options;
    const other =
      (began && identity !== null && began.identity !== identity) ||
      (began && ended && (ended.identity !== began.identity || ended.size < began.size));
    if (other)
      throw new AppError('logs.file-exchanged', { host: host.host, path }, { retry: true });
  }

  private refusal(letter: string): AppError {
    const { host, username } = this.host;
    const { path } = this.options;
    if (letter === 'D') return new AppError('logs.is-folder', { path });
    if (letter === 'N') return new AppError('logs.not-a-file', { path });
    if (letter === 'M') return new AppError('logs.path-missing', { host, path }, { retry: true });
    return new AppError('logs.path-unreadable', { host, username, path }, { retry: true });
  }
}

/** `-m` takes no more on hosts of 32 bits. */
const mostLines = 2_000_000_000;
/** What was read is not looked through yet; so much of it may be on its way between commands. */
const readAhead = 4 * 1024 * 1024;
