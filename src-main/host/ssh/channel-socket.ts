import { Duplex } from 'node:stream';

/**
 * A forwarded channel as a socket for another connection. The channel's own `destroy` waits
 * for the far side to agree, which a dead one never does; this one is gone at once.
 */
export class ChannelSocket extends Duplex {
  private readonly channel: Duplex;

  constructor(channel: Duplex) {
    super();
    this.channel = channel;
    channel.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) channel.pause();
    });
    channel.once('end', () => this.push(null));
    channel.once('close', () => this.destroy());
    channel.on('error', (error: Error) => this.destroy(error));
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.channel.writable) return done();
    this.channel.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.channel.resume();
    this.channel.destroy();
    done(error);
  }
}
