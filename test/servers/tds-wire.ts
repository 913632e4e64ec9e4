/** Packets and messages of TDS (MS-TDS, 2.2.3), and TLS as it is begun inside of them. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { demand } from './tds-login';
import { packetSize } from './tds-tokens';

/** One client's connection: messages in and out. */
export class TdsWire {
  readonly #socket: Socket;
  #wire: Duplex;
  #received: Buffer = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#wire = socket;
    this.#listen(socket);
  }

  /** Whether the head of a message has come that was not read. */
  get waiting(): boolean {
    return this.#received.length >= 8;
  }

  /** The next time that something comes, or the end. */
  moved(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #listen(wire: Duplex): void {
    wire.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    const end = (): void => {
      this.ended = true;
      this.#wake();
    };
    wire.on('end', end).on('close', end).on('error', end);
  }

  async #bytes(count: number): Promise<Buffer | null> {
    while (this.#received.length < count) {
      if (this.ended) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const bytes = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return bytes;
  }

  /** A message out of packets (2.2.3); null when the client left. */
  async message(): Promise<{ type: number; data: Buffer } | null> {
    const parts: Buffer[] = [];
    let type: number | null = null;
    let first: number | null = null;
    for (let count = 0; ; count++) {
      const header = await this.#bytes(8);
      if (!header) return null;
      type ??= header.readUInt8(0);
      demand(type === header.readUInt8(0), 'packets of two types in one message');
      const status = header.readUInt8(1);
      demand((status & ~0x1b) === 0, `packet status ${status}`);
      const length = header.readUInt16BE(2);
      demand(length >= 8 && length <= packetSize, `packet of ${length} bytes`);
      const number = header.readUInt8(6);
      // FreeTDS counts from 0, others from 1.
      first ??= number;
      demand(first < 2 && number === (first + count) % 256, `packet ${number} as number ${count}`);
      const data = await this.#bytes(length - 8);
      if (!data) return null;
      parts.push(data);
      if (status & 1) return { type, data: Buffer.concat(parts) };
    }
  }

  /** Sends packets; `last` ends the message. Waits while the client does not read. */
  async send(data: Buffer, last = true, type = 4): Promise<void> {
    for (let at = 0; at === 0 || at < data.length; at += packetSize - 8) {
      const part = data.subarray(at, at + packetSize - 8);
      const header = Buffer.alloc(8);
      header.writeUInt8(type);
      header.writeUInt8(last && at + packetSize - 8 >= data.length ? 1 : 0, 1);
      header.writeUInt16BE(part.length + 8, 2);
      if (!this.#wire.write(Buffer.concat([header, part])) && !this.ended) {
        const waited = new AbortController();
        const { signal } = waited;
        // Of the two, the one that did not come must not be waited for ever after.
        const moved = ['drain', 'close'].map((event) => once(this.#wire, event, { signal }));
        await Promise.race(moved);
        waited.abort();
        await Promise.allSettled(moved);
      }
    }
  }

  /** The handshake of TLS travels in PRELOGIN messages; after it, TLS carries the packets. */
  async encrypt(certificate: { key: string; cert: string }): Promise<boolean> {
    let secured = false;
    /** The handshake is over, and all of it was sent: TLS carries the packets now. */
    let inside = false;
    let flush: Buffer[] = [];
    const carrier = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, next) => {
        if (inside) this.#socket.write(bytes);
        else flush.push(bytes);
        next();
      },
    });
    // Newer versions send tickets after the handshake, for which PRELOGIN has no place.
    const wire = new TLSSocket(carrier, { isServer: true, ...certificate, maxVersion: 'TLSv1.2' });
    wire.on('error', () => this.#socket.destroy());
    wire.once('secure', () => (secured = true));
    for (;;) {
      const message = await this.message();
      if (!message) return false;
      demand(message.type === 0x12, 'no TLS in PRELOGIN');
      carrier.push(message.data);
      while (flush.length === 0 && !this.ended) await new Promise((resolve) => setImmediate(resolve)); // prettier-ignore
      await new Promise((resolve) => setTimeout(resolve, 20));
      const said = Buffer.concat(flush);
      flush = [];
      inside = secured;
      await this.send(said, true, 0x12);
      if (secured) break;
    }
    this.#socket.removeAllListeners('data');
    if (this.#received.length > 0) carrier.push(this.#received);
    this.#received = Buffer.alloc(0);
    this.#socket.on('data', (bytes: Buffer) => carrier.push(bytes));
    this.#wire = wire;
    this.#listen(wire);
    return true;
  }
}
