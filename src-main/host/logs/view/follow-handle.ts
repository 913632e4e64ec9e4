import { AppError } from '../../../contract/errors';
import type { LogPlace } from '../../../contract/logs';
import { orAborted } from '../../../kit/abort';
import type { LogEndpoint } from '../../../contract/systems';
import type { Capture, Captures } from '../captures/index';
import type { ByteSource } from '../engine/index';
import { follow, type FollowConnection } from '../follow/index';
import type { NameEncoding } from '../remote/paths';
import type { TailTurn } from '../turn';
import { DocumentHandle, type DocumentHandleParts } from './document-handle';
import { FollowLink } from './follow-link';
import type { Connection } from './handle';

/** New bytes are looked at this soon: states are told at most ten times a second. */
const lookAfterMs = 50;
/** What was not written yet is looked for again so soon. */
const writtenAfterMs = 100;
/** A log is opened anew when it has so much more than when its encoding and format were told. */
const enoughToTell = 64 * 1024;
/** A capture that a killed process left is gone on with when it is not older. */
const resumedWithinMs = 24 * 3600 * 1000;
/** A connection that held so long was good: the next pause is the shortest again. */
const longestPauseMs = 30_000;

/** What a {@link FollowHandle} is made of. */
export interface FollowHandleParts extends Omit<
  DocumentHandleParts,
  'open' | 'watched' | 'captureId'
> {
  place: Extract<LogPlace, { kind: 'endpoint' }>;
  log: LogEndpoint;
  username: string;
  port: number;
  names: NameEncoding;
  captures: Captures;
  /** Whether the capture stays when the log is closed. */
  keeps: () => boolean;
  turn: (handle: FollowHandle) => TailTurn;
  /** Last lines that a new capture begins with. */
  lines: number;
  connect: (signal: AbortSignal) => Promise<FollowConnection>;
  /** Waits so long, or until the network is back. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  now: () => number;
}

/** A log of a host that is followed: all that came is in a capture, and read from there. */
export class FollowHandle extends DocumentHandle {
  private readonly follow: FollowHandleParts;
  private readonly turn: TailTurn;
  private readonly link: FollowLink;
  private capture: Capture | null = null;
  private attempt = new AbortController();
  private wake: () => void = () => undefined;
  private readonly running: Promise<void>;

  constructor(parts: FollowHandleParts) {
    let fill: (id: string) => void = () => undefined;
    const filled = new Promise<string>((resolve) => (fill = resolve));
    super({
      ...parts,
      watched: false,
      captureId: null,
      open: async (signal): Promise<ByteSource> => {
        return parts.captures.open(await orAborted(filled, signal));
      },
    });
    this.follow = parts;
    const { log, username, port, now } = parts;
    this.link = new FollowLink({ host: this.about.host, port, username, path: log.path, now });
    this.turn = parts.turn(this);
    this.running = this.run(fill);
  }

  override get connection(): Connection {
    const owner = this.turn.owner();
    const base = super.connection;
    const link = this.link.told();
    return {
      ...link,
      state: owner ? 'elsewhere' : base.state === 'failed' ? 'failed' : link.state,
      error: base.error ?? link.error,
      owner,
      captureId: this.capture?.id ?? null,
    };
  }

  /** What other processes are told of it. */
  report(): { state: Connection['state']; bytes: number; lines: number } {
    return { state: this.link.state, bytes: this.bytes, lines: this.document?.endLine ?? 0 };
  }

  /** The other process that follows this log, or what it says, changed. */
  ownerChanged(): void {
    this.changed();
  }

  /** Ends the present connection; the next one waits for its turn like the first. */
  interrupt(): void {
    this.attempt.abort();
  }

  override reconnect(): void {
    super.reconnect();
    this.wake();
  }

  override async close(): Promise<void> {
    this.ended.abort();
    this.attempt.abort();
    this.wake();
    await this.running;
    await super.close();
    await this.endCapture();
    this.turn.release();
  }

  protected override async looked(): Promise<void> {
    const { document } = this;
    if (!document) return;
    const { size } = document.source;
    // What is committed is written a moment later, and read only then.
    if (this.capture && this.capture.size > size) this.look(writtenAfterMs);
    // What a log is was told by its first lines alone: once more when there are enough of them.
    const few = this.openedBytes < enoughToTell && size > this.openedBytes;
    if (few && (this.openedBytes === 0 || size >= enoughToTell)) await this.reopen();
  }

  /** Follows until the handle is closed; in turn with other processes. */
  private async run(filled: (id: string) => void): Promise<void> {
    while (!this.ended.signal.aborted) {
      this.attempt = new AbortController();
      try {
        await this.turn.mine(this.attempt.signal);
        this.changed();
        this.capture ??= this.begunCapture();
        await this.followOnce(this.capture, filled);
      } catch (error) {
        if (this.ended.signal.aborted) return;
        if (this.attempt.signal.aborted) {
          // Another process follows it now, and writes a capture of its own.
          await this.endCapture();
          continue;
        }
        if (!(error instanceof AppError)) this.follow.report(error);
        this.link.failed(error);
        this.changed();
        await this.woken();
      }
    }
  }

  private async endCapture(): Promise<void> {
    const { capture } = this;
    const { captures, keeps } = this.follow;
    this.capture = null;
    if (!capture) return;
    const stays = keeps() || captures.get(capture.id).kept;
    await captures.end(capture.id, { finished: true, stays });
    if (!stays) captures.remove(capture.id);
  }

  private begunCapture(): Capture {
    const { captures, log, place, about, now } = this.follow;
    const left = captures.unfinished(place.endpointId, log.path);
    if (left && now() - captures.get(left).startedAt < resumedWithinMs)
      return captures.resume(left);
    const { name, system, host, path } = about;
    return captures.start({ name, endpointId: place.endpointId, system, host, path });
  }

  private async followOnce(sink: Capture, filled: (id: string) => void): Promise<void> {
    const { log, username, names, lines } = this.follow;
    const { signal } = this.attempt;
    const { id } = sink;
    const more = (): void => {
      if (sink.size > 0) filled(id);
      this.look(lookAfterMs);
    };
    await follow({
      connect: (over) => this.connected(over),
      path: log.path,
      sudo: log.sudo,
      username,
      names,
      sink: {
        get state() {
          return sink.state;
        },
        get full() {
          return sink.full;
        },
        append: (bytes) => this.kept(() => sink.append(bytes)),
        mark: (mark) => sink.mark(mark),
        commit: (state, cameFrom) => {
          this.kept(() => sink.commit(state, cameFrom));
          more();
        },
        rollback: () => sink.rollback(),
      },
      from: { lines },
      onEvent: (event) => {
        this.link.heard(event);
        this.changed();
        if (event.event === 'caught-up') filled(id);
      },
      signal,
      pause: (failures, over) => this.rest(failures, over),
    });
  }

  /** Connects, and remembers why it could not. */
  private async connected(signal: AbortSignal): Promise<FollowConnection> {
    this.link.refusal = null;
    try {
      return await this.follow.connect(signal);
    } catch (error) {
      if (error instanceof AppError) this.link.refusal = error;
      throw error;
    }
  }

  /** Keeps what came, and remembers why it could not: a full disk is not a broken connection. */
  private kept(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof AppError) this.link.refusal = error;
      throw error;
    }
  }

  /** 1 s to 30 s, shown to who waits, ended by who does not want to. */
  private async rest(failures: number, signal: AbortSignal): Promise<void> {
    const wait = Math.min(longestPauseMs, 1000 * 2 ** Math.min(10, failures - 1));
    const over = new AbortController();
    this.wake = () => over.abort();
    this.link.retryAt = this.follow.now() + wait;
    this.changed();
    await this.follow.pause(wait, AbortSignal.any([signal, over.signal]));
    this.wake = () => undefined;
    this.link.retryAt = null;
    this.changed();
  }

  /** Waits for a wish to connect again. */
  private async woken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (this.ended.signal.aborted) resolve();
    });
    this.link.again();
    this.changed();
  }
}
