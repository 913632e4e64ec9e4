import {
  attributeFields,
  encodeRequest,
  packetTypes,
  statusCodes,
  type Attributes,
  type Field,
  type NewAttributes,
  type PacketReader,
} from './protocol';
import type { SftpSession } from './session';
import { statusOf } from './status';

/**
 * Bytes that are asked for, or sent and not acknowledged. As much as an SSH channel's own
 * window in OpenSSH and in ssh2, so that a long line is kept full; more would only wait in memory.
 */
const windowBytes = 2 * 1024 * 1024;

/** A piece of a file to be sent: fill `payload`, then give it to {@link RemoteFile.send}. */
export interface Piece {
  readonly packet: Buffer;
  readonly payload: Buffer;
}

/** The client a file was opened by. */
export interface FileClient {
  readonly limits: { read: number; write: number };
  readonly session: SftpSession;
  command(path: Buffer, type: number, ...fields: Field[]): Promise<void>;
  ask(path: Buffer, type: number, wanted: number, ...fields: Field[]): Promise<PacketReader>;
  expect(path: Buffer, packet: Buffer, wanted: number): Promise<PacketReader>;
  parse<T>(read: () => T): T;
  sync(handle: Buffer, path: Buffer): Promise<void>;
  close(handle: Buffer, path: Buffer): Promise<void>;
}

/** An open file on the host. Close it. Calls throw as those of the client. */
export class RemoteFile {
  readonly path: Buffer;
  private readonly client: FileClient;
  private readonly handle: Buffer;

  constructor(client: FileClient, path: Buffer, handle: Buffer) {
    this.client = client;
    this.path = path;
    this.handle = handle;
  }

  async stat(): Promise<Attributes> {
    const answer = await this.client.ask(
      this.path,
      packetTypes.fstat,
      packetTypes.attrs,
      this.handle,
    );
    return this.client.parse(() => answer.attributes());
  }

  async setAttributes(attributes: NewAttributes): Promise<void> {
    const fields = attributeFields(attributes);
    await this.client.command(this.path, packetTypes.fsetstat, this.handle, ...fields);
  }

  /** At most so many bytes from a place; null at the end of the file. */
  async read(position: number, length: number): Promise<Buffer | null> {
    try {
      const answer = await this.client.ask(
        this.path,
        packetTypes.read,
        packetTypes.data,
        this.handle,
        BigInt(position),
        length,
      );
      const bytes = this.client.parse(() => answer.bytes());
      if (bytes.length === 0 || bytes.length > length)
        throw this.client.session.violated(`${bytes.length} bytes where ${length} were asked for`);
      return bytes;
    } catch (error) {
      if (statusOf(error) === statusCodes.eof) return null;
      throw error;
    }
  }

  /**
   * The bytes from one place to another (or to the end of the file, if that comes first), in
   * order, asked for ahead of the reader: at most 2 MiB wait in memory.
   */
  async *readRange(from: number, to: number): AsyncGenerator<Buffer, void> {
    const block = this.client.limits.read;
    const ahead: { at: number; length: number; answer: Promise<Buffer | null> }[] = [];
    let asked = from;
    const fill = (): void => {
      while (asked < to && ahead.length * block < windowBytes) {
        const length = Math.min(block, to - asked);
        const answer = this.read(asked, length);
        // One that nobody waits for any more, because an earlier one failed.
        answer.catch(() => undefined);
        ahead.push({ at: asked, length, answer });
        asked += length;
      }
    };
    for (fill(); ; fill()) {
      const next = ahead.shift();
      if (!next) return;
      let bytes = await next.answer;
      let { at } = next;
      const end = at + next.length;
      // A server may give less than it was asked for.
      while (bytes && at + bytes.length < end) {
        yield bytes;
        at += bytes.length;
        bytes = await this.read(at, end - at);
      }
      if (!bytes) return;
      yield bytes;
    }
  }

  /** Gives back a part that was used up: its memory is used again. */
  recycle(part: Buffer): void {
    this.client.session.recycle(part);
  }

  /** How many pieces may be on their way at a time. */
  get pieces(): number {
    return Math.max(2, Math.floor(windowBytes / this.client.limits.write));
  }

  /** Room for one WRITE, made once and filled again after its answer has come. */
  newPiece(): Piece {
    const room = this.client.limits.write;
    const packet = Buffer.alloc(4 + 5 + 4 + this.handle.length + 8 + 4 + room);
    packet[4] = packetTypes.write;
    packet.writeUInt32BE(this.handle.length, 9);
    this.handle.copy(packet, 13);
    return { packet, payload: packet.subarray(packet.length - room) };
  }

  /** Writes the first `length` bytes of a piece; resolves when the host has them. */
  async send({ packet, payload }: Piece, length: number, position: number): Promise<void> {
    const end = packet.length - payload.length + length;
    packet.writeUInt32BE(end - 4, 0);
    packet.writeBigUInt64BE(BigInt(position), 13 + this.handle.length);
    packet.writeUInt32BE(length, 21 + this.handle.length);
    await this.client.expect(this.path, packet.subarray(0, end), packetTypes.status);
  }

  /** Writes a short text at a place. */
  async write(bytes: Buffer, position: number): Promise<void> {
    const block = this.client.limits.write;
    for (let at = 0; at < bytes.length; at += block) {
      const part = bytes.subarray(at, at + block);
      const packet = encodeRequest(packetTypes.write, this.handle, BigInt(position + at), part);
      await this.client.expect(this.path, packet, packetTypes.status);
    }
  }

  /** Brings what was written to the host's disk, where the server offers that. */
  async sync(): Promise<void> {
    await this.client.sync(this.handle, this.path);
  }

  async close(): Promise<void> {
    await this.client.close(this.handle, this.path);
  }
}
