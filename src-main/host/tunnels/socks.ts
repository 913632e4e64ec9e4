import { isIPv4 } from 'node:net';
import type { Socket } from 'node:net';

/** Where a SOCKS client wants to go, and how to answer it. */
export interface SocksRequest {
  host: string;
  port: number;
  /** The way is open: bytes of the application follow. */
  accept(): void;
  /** There is no way; ends the connection. */
  refuse(reason: SocksRefusal): void;
}

export type SocksRefusal = 'refused' | 'unreachable';

/** A client has this long to say what it wants. */
const patienceMs = 10_000;
/** Longer than any request: five for the head, 256 for a name, 256 for a user name. */
const longestRequest = 1024;

/** RFC 1928, 6: replies. */
const reply5 = { granted: 0, unreachable: 4, refused: 5, commandUnsupported: 7, addressUnknown: 8 };
/** SOCKS4: 90 granted, 91 rejected or failed. */
const reply4 = { granted: 90, refused: 91 };

/**
 * Reads what a client of SOCKS 5 (RFC 1928, without authentication), 4 or 4a wants. Only
 * CONNECT is known: what a tunnel can carry.
 *
 * @throws Error when the client says something else, nothing in time, or leaves; its connection
 *   is ended with the answer the protocol has for it
 */
export async function readSocksRequest(socket: Socket): Promise<SocksRequest> {
  const reader = new Reader(socket);
  try {
    const version = (await reader.take(1)).readUInt8();
    if (version === 5) return await readVersion5(reader, socket);
    if (version === 4) return await readVersion4(reader, socket);
    throw new Error(`not a SOCKS client: it began with ${version}`);
  } catch (error) {
    socket.destroySoon();
    throw error;
  } finally {
    reader.leave();
  }
}

async function readVersion5(reader: Reader, socket: Socket): Promise<SocksRequest> {
  const methods = await reader.take((await reader.take(1)).readUInt8());
  const noAuthentication = 0;
  if (!methods.includes(noAuthentication)) {
    socket.write(Buffer.from([5, 0xff]));
    throw new Error('the SOCKS client demands a log-in');
  }
  socket.write(Buffer.from([5, noAuthentication]));
  const answer = (code: number): boolean =>
    socket.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
  const head = await reader.take(4);
  const host = await readAddress(reader, head.readUInt8(3));
  if (host === null) {
    answer(reply5.addressUnknown);
    throw new Error('the SOCKS client named an address of an unknown kind');
  }
  const port = (await reader.take(2)).readUInt16BE();
  if (head.readUInt8(1) !== 1) {
    answer(reply5.commandUnsupported);
    throw new Error('the SOCKS client wants something other than CONNECT');
  }
  return {
    host,
    port,
    accept: () => void answer(reply5.granted),
    refuse: (reason) => {
      answer(reply5[reason]);
      socket.destroySoon();
    },
  };
}

/** RFC 1928, 5: addressing. Null for a kind nobody defined. */
async function readAddress(reader: Reader, kind: number): Promise<string | null> {
  if (kind === 1) return [...(await reader.take(4))].join('.');
  if (kind === 3) {
    const name = (await reader.take((await reader.take(1)).readUInt8())).toString('utf8');
    return name;
  }
  if (kind !== 4) return null;
  const bytes = await reader.take(16);
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(
    ':',
  );
}

async function readVersion4(reader: Reader, socket: Socket): Promise<SocksRequest> {
  const answer = (code: number): boolean => socket.write(Buffer.from([0, code, 0, 0, 0, 0, 0, 0]));
  const refuse = (): void => {
    answer(reply4.refused);
    socket.destroySoon();
  };
  const head = await reader.take(7);
  await reader.takeText();
  const address = [...head.subarray(3)].join('.');
  // 4a: an address 0.0.0.x that is no address says that a name follows.
  const named = /^0\.0\.0\.[1-9]\d*$/.test(address) && isIPv4(address);
  const host = named ? await reader.takeText() : address;
  if (head.readUInt8(0) !== 1) {
    answer(reply4.refused);
    throw new Error('the SOCKS client wants something other than CONNECT');
  }
  return { host, port: head.readUInt16BE(1), accept: () => void answer(reply4.granted), refuse };
}

/** Takes exact pieces off the front of a paused socket; the rest stays unread. */
class Reader {
  private readonly socket: Socket;
  private readonly deadline = AbortSignal.timeout(patienceMs);
  private taken = 0;
  private wake: () => void = () => undefined;
  private readonly onChange = (): void => this.wake();

  constructor(socket: Socket) {
    this.socket = socket;
    for (const event of ['readable', 'end', 'close']) socket.on(event, this.onChange);
    this.deadline.addEventListener('abort', this.onChange);
  }

  async take(count: number): Promise<Buffer> {
    this.taken += count;
    if (this.taken > longestRequest) throw new Error('the SOCKS request is too long');
    if (count === 0) return Buffer.alloc(0);
    for (;;) {
      const piece = this.socket.read(count) as Buffer | null;
      // At the end of a stream `read` gives what is left, however little.
      if (piece?.length === count) return piece;
      if (piece !== null || this.socket.readableEnded || this.socket.destroyed)
        throw new Error('the SOCKS client left');
      if (this.deadline.aborted) throw new Error('the SOCKS client said nothing');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** A text that ends with a zero byte. */
  async takeText(): Promise<string> {
    const bytes: number[] = [];
    for (;;) {
      const byte = (await this.take(1)).readUInt8();
      if (byte === 0) return Buffer.from(bytes).toString('utf8');
      bytes.push(byte);
    }
  }

  leave(): void {
    for (const event of ['readable', 'end', 'close']) this.socket.off(event, this.onChange);
    this.deadline.removeEventListener('abort', this.onChange);
  }
}
