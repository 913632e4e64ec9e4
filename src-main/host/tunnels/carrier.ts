import type { Duplex } from 'node:stream';
import { AppError } from '../../contract/errors';
import type { SshLease } from '../ssh/index';
import { TunnelStream, type StreamWatch } from './stream';

/** The server is asked this often whether it is there. */
const pingMs = 3_000;
/** A server that said nothing for so long is taken for gone. */
const silentMs = 9_000;
const tickMs = 500;
/** More than this between two looks is our own sleep, not the server's silence. */
const longestTickMs = 1_000;

/** What went through a tunnel since it was started, over all its connections. */
export interface Traffic {
  connections: number;
  bytesIn: number;
  bytesOut: number;
}

/** Who is told what of a {@link Carrier}. */
export interface CarrierEvents {
  /** `stalled` changed, or it is over. */
  changed(): void;
  /** Bytes went through, or a connection came or went. */
  moved(): void;
}

/**
 * One tunnel's share in an SSH connection. It asks the server every three seconds whether it is
 * there, and ends the tunnel's own streams when there was no answer for nine, so that nobody
 * waits on a dead link; other users of the connection are left alone. When the server answers
 * again, it carries again.
 */
export class Carrier {
  /** Resolves when the connection is gone, or this share was given back. */
  readonly gone: Promise<void>;
  private readonly lease: SshLease;
  private readonly traffic: Traffic;
  private readonly events: CarrierEvents;
  private readonly streams = new Set<TunnelStream>();
  /** Forwards that the server has not answered yet. */
  private readonly pending = new Set<(error: Error) => void>();
  private readonly timer: NodeJS.Timeout;
  private resolveGone: () => void = () => undefined;
  private silence = 0;
  private sincePing = pingMs;
  private lastTick = performance.now();
  private asking = false;
  private silent = false;
  private over = false;

  constructor(lease: SshLease, traffic: Traffic, events: CarrierEvents) {
    this.lease = lease;
    this.traffic = traffic;
    this.events = events;
    this.gone = new Promise((resolve) => (this.resolveGone = resolve));
    this.timer = setInterval(() => this.tick(), tickMs);
    void lease.closed.then(() => this.end(new Error('The SSH connection was closed.')));
    this.tick();
  }

  /** The server does not answer at present. */
  get stalled(): boolean {
    return this.silent;
  }

  /** Connections through it now, those that are being opened too. */
  get connections(): number {
    return this.streams.size + this.pending.size;
  }

  /**
   * Opens a connection from the server onwards.
   *
   * @throws AppError `tunnels.stalled`, `ssh.forward-refused`, `ssh.closed`, or the signal's reason
   */
  async forward(host: string, port: number, signal?: AbortSignal): Promise<TunnelStream> {
    const opening = (): Promise<Duplex> => this.lease.forward(host, port);
    return this.adopt(await this.answered(opening, (late) => late.destroy(), signal));
  }

  /**
   * Has the server listen; each connection it takes is handed over.
   *
   * @returns the port it listens on
   * @throws AppError `tunnels.listen-refused`, `ssh.closed`
   */
  async listen(
    host: string,
    port: number,
    onStream: (stream: TunnelStream) => void,
  ): Promise<number> {
    try {
      const opening = (): ReturnType<SshLease['listen']> =>
        this.lease.listen(host, port, (channel) => {
          if (this.over || this.silent) channel.destroy();
          else onStream(this.adopt(channel));
        });
      return (await this.answered(opening, (late) => void late.close())).port;
    } catch (error) {
      if (this.over || this.silent) throw error;
      throw new AppError('tunnels.listen-refused', { host, port }, { cause: error, retry: true });
    }
  }

  /** Ends its streams and gives the share back. */
  close(): void {
    this.end(new Error('The tunnel was closed.'));
  }

  /** Waits for the server's answer while the server is there and the asker wants it. */
  private async answered<T>(
    ask: () => Promise<T>,
    tooLate: (answer: T) => void,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.over) throw this.lost();
    if (this.silent) throw this.stall();
    let giveUp: (error: Error) => void = () => undefined;
    const givenUp = new Promise<never>((_resolve, reject) => (giveUp = reject));
    const onAbort = (): void => giveUp(signal?.reason as Error);
    this.pending.add(giveUp);
    signal?.addEventListener('abort', onAbort);
    const answer = ask();
    try {
      return await Promise.race([answer, givenUp]);
    } catch (error) {
      // It may still come, when nobody waits for it any more.
      answer.then(tooLate, () => undefined);
      throw error;
    } finally {
      this.pending.delete(giveUp);
      signal?.removeEventListener('abort', onAbort);
      this.events.moved();
    }
  }

  private adopt(channel: Duplex): TunnelStream {
    const watch: StreamWatch = {
      received: (bytes) => {
        this.traffic.bytesIn += bytes;
        this.heard();
        this.events.moved();
      },
      sent: (bytes) => {
        this.traffic.bytesOut += bytes;
        this.events.moved();
      },
      heard: () => this.heard(),
    };
    const stream = new TunnelStream(channel, watch);
    this.streams.add(stream);
    this.traffic.connections += 1;
    stream.once('close', () => {
      this.streams.delete(stream);
      this.events.moved();
    });
    this.events.moved();
    return stream;
  }

  private tick(): void {
    const now = performance.now();
    const passed = Math.min(now - this.lastTick, longestTickMs);
    this.lastTick = now;
    this.silence += passed;
    this.sincePing += passed;
    if (!this.asking && this.sincePing >= pingMs) void this.ask();
    if (this.silence < silentMs || this.silent) return;
    this.silent = true;
    this.drop(this.stall());
    this.events.changed();
  }

  private async ask(): Promise<void> {
    this.asking = true;
    this.sincePing = 0;
    try {
      await this.lease.ping();
      this.heard();
    } catch {
      // The connection is gone; `closed` tells.
    } finally {
      this.asking = false;
    }
  }

  private heard(): void {
    this.silence = 0;
    if (!this.silent || this.over) return;
    this.silent = false;
    this.events.changed();
  }

  private drop(reason: Error, forStreams = reason): void {
    for (const giveUp of this.pending) giveUp(reason);
    for (const stream of this.streams) stream.destroy(forStreams);
  }

  private end(reason: Error): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.timer);
    this.drop(this.lost(), reason);
    this.lease.release();
    this.resolveGone();
    this.events.changed();
  }

  /** Why nothing is carried while it is stalled. */
  stall(): AppError {
    const { host, port } = this.lease;
    return new AppError(
      'tunnels.stalled',
      { host, port, seconds: silentMs / 1000 },
      { retry: true },
    );
  }

  /** Why nothing is carried once it is gone. */
  lost(): AppError {
    const { host, port } = this.lease;
    return new AppError('ssh.closed', { host, port }, { retry: true });
  }
}
