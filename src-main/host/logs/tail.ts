import { AppError } from '../../contract/errors';
import type { LogProvenance } from '../../contract/log-evidence';
import type { LogLine, TailState } from '../../contract/logs';
import type { LogEndpoint } from '../../contract/systems';
import type { SealedFile } from '../../kit/sealed-file';
import { quietly, type SshLease } from '../ssh/index';
import { LogText } from './log-text';
import { followRemote } from './remote-follow';
import { inodeOf, Segments } from './segments';

/** States are told at most this often. */
const tellEveryMs = 100;
/** A connection that held so long was good: the next pause is the shortest again. */
const goodAfterMs = 10_000;
const maxMarks = 1000;
/** A line's text takes at most so many bytes of an answer; a frame of the wire holds 32 MiB. */
const answerBytes = 24 * 1024 * 1024;
/** An excerpt is read in pieces of so many bytes. */
const pieceBytes = 256 * 1024;

/** What a tail is made of. */
export interface TailParts {
  id: string;
  endpointId: string;
  name: string;
  host: string;
  username: string;
  log: LogEndpoint;
  /** Last lines to begin with. */
  lines: number;
  file: SealedFile;
  connect: (signal: AbortSignal) => Promise<SshLease>;
  /** The other process that follows this log while `connect` waits for its turn. */
  owner: () => TailState['owner'];
  /** Waits before the attempt that follows so many failures, or until the network is back. */
  pause: (failures: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  /** Told of a failure that is a bug. */
  report: (error: unknown) => void;
  /** The state of the connection changed; not told for every byte. */
  onStateChange: () => void;
}

/** Bytes of chosen lines, exactly as they stand in the remote log, and where that is. */
export interface TailExcerpt {
  pieces: Iterable<Buffer>;
  origin: Omit<LogProvenance, 'kind' | 'sha256' | 'system' | 'environment'>;
}

/** A live tail: follows, reconnects, keeps what it has shown. */
export class Tail {
  readonly id: string;
  readonly endpointId: string;
  private readonly parts: TailParts;
  private readonly text: LogText;
  private readonly segments = new Segments();
  private connection: TailState['state'] = 'connecting';
  private staleSince: number | null = null;
  private error: AppError | null = null;
  private wasLive = false;
  private elsewhere = false;
  private interrupted = false;
  private path: string;
  private command = '';
  private readonly marks: TailState['marks'] = [];
  private version = 0;
  private readonly waiting = new Set<() => void>();
  private attempt = new AbortController();
  private wake: () => void = () => undefined;
  private ended = false;
  /** The state after closing, when the text can no longer be asked. */
  private final: TailState | null = null;
  private readonly running: Promise<void>;
  private firstIsOver: () => void = () => undefined;
  /** Resolves when the first connection stands or has failed. */
  readonly firstTried = new Promise<void>((resolve) => {
    this.firstIsOver = resolve;
  });

  constructor(parts: TailParts) {
    this.parts = parts;
    this.id = parts.id;
    this.endpointId = parts.endpointId;
    this.path = parts.log.path;
    this.text = new LogText(parts.file, parts.log.encoding, () => this.changed());
    this.running = this.run();
  }

  state(): TailState {
    if (this.final) return this.final;
    const { error, text, parts } = this;
    const owner = parts.owner();
    return {
      id: this.id,
      endpointId: this.endpointId,
      name: parts.name,
      host: parts.host,
      path: this.path,
      state: owner ? 'elsewhere' : this.connection,
      owner,
      staleSince: this.staleSince,
      error: error ? { code: error.code, params: error.params } : null,
      encoding: text.encoding,
      bytes: text.bytes,
      lines: text.lines,
      matched: text.matched,
      filter: text.filterText,
      command: this.command,
      marks: [...this.marks],
    };
  }

  /** States as they change, at most ten a second; the last one is never left out. */
  async *follow(signal: AbortSignal): AsyncGenerator<TailState[], void> {
    let seen = -1;
    while (!signal.aborted) {
      if (seen === this.version) {
        if (this.connection === 'closed') return;
        await this.nextChange(signal);
        continue;
      }
      seen = this.version;
      yield [this.state()];
      await pause(tellEveryMs, signal);
    }
  }

  window(from: number, count: number, matched: boolean): LogLine[] {
    return this.text.window(from, count, matched);
  }

  /** @throws AppError `entity.not-found` when there is no such line */
  line(line: number): { text: string; bytes: number } {
    const whole = this.text.whole(line);
    if (!whole) throw new AppError('entity.not-found', { id: String(line) });
    // Control characters become six bytes each on the wire.
    const size = Buffer.byteLength(JSON.stringify(whole.text));
    return size <= answerBytes ? whole : { ...whole, text: whole.text.slice(0, answerBytes / 6) };
  }

  setFilter(text: string): TailState {
    this.text.setFilter(text);
    this.changed();
    return this.state();
  }

  /** What other processes are told of it. */
  report(): Pick<TailState, 'state' | 'bytes' | 'lines'> {
    return { state: this.connection, bytes: this.text.bytes, lines: this.text.lines };
  }

  /** Whether another process follows the log. */
  isElsewhere(): boolean {
    return this.elsewhere || this.parts.owner() !== null;
  }

  /** The other process that follows this log, or what it says, changed. */
  ownerChanged(): void {
    this.elsewhere = this.parts.owner() !== null;
    this.firstIsOver();
    this.changed();
    this.parts.onStateChange();
  }

  /** Ends the present connection; the next one waits for its turn like the first. */
  interrupt(): void {
    this.interrupted = true;
    this.attempt.abort();
  }

  /** Tries now what would be tried later. */
  reconnect(): void {
    if (this.connection === 'failed') {
      this.connection = 'connecting';
      this.error = null;
      this.changed();
    }
    this.wake();
  }

  /**
   * The exact bytes of lines, each with its line break, for evidence. Lines that are not
   * here are left out.
   *
   * @throws AppError `cases.nothing-selected` when none of them is here
   */
  excerpt(lines: readonly number[]): TailExcerpt {
    const { count, ranges } = this.text.ranges(lines);
    const [only] = ranges;
    if (!only) throw new AppError('cases.nothing-selected');
    const { from, to, path, identity } = this.segments.locate(only.from, only.to);
    const single = ranges.length === 1;
    return {
      pieces: this.read(ranges),
      origin: {
        host: this.parts.host,
        path,
        inode: inodeOf(identity),
        byteFrom: single ? from : null,
        byteTo: single ? to : null,
        lines: count,
        encoding: this.text.encoding,
        filter: this.text.filterText,
        command: this.command,
      },
    };
  }

  /** Ends the tail and its remote command; what was captured goes away with it. */
  async close(): Promise<void> {
    if (this.ended) return this.running;
    this.ended = true;
    this.attempt.abort();
    this.wake();
    await this.running;
    this.connection = 'closed';
    this.final = this.state();
    this.text.close();
    this.changed();
  }

  private *read(ranges: readonly { from: number; to: number }[]): Generator<Buffer> {
    for (const { from, to } of ranges) {
      for (let at = from; at < to; at += pieceBytes)
        yield this.text.capture.read(at, Math.min(to, at + pieceBytes));
    }
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.ended) {
      const startedAt = performance.now();
      const error = await this.connectOnce();
      this.firstIsOver();
      if (this.ended) return;
      if (this.interrupted) {
        this.interrupted = false;
        continue;
      }
      failures = performance.now() - startedAt > goodAfterMs ? 1 : failures + 1;
      this.lost(error);
      await this.rest(error.retry ? failures : null);
    }
  }

  /** One connection from beginning to end; why it ended. */
  private async connectOnce(): Promise<AppError> {
    const { parts } = this;
    this.attempt = new AbortController();
    const { signal } = this.attempt;
    let lease: SshLease | null = null;
    try {
      lease = await parts.connect(signal);
      await followRemote(
        // Only what reads the log itself is written into the audit log; its probes repeat.
        quietly(lease),
        {
          log: { host: parts.host, username: parts.username, path: parts.log.path },
          text: this.text,
          segments: this.segments,
          lines: parts.lines,
          mark: (kind, line) => this.mark(kind, line),
          live: (command, path) => this.live(command, path),
          changed: () => this.changed(),
          report: parts.report,
        },
        signal,
      );
      return new AppError('ssh.closed', { host: lease.host, port: lease.port }, { retry: true });
    } catch (error) {
      if (error instanceof AppError) return error;
      parts.report(error);
      return new AppError('internal', { detail: 'tail' }, { cause: error });
    } finally {
      lease?.release();
    }
  }

  private live(command: string, path: string): void {
    this.connection = 'live';
    this.wasLive = true;
    this.staleSince = null;
    this.error = null;
    this.command = command;
    this.path = path;
    this.firstIsOver();
    this.changed();
    this.parts.onStateChange();
  }

  private lost(error: AppError): void {
    this.error = error;
    this.connection = this.wasLive && error.retry ? 'stale' : 'failed';
    if (this.wasLive) this.staleSince ??= this.parts.now();
    this.changed();
    this.parts.onStateChange();
  }

  /** Adds a mark before what comes next, or moves the last of its kind to where it belongs. */
  private mark(kind: TailState['marks'][number]['kind'], line?: number): void {
    const last = this.marks.findLast((mark) => mark.kind === kind);
    if (line !== undefined && last) last.line = line;
    else this.marks.push({ line: this.text.lines, kind, at: this.parts.now() });
    if (this.marks.length > maxMarks) this.marks.shift();
  }

  private changed(): void {
    this.version += 1;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** Waits after so many failures, or for `reconnect` alone when null. */
  private async rest(failures: number | null): Promise<void> {
    if (this.ended) return;
    const over = new AbortController();
    this.wake = () => over.abort();
    if (failures !== null) await this.parts.pause(failures, over.signal);
    else
      await new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
    this.wake = () => undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
