import type { Duplex } from 'node:stream';
import {
  attributeFields,
  encodeRequest,
  packetTypes,
  SftpProtocolError,
  statusCodes,
  type Attributes,
  type Field,
  type NewAttributes,
  type PacketReader,
} from './protocol';
import { RemoteFile } from './remote-file';
import { SftpSession, type SftpPeer } from './session';
import { statusError, statusOf } from './status';

/** An entry of a folder, as READDIR gives it. */
export interface DirectoryEntry {
  name: Buffer;
  /** As `ls -l` prints it; the only place where names of owners are found. */
  longName: Buffer;
  attributes: Attributes;
}

/** What a server takes in one packet; see `limits@openssh.com`. */
export interface SftpLimits {
  /** Most bytes in one READ. */
  read: number;
  /** Most bytes in one WRITE. */
  write: number;
}

/** What every server must take: draft-ietf-secsh-filexfer-02, section 3. */
const defaultLimits: SftpLimits = { read: 32 * 1024, write: 32 * 1024 };
/** More in one packet makes nothing faster. */
const largestBlock = 256 * 1024 - 1024;
/** A server that wants a file byte by byte would have millions of requests under way. */
const smallestBlock = 4 * 1024;
/** READDIR requests under way: OpenSSH answers each with at most 100 names. */
const directoryRequests = 8;

/** Extensions of OpenSSH (PROTOCOL, section 4). */
const extensions = {
  rename: 'posix-rename@openssh.com',
  sync: 'fsync@openssh.com',
  limits: 'limits@openssh.com',
  space: 'statvfs@openssh.com',
} as const;

/**
 * SFTP version 3 with paths as the bytes they are: names in GBK or with broken bytes reach
 * the host unchanged, which ssh2's own client, that decodes all names as UTF-8, cannot do.
 *
 * Every call throws AppError: `files.missing`, `files.denied`, `files.failed` with the path,
 * `ssh.closed` when the channel is gone, `ssh.protocol` when the server broke the protocol.
 */
export class SftpClient {
  readonly session: SftpSession;
  private readonly show: (path: Buffer) => string;
  private knownLimits: SftpLimits = defaultLimits;

  private constructor(session: SftpSession, show: (path: Buffer) => string) {
    this.session = session;
    this.show = show;
  }

  /**
   * Greets the server on a channel of the subsystem `sftp`.
   *
   * @param show a path for people, in errors
   * @throws AppError `files.sftp-unavailable`
   */
  static async start(
    channel: Duplex,
    peer: SftpPeer,
    show: (path: Buffer) => string = (path) => path.toString(),
  ): Promise<SftpClient> {
    const client = new SftpClient(await SftpSession.start(channel, peer), show);
    if (client.offers(extensions.limits)) await client.askLimits();
    return client;
  }

  get limits(): SftpLimits {
    return this.knownLimits;
  }

  get canReplace(): boolean {
    return this.offers(extensions.rename);
  }

  /** The absolute form of a path; `.` is the home folder. */
  async realPath(path: Buffer): Promise<Buffer> {
    const answer = await this.ask(path, packetTypes.realpath, packetTypes.name, path);
    return this.parse(() => onlyName(answer));
  }

  /** What a link says it leads to. */
  async readLink(path: Buffer): Promise<Buffer> {
    const answer = await this.ask(path, packetTypes.readlink, packetTypes.name, path);
    return this.parse(() => onlyName(answer));
  }

  /** Attributes of a file; of what a link leads to. */
  async stat(path: Buffer): Promise<Attributes> {
    const answer = await this.ask(path, packetTypes.stat, packetTypes.attrs, path);
    return this.parse(() => answer.attributes());
  }

  /** Attributes of a file, of a link itself. */
  async lstat(path: Buffer): Promise<Attributes> {
    const answer = await this.ask(path, packetTypes.lstat, packetTypes.attrs, path);
    return this.parse(() => answer.attributes());
  }

  /** Entries of a folder without `.` and `..`, in the server's order, as they come. */
  async *list(path: Buffer): AsyncGenerator<DirectoryEntry[], void> {
    const opened = await this.ask(path, packetTypes.opendir, packetTypes.handle, path);
    const handle = this.parse(() => Buffer.from(opened.bytes()));
    const next = (): Promise<PacketReader | null> => {
      const answer = this.ask(path, packetTypes.readdir, packetTypes.name, handle).catch(
        (error: unknown) => {
          if (statusOf(error) === statusCodes.eof) return null;
          throw error;
        },
      );
      // Those behind a failed one are not waited for.
      answer.catch(() => undefined);
      return answer;
    };
    const asked = Array.from({ length: directoryRequests }, next);
    try {
      let more = true;
      while (asked.length > 0) {
        const answer = await asked.shift();
        more = more && answer !== null;
        if (more) asked.push(next());
        if (answer) yield this.parse(() => entriesOf(answer));
      }
    } finally {
      await Promise.allSettled(asked);
      await this.close(handle, path);
    }
  }

  /** Opens a file; `mode` counts for one that is made. */
  async open(path: Buffer, flags: number, mode?: number): Promise<RemoteFile> {
    const fields = attributeFields(mode === undefined ? {} : { mode });
    const answer = await this.ask(
      path,
      packetTypes.open,
      packetTypes.handle,
      path,
      flags,
      ...fields,
    );
    return new RemoteFile(
      this,
      path,
      this.parse(() => Buffer.from(answer.bytes())),
    );
  }

  async makeFolder(path: Buffer, mode?: number): Promise<void> {
    const fields = attributeFields(mode === undefined ? {} : { mode });
    await this.command(path, packetTypes.mkdir, path, ...fields);
  }

  async removeFolder(path: Buffer): Promise<void> {
    await this.command(path, packetTypes.rmdir, path);
  }

  /** Removes a file or a link. */
  async removeFile(path: Buffer): Promise<void> {
    await this.command(path, packetTypes.remove, path);
  }

  async setAttributes(path: Buffer, attributes: NewAttributes): Promise<void> {
    await this.command(path, packetTypes.setstat, path, ...attributeFields(attributes));
  }

  /** Gives a file another name; fails where the name is taken. */
  async rename(from: Buffer, to: Buffer): Promise<void> {
    await this.command(from, packetTypes.rename, from, to);
  }

  /** Gives a file another name in place of what has it, at once. Only where {@link canReplace}. */
  async replace(from: Buffer, to: Buffer): Promise<void> {
    await this.command(from, packetTypes.extended, Buffer.from(extensions.rename), from, to);
  }

  /** Bytes this user may still write there; null where the server cannot say. */
  async freeBytes(path: Buffer): Promise<number | null> {
    if (!this.offers(extensions.space)) return null;
    const answer = await this.ask(
      path,
      packetTypes.extended,
      packetTypes.extendedReply,
      Buffer.from(extensions.space),
      path,
    );
    return this.parse(() => {
      answer.u64();
      const unit = answer.u64();
      answer.u64();
      answer.u64();
      return unit * answer.u64();
    });
  }

  /** Writes what a file holds to the host's disk, where the server offers that. */
  async sync(handle: Buffer, path: Buffer): Promise<void> {
    if (this.offers(extensions.sync))
      await this.command(path, packetTypes.extended, Buffer.from(extensions.sync), handle);
  }

  async close(handle: Buffer, path: Buffer): Promise<void> {
    if (this.session.alive) await this.command(path, packetTypes.close, handle);
  }

  /** Ends the session; calls under way fail with `ssh.closed`. */
  end(): void {
    this.session.end();
  }

  /** A request whose only good answer is the status OK. */
  async command(path: Buffer, type: number, ...fields: Field[]): Promise<void> {
    await this.expect(path, encodeRequest(type, ...fields), packetTypes.status);
  }

  /** A request that is answered by a packet of one type or by a status that tells why not. */
  ask(path: Buffer, type: number, wanted: number, ...fields: Field[]): Promise<PacketReader> {
    return this.expect(path, encodeRequest(type, ...fields), wanted);
  }

  /** Sends a packet; any answer but the wanted one throws. */
  async expect(path: Buffer, packet: Buffer, wanted: number): Promise<PacketReader> {
    const answer = await this.session.request(packet);
    if (answer.type === packetTypes.status) {
      const isOk = this.parse(() => answer.peek()) === statusCodes.ok;
      if (isOk && wanted === packetTypes.status) return answer;
      if (isOk) throw this.session.violated('OK where an answer was due');
      throw this.parse(() => statusError(answer, this.show(path), this.session.peer.host));
    }
    if (answer.type !== wanted) throw this.session.violated(`an answer of type ${answer.type}`);
    return answer;
  }

  /** Reads an answer; one that is broken ends the session. */
  parse<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof SftpProtocolError) throw this.session.violated(error.message);
      throw error;
    }
  }

  private offers(extension: string): boolean {
    return this.session.extensions.has(extension);
  }

  private async askLimits(): Promise<void> {
    const answer = await this.ask(
      Buffer.alloc(0),
      packetTypes.extended,
      packetTypes.extendedReply,
      Buffer.from(extensions.limits),
    );
    this.knownLimits = this.parse(() => {
      answer.u64();
      // 0 means that the server does not say.
      const block = (limit: number): number =>
        Math.min(largestBlock, Math.max(smallestBlock, limit || 32 * 1024));
      return { read: block(answer.u64()), write: block(answer.u64()) };
    });
  }
}

function onlyName(answer: PacketReader): Buffer {
  if (answer.u32() !== 1) throw new SftpProtocolError('not one name');
  return Buffer.from(answer.bytes());
}

function entriesOf(answer: PacketReader): DirectoryEntry[] {
  const count = answer.u32();
  const entries: DirectoryEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = answer.bytes();
    const longName = answer.bytes();
    const attributes = answer.attributes();
    if (isName(name)) entries.push({ name, longName, attributes });
  }
  return entries;
}

/**
 * Whether it can be the name of something in a folder. A server that lies could otherwise
 * make a download of a folder write anywhere on this device.
 */
function isName(name: Buffer): boolean {
  if (name.length === 0 || name.includes(0x2f) || name.includes(0)) return false;
  return !(name[0] === 0x2e && (name.length === 1 || (name.length === 2 && name[1] === 0x2e)));
}
