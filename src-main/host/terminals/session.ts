import { once } from 'node:events';
import type { AuditDetail } from '../../contract/audit';
import { AppError } from '../../contract/errors';
import type { Terminal, TerminalOutput } from '../../contract/terminals';
import { orAborted } from '../../kit/abort';
import type { RemoteShell, SshLease } from '../ssh/index';
import { connectionLost, isGone } from './broken';
import { Decoder, encodeInput, type TerminalEncoding } from './encoding';
import { feed } from './feed';
import type { RecordedPlace } from './library';
import { SessionRecorder, type RecorderParts } from './recorder';
import { terminalType } from './recording';
import { Scrollback } from './scrollback';
import { Views } from './views';

/** A connection that held so long was good: the next pause is the shortest again. */
const goodAfterMs = 10_000;

/** What a terminal is made of. */
export interface SessionParts {
  id: string;
  place: RecordedPlace;
  encoding: TerminalEncoding;
  columns: number;
  rows: number;
  /** Record from the beginning. */
  record: boolean;
  connect: (signal: AbortSignal) => Promise<SshLease>;
  /** Waits before the next attempt. */
  pause: (attempt: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
  recordings: RecorderParts;
  /** @throws AppError when it cannot be written down */
  audit: (kind: 'terminal-opened' | 'terminal-closed', detail: AuditDetail) => void;
  /** Told of a failure that is a bug. */
  report: (error: unknown) => void;
  onStateChange: () => void;
}

type Exit = NonNullable<Terminal['exit']>;

/** How one shell ended, for the audit log. */
interface Ending {
  exit: Exit | null;
  reason: 'exit' | 'closed' | 'connection-lost' | 'no-shell';
}

/** A shell that outlives its views, and its connection: it comes back as a new shell. */
export class TerminalSession {
  private readonly parts: SessionParts;
  private readonly scrollback = new Scrollback();
  private readonly views = new Views();
  private readonly closing = new AbortController();
  private readonly openedAt: number;
  private connection: Terminal['state'] = 'connecting';
  private staleSince: number | null = null;
  private nextTryAt: number | null = null;
  private error: AppError | null = null;
  private exit: Exit | null = null;
  private encoding: TerminalEncoding;
  private decoder: Decoder;
  private columns: number;
  private rows: number;
  private bytes = 0;
  private shell: RemoteShell | null = null;
  private shells = 0;
  private readonly recorder: SessionRecorder;
  private wantsRecording: boolean;
  private version = 0;
  /** Closed, and nothing more comes. */
  private over = false;
  private skip = new AbortController();
  private readonly running: Promise<void>;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.encoding = parts.encoding;
    this.decoder = new Decoder(parts.encoding);
    this.columns = parts.columns;
    this.rows = parts.rows;
    this.wantsRecording = parts.record || this.forced;
    this.recorder = new SessionRecorder(parts.recordings, (error) => this.recordingFailed(error));
    this.openedAt = parts.now();
    this.running = this.run();
  }

  state(): Terminal {
    const { place, id } = this.parts;
    const { error } = this;
    return {
      id,
      ...place,
      state: this.connection,
      staleSince: this.staleSince,
      nextTryAt: this.nextTryAt,
      error: error ? { code: error.code, params: error.params } : null,
      exit: this.exit,
      encoding: this.encoding,
      columns: this.columns,
      rows: this.rows,
      openedAt: this.openedAt,
      bytes: this.bytes,
      recording: this.recorder.on,
      recordingForced: this.forced,
      transcriptId: this.recorder.transcriptId,
    };
  }

  /** What is kept, then what comes, until the view leaves or the terminal is closed. */
  attach(signal: AbortSignal): AsyncGenerator<TerminalOutput[], void> {
    return feed(
      {
        scrollback: this.scrollback,
        views: this.views,
        version: () => this.version,
        state: () => this.state(),
        over: () => this.over,
      },
      signal,
    );
  }

  /** Sends typed text; nothing happens where no shell runs. Resolves when there is room for more. */
  async write(text: string, binary: boolean): Promise<void> {
    const { shell } = this;
    if (!shell || this.connection !== 'open') return;
    const bytes = binary ? Buffer.from(text, 'latin1') : encodeInput(text, this.encoding);
    if (shell.input.write(bytes)) return;
    const stop = new AbortController();
    await Promise.race([
      once(shell.input, 'drain', { signal: stop.signal }),
      once(shell.input, 'close', { signal: stop.signal }),
    ]).catch(() => undefined);
    stop.abort();
  }

  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.columns = columns;
    this.rows = rows;
    this.shell?.resize(columns, rows);
    this.recorder.resize(columns, rows);
    this.changed();
  }

  setEncoding(encoding: TerminalEncoding): void {
    this.receive(this.decoder.end());
    this.encoding = encoding;
    this.decoder = new Decoder(encoding);
    this.changed();
  }

  /** @throws AppError `terminals.recording-forced`, `profile.disk-full` */
  record(on: boolean): void {
    if (!on && this.forced)
      throw new AppError('terminals.recording-forced', { name: this.parts.place.name });
    this.wantsRecording = on;
    if (!on) this.recorder.end();
    else if (this.shell) this.recorder.begin({ columns: this.columns, rows: this.rows });
    this.changed();
  }

  /** Tries again what failed, waits or ended. */
  reconnect(): void {
    this.skip.abort();
  }

  /** SHA-256 of the recording as it stands, when this terminal writes it. */
  recordedHash(transcriptId: string): string | null {
    return this.recorder.currentId === transcriptId ? this.recorder.sha256() : null;
  }

  /** Ends the shell and what it recorded. */
  async close(): Promise<void> {
    this.closing.abort();
    this.skip.abort();
    this.shell?.close();
    await this.running;
    this.connection = 'ended';
    this.over = true;
    this.recorder.end();
    this.changed();
  }

  private get forced(): boolean {
    return this.parts.place.environment === 'production';
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.closed;) {
      const began = performance.now();
      let ending = await this.shellOnce();
      // A connection shared with others may have died unnoticed: then a fresh one is made.
      if (this.shells === 0 && ending instanceof AppError && ending.code === 'ssh.closed')
        ending = await this.shellOnce();
      if (this.closed) return;
      this.skip = new AbortController();
      if (!(ending instanceof AppError)) {
        failures = 0;
        this.become('ended', { exit: ending });
        await this.untilAsked();
      } else if (this.shells > 0 && ending.retry) {
        failures = performance.now() - began > goodAfterMs ? 1 : failures + 1;
        const longest = Math.min(30_000, 1000 * 2 ** (failures - 1));
        this.become('stale', { error: ending, nextTryAt: this.parts.now() + longest });
        await this.parts.pause(failures, AbortSignal.any([this.skip.signal, this.closing.signal]));
      } else {
        this.become('failed', { error: ending });
        await this.untilAsked();
      }
      if (this.connection !== 'stale') this.become('connecting', { error: null });
    }
  }

  /** One shell from beginning to end: how it ended, or why there is none. */
  private async shellOnce(): Promise<Exit | AppError> {
    const { signal } = this.closing;
    let lease: SshLease | null = null;
    try {
      lease = await this.parts.connect(signal);
      return await this.runShell(lease);
    } catch (error) {
      if (error instanceof AppError) return error;
      this.parts.report(error);
      return new AppError('internal', { detail: 'terminal' }, { cause: error });
    } finally {
      lease?.release();
    }
  }

  private async runShell(lease: SshLease): Promise<Exit | AppError> {
    const { columns, rows } = this;
    const isNew = this.wantsRecording && this.recorder.begin({ columns, rows });
    let ending: Ending = { exit: null, reason: 'no-shell' };
    const began = this.bytes;
    try {
      // Written down first: what cannot be written down is not done.
      this.parts.audit('terminal-opened', {
        username: this.parts.place.username,
        transcript: this.recorder.currentId,
      });
      const shell = await orAborted(
        lease.shell({ columns, rows, term: terminalType }),
        this.closing.signal,
      );
      this.opened(shell, { columns, rows });
      await this.pump(shell);
      const exit = await shell.exit;
      // A shell that says nothing of its end ended with its connection.
      const broken = exit.code === null && exit.signal === null && (await isGone(lease));
      const reason = this.closed ? 'closed' : broken ? 'connection-lost' : 'exit';
      ending = { exit, reason };
      return reason === 'connection-lost' ? connectionLost(lease) : exit;
    } finally {
      this.shell = null;
      this.receive(this.decoder.end());
      if (this.shells > 0) this.staleSince = this.parts.now();
      this.noteClosed(ending, this.bytes - began);
      if (isNew && ending.reason === 'no-shell') this.recorder.discard();
    }
  }

  private opened(shell: RemoteShell, size: { columns: number; rows: number }): void {
    if (this.closed) return shell.close();
    this.shell = shell;
    const from = this.staleSince;
    if (this.shells > 0 && from !== null) {
      this.recorder.output(this.scrollback.resetModes());
      const note = this.exit ? 'reopened' : 'reconnected';
      const to = this.parts.now();
      this.scrollback.note({ kind: 'note', note, from, to, exitCode: this.exit?.code ?? null });
      this.recorder.marker(`${note}: new shell`);
    }
    this.shells += 1;
    this.staleSince = null;
    this.become('open', { error: null, exit: null });
    if (this.columns !== size.columns || this.rows !== size.rows)
      shell.resize(this.columns, this.rows);
  }

  /** Reads the shell to its end, at the pace of the view in front. */
  private async pump(shell: RemoteShell): Promise<void> {
    const { signal } = this.closing;
    try {
      for await (const chunk of shell.output as AsyncIterable<Buffer>) {
        this.bytes += chunk.length;
        this.receive(this.decoder.decode(chunk));
        await this.views.room(this.scrollback.end, signal);
        if (signal.aborted) break;
      }
    } catch {
      // The connection broke; how it ended is told by the shell's exit.
    }
  }

  private receive(text: string): void {
    if (text === '') return;
    this.scrollback.text(text);
    this.recorder.output(text);
    this.views.wake();
  }

  /** What cannot be recorded on a production host is not done. */
  private recordingFailed(error: unknown): void {
    if (!(error instanceof AppError)) this.parts.report(error);
    this.error =
      error instanceof AppError ? error : new AppError('internal', { detail: 'recording' });
    if (this.forced) this.shell?.close();
    this.changed();
  }

  private noteClosed({ exit, reason }: Ending, bytes: number): void {
    try {
      this.parts.audit('terminal-closed', {
        username: this.parts.place.username,
        transcript: this.recorder.currentId,
        transcriptSha256: this.recorder.sha256(),
        bytes,
        exit: exit?.code ?? null,
        signal: exit?.signal ?? null,
        reason,
      });
    } catch (error) {
      this.parts.report(error);
    }
  }

  private untilAsked(): Promise<void> {
    const asked = AbortSignal.any([this.skip.signal, this.closing.signal]);
    if (asked.aborted) return Promise.resolve();
    return new Promise((resolve) =>
      asked.addEventListener('abort', () => resolve(), { once: true }),
    );
  }

  private become(
    state: Terminal['state'],
    more: { error?: AppError | null; exit?: Exit | null; nextTryAt?: number | null } = {},
  ): void {
    this.connection = state;
    if (more.error !== undefined) this.error = more.error;
    if (more.exit !== undefined) this.exit = more.exit;
    this.nextTryAt = more.nextTryAt ?? null;
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    this.views.wake();
    this.parts.onStateChange();
  }
}
