/**
 * Packets of SFTP version 3, the server's side: draft-ietf-secsh-filexfer-02, and the
 * extensions of OpenSSH (PROTOCOL, section 4). Names are bytes, because a server knows
 * nothing of their encoding; that of ssh2 takes them for UTF-8.
 */

export const requests = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  extended: 200,
} as const;

export const answers = {
  version: 2,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
  extended: 201,
} as const;

export const status = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  unsupported: 8,
} as const;

/** Flags of OPEN. */
export const openFlags = { write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const;

const attributeFlags = { size: 1, owner: 2, mode: 4, times: 8 } as const;

/** What a client asks to be changed of a file. */
export interface AskedAttributes {
  size?: number;
  mode?: number;
  /** Seconds since 1970. */
  modified?: number;
}

/** What the server says of a file; sizes in bytes, times in seconds since 1970. */
export interface SaidAttributes {
  size: number;
  owner: number;
  /** Type and permission bits. */
  mode: number;
  modified: number;
}

/** Reads the fields of one packet. @throws RangeError where it is too short */
export class FieldReader {
  readonly #packet: Buffer;
  #at = 0;

  constructor(packet: Buffer) {
    this.#packet = packet;
  }

  u8(): number {
    return this.#packet.readUInt8(this.#at++);
  }

  u32(): number {
    this.#at += 4;
    return this.#packet.readUInt32BE(this.#at - 4);
  }

  u64(): number {
    return this.u32() * 0x1_0000_0000 + this.u32();
  }

  bytes(): Buffer {
    const length = this.u32();
    if (this.#at + length > this.#packet.length) throw new RangeError('string length');
    this.#at += length;
    return this.#packet.subarray(this.#at - length, this.#at);
  }

  attributes(): AskedAttributes {
    const flags = this.u32();
    const asked: AskedAttributes = {};
    if (flags & attributeFlags.size) asked.size = this.u64();
    if (flags & attributeFlags.owner) this.u64();
    if (flags & attributeFlags.mode) asked.mode = this.u32();
    if (flags & attributeFlags.times) {
      this.u32();
      asked.modified = this.u32();
    }
    return asked;
  }
}

export type Field = number | bigint | Buffer | SaidAttributes;

function field(value: Field): Buffer {
  if (Buffer.isBuffer(value)) return Buffer.concat([field(value.length), value]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  }
  if (typeof value === 'bigint') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    return bytes;
  }
  const { size, owner, mode, modified } = value;
  const flags =
    attributeFlags.size | attributeFlags.owner | attributeFlags.mode | attributeFlags.times;
  return Buffer.concat([
    field(flags),
    field(BigInt(size)),
    ...[owner, owner, mode, modified, modified].map((each) => field(each)),
  ]);
}

/** One packet with its length: numbers are 32 bits, bigints 64, bytes a string. */
export function packet(type: number, ...fields: Field[]): Buffer {
  const body = Buffer.concat(fields.map((each) => field(each)));
  return Buffer.concat([field(body.length + 1), Buffer.from([type]), body]);
}

/** The longest packet that is taken: what OpenSSH takes. */
const LONGEST_PACKET = 256 * 1024;

/** Cuts a stream of bytes into packets. @throws RangeError for one that is too long */
export class PacketCutter {
  #parts: Buffer[] = [];
  #bytes = 0;

  push(bytes: Buffer): Buffer[] {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    const packets: Buffer[] = [];
    for (;;) {
      const head = this.#parts[0];
      if (head === undefined || this.#bytes < 4) return packets;
      if (head.length < 4) this.#join();
      const length = this.#parts[0]?.readUInt32BE(0) ?? 0;
      if (length === 0 || length > LONGEST_PACKET) throw new RangeError('packet length');
      if (this.#bytes < 4 + length) return packets;
      const all = this.#join();
      packets.push(all.subarray(4, 4 + length));
      this.#parts = [all.subarray(4 + length)];
      this.#bytes -= 4 + length;
    }
  }

  #join(): Buffer {
    const all = this.#parts.length === 1 ? this.#parts[0] : undefined;
    const joined = all ?? Buffer.concat(this.#parts);
    this.#parts = [joined];
    return joined;
  }
}

/** Numbers of the accounts of the plant, as SFTP has them. */
export function userNumber(name: string): number {
  return { root: 0, demo: 1001, nc: 1002, oracle: 1003, tomcat: 1004 }[name] ?? 65_534;
}
