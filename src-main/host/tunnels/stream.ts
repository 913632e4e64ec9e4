import { Duplex } from 'node:stream';

/** What a tunnel counts, and what shows it that the other end lives. */
export interface StreamWatch {
  /** Bytes came from the other end. */
  received(bytes: number): void;
  /** Bytes were handed to the connection. */
  sent(bytes: number): void;
  /** The other end took something that had waited for it. */
  heard(): void;
}

/** A write that waited this long was let through by the other end, not by our own buffers. */
const waitedMs = 100;

/**
 * A forwarded connection that ends as streams of Node do. A channel of ssh2 does not: a
 * destroyed one stays until the server agrees, so that whoever reads from a dead link waits for
 * ever; it swallows the error; and a cut looks like a clean end.
 *
 * Both directions hold back their sender: reading stops with the reader, and a write is done
 * when the server's window has taken it.
 */
export class TunnelStream extends Duplex {
  private readonly channel: Duplex;
  private readonly watch: StreamWatch;
  /** The write that the server's window holds back. */
  private waiting: ((error?: Error | null) => void) | null = null;
  private channelClosed = false;

  constructor(channel: Duplex, watch: StreamWatch) {
    super({ allowHalfOpen: true });
    this.channel = channel;
    this.watch = watch;
    channel.on('data', (chunk: Buffer) => {
      if (this.destroyed) return;
      watch.received(chunk.length);
      if (!this.push(chunk)) channel.pause();
    });
    channel.once('end', () => {
      // A connection that breaks ends its channels first and says why a moment later.
      setImmediate(() => {
        if (!this.destroyed) this.push(null);
      });
    });
    channel.once('close', () => this.onChannelClose());
    channel.on('error', (error: Error) => this.destroy(error));
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    // The other end takes nothing any more, but what it said may still be unread.
    if (this.channelClosed) return done();
    const began = performance.now();
    this.waiting = done;
    this.channel.write(chunk, (error) => {
      if (this.waiting !== done) return;
      this.waiting = null;
      if (!error) {
        this.watch.sent(chunk.length);
        if (performance.now() - began > waitedMs) this.watch.heard();
      }
      done(error);
    });
  }

  override _final(done: () => void): void {
    this.channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.channel.destroy();
    // An unread channel would never say that it is closed.
    this.channel.resume();
    this.waiting = null;
    done(error);
  }

  private onChannelClose(): void {
    this.channelClosed = true;
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.();
    if (this.readableEnded) this.destroy();
    else this.once('end', () => this.destroy());
  }
}
