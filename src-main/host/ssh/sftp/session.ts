import type { Duplex } from 'node:stream';
import { AppError } from '../../../contract/errors';
import { collectAfter } from '../../../kit/collect';
import { encodeRequest, PacketReader, packetTypes, SftpProtocolError } from './protocol';

/** OpenSSH answers with at most 256 KiB; nobody needs more than this. */
const largestPacket = 1024 * 1024;
/** A server that says nothing at all within this time has no SFTP. */
const greetingMs = 20_000;
const version = 3;
/** Packets from here on are worth being used again. */
const largeBytes = 16 * 1024;
/** As many as the window of a reader holds. */
const mostSpare = 72;

/** Who is at the other end, for messages. */
export interface SftpPeer {
  host: string;
  port: number;
}

interface Waiting {
  resolve: (answer: PacketReader) => void;
  reject: (error: Error) => void;
}

/**
 * Requests and answers over one channel. Whatever the server sends that is not SFTP (a packet
 * that is too long or cut short, an answer nobody asked for) ends the session with
 * `ssh.protocol`; everybody who waits is told.
 */
export class SftpSession {
  /** What the server offers beyond version 3, e.g. `posix-rename@openssh.com`. */
  readonly extensions = new Map<string, string>();
  readonly peer: SftpPeer;
  /** Resolves with the reason when the session has ended. */
  readonly closed: Promise<Error>;
  private readonly channel: Duplex;
  private readonly waiting = new Map<number, Waiting>();
  private tellClosed: (reason: Error) => void = () => undefined;
  private ended: Error | null = null;
  private nextId = 0;
  private greeted: ((error: Error | null) => void) | null = null;
  private readonly header = Buffer.alloc(4);
  private headerBytes = 0;
  private packet: Buffer | null = null;
  private packetBytes = 0;
  private readonly spare: Buffer[] = [];

  private constructor(channel: Duplex, peer: SftpPeer) {
    this.channel = channel;
    this.peer = peer;
    this.closed = new Promise((resolve) => (this.tellClosed = resolve));
    channel.on('data', (chunk: Buffer) => this.receive(chunk));
    const gone = (): void =>
      this.fail(new AppError('ssh.closed', { ...this.peer }, { retry: true }));
    channel.on('error', gone).on('end', gone).on('close', gone);
  }

  /**
   * Greets the server of a channel that was opened for the subsystem `sftp`.
   *
   * @throws AppError `files.sftp-unavailable` {host, detail} when what answers is not SFTP
   */
  static async start(channel: Duplex, peer: SftpPeer): Promise<SftpSession> {
    const session = new SftpSession(channel, peer);
    const greeting = new Promise<Error | null>((resolve) => (session.greeted = resolve));
    const patience = setTimeout(
      () => session.fail(new SftpProtocolError('no greeting')),
      greetingMs,
    );
    // INIT has the version where other packets have their number.
    const init = encodeRequest(packetTypes.init);
    init.writeUInt32BE(version, 5);
    channel.write(init);
    const refused = await greeting;
    clearTimeout(patience);
    if (!refused) return session;
    const detail = refused instanceof SftpProtocolError ? refused.message : 'channel closed';
    throw new AppError(
      'files.sftp-unavailable',
      { host: peer.host, detail },
      { cause: refused, retry: refused instanceof AppError && refused.retry },
    );
  }

  get alive(): boolean {
    return this.ended === null;
  }

  /** Requests without an answer. */
  get pending(): number {
    return this.waiting.size;
  }

  /**
   * Sends a packet of {@link encodeRequest} and waits for its answer.
   *
   * @throws AppError `ssh.closed`, `ssh.protocol`
   */
  request(packet: Buffer): Promise<PacketReader> {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.nextId;
    this.nextId = (id + 1) >>> 0;
    packet.writeUInt32BE(id, 5);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.channel.write(packet);
      collectAfter(packet.length);
    });
  }

  /**
   * Takes a large packet back whose content was used up: fresh ones for each answer would
   * cost more than all else that is done with them.
   */
  recycle(content: Buffer): void {
    if (content.length < largeBytes || this.spare.length >= mostSpare) return;
    this.spare.push(Buffer.from(content.buffer));
  }

  /** An answer of a kind that cannot be to this request ends the session. */
  violated(detail: string): Error {
    this.fail(new SftpProtocolError(detail));
    return this.ended ?? new SftpProtocolError(detail);
  }

  /** Ends the session and its channel. */
  end(): void {
    this.fail(new AppError('ssh.closed', { ...this.peer }, { retry: true }));
  }

  private fail(cause: Error): void {
    if (this.ended) return;
    const reason =
      cause instanceof SftpProtocolError
        ? new AppError('ssh.protocol', { ...this.peer, detail: `SFTP: ${cause.message}` })
        : cause;
    this.ended = reason;
    this.packet = null;
    this.spare.length = 0;
    const { greeted } = this;
    this.greeted = null;
    greeted?.(cause);
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
    // What still comes must be read, or the channel would never close.
    this.channel.removeAllListeners('data').resume();
    this.channel.destroy();
    this.tellClosed(reason);
  }

  /** Puts packets together; each is copied once, into a buffer of its own size. */
  private receive(chunk: Buffer): void {
    collectAfter(chunk.length);
    let at = 0;
    while (at < chunk.length && !this.ended) {
      if (!this.packet) {
        const taken = Math.min(4 - this.headerBytes, chunk.length - at);
        chunk.copy(this.header, this.headerBytes, at, at + taken);
        this.headerBytes += taken;
        at += taken;
        if (this.headerBytes < 4) return;
        const length = this.header.readUInt32BE(0);
        if (length < 5 || length > largestPacket) {
          this.fail(this.oversized(length, chunk.subarray(at)));
          return;
        }
        this.packet = this.room(length);
        this.packetBytes = 0;
      }
      const taken = Math.min(this.packet.length - this.packetBytes, chunk.length - at);
      chunk.copy(this.packet, this.packetBytes, at, at + taken);
      this.packetBytes += taken;
      at += taken;
      if (this.packetBytes < this.packet.length) return;
      const whole = this.packet;
      this.packet = null;
      this.headerBytes = 0;
      this.answer(whole);
    }
  }

  private room(length: number): Buffer {
    if (length < largeBytes) return Buffer.allocUnsafe(length);
    const spare = this.spare.pop();
    // Answers of one file are of one size; whatever else comes gets room of its own.
    if (spare && spare.length >= length) return spare.subarray(0, length);
    return Buffer.allocUnsafeSlow(length);
  }

  private answer(packet: Buffer): void {
    const reader = new PacketReader(packet);
    if (this.greeted) {
      this.greet(reader);
      return;
    }
    const waiting = this.waiting.get(reader.u32());
    if (!waiting) {
      this.fail(new SftpProtocolError('an answer to no request'));
      return;
    }
    this.waiting.delete(packet.readUInt32BE(1));
    waiting.resolve(reader);
  }

  private greet(reader: PacketReader): void {
    try {
      if (reader.type !== packetTypes.version) throw new SftpProtocolError('no greeting');
      if (reader.u32() < version) throw new SftpProtocolError('version');
      while (reader.left > 0) this.extensions.set(reader.text(), reader.text());
    } catch (error) {
      this.fail(error as Error);
      return;
    }
    const { greeted } = this;
    this.greeted = null;
    greeted?.(null);
  }

  /** A start-up file of the shell that prints something is the usual cause: show what it says. */
  private oversized(length: number, rest: Buffer): SftpProtocolError {
    if (!this.greeted) return new SftpProtocolError(`a packet of ${length} bytes`);
    const said = Buffer.concat([this.header, rest]).toString('utf8').slice(0, 200);
    return new SftpProtocolError(printable(said));
  }
}

/** A server's words on one line, without control characters. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
