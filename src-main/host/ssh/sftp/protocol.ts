/** Packet types of SFTP version 3: draft-ietf-secsh-filexfer-02, section 3. */
export const packetTypes = {
  init: 1,
  version: 2,
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
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
  extendedReply: 201,
} as const;

/** Status codes of SFTP version 3. */
export const statusCodes = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  unsupported: 8,
} as const;

/** Flags of OPEN. */
export const openFlags = {
  read: 0x01,
  write: 0x02,
  create: 0x08,
  truncate: 0x10,
  exclusive: 0x20,
} as const;

const attributeFlags = { size: 0x1, owner: 0x2, mode: 0x4, times: 0x8, extended: 0x80000000 };

/** What is known of a file; null where the server does not say. */
export interface Attributes {
  size: number | null;
  uid: number | null;
  gid: number | null;
  /** As `st_mode`: type and permission bits. */
  mode: number | null;
  /** Seconds since 1970. */
  accessedAt: number | null;
  modifiedAt: number | null;
}

/** What is to be changed of a file. Owner and group go together, so do the times. */
export interface NewAttributes {
  size?: number;
  owner?: { uid: number; gid: number };
  mode?: number;
  /** Seconds since 1970. */
  times?: { accessedAt: number; modifiedAt: number };
}

/** The server's answer is not SFTP. */
export class SftpProtocolError extends Error {}

/** Reads the fields of one packet; every length is checked against what is there. */
export class PacketReader {
  readonly type: number;
  private readonly packet: Buffer;
  private at = 1;

  /** @param packet a packet without its length field */
  constructor(packet: Buffer) {
    this.packet = packet;
    this.type = packet[0] ?? 0;
  }

  get left(): number {
    return this.packet.length - this.at;
  }

  u32(): number {
    const value = this.need(4).readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  /** The next number, which stays to be read. */
  peek(): number {
    return this.need(4).readUInt32BE(this.at);
  }

  /** A 64-bit number; what a double cannot hold (servers say 2^64 - 1 for no limit) is clipped. */
  u64(): number {
    return Math.min(this.u32() * 0x1_0000_0000 + this.u32(), Number.MAX_SAFE_INTEGER);
  }

  /** A string, as a view into the packet. */
  bytes(): Buffer {
    const length = this.u32();
    this.need(length);
    this.at += length;
    return this.packet.subarray(this.at - length, this.at);
  }

  text(): string {
    return this.bytes().toString('utf8');
  }

  attributes(): Attributes {
    const flags = this.u32();
    const has = (flag: number): boolean => (flags & flag) !== 0;
    const size = has(attributeFlags.size) ? this.u64() : null;
    const uid = has(attributeFlags.owner) ? this.u32() : null;
    const gid = has(attributeFlags.owner) ? this.u32() : null;
    const mode = has(attributeFlags.mode) ? this.u32() : null;
    const accessedAt = has(attributeFlags.times) ? this.u32() : null;
    const modifiedAt = has(attributeFlags.times) ? this.u32() : null;
    if (has(attributeFlags.extended)) {
      const count = this.u32();
      for (let index = 0; index < count; index += 1) {
        this.bytes();
        this.bytes();
      }
    }
    return { size, uid, gid, mode, accessedAt, modifiedAt };
  }

  private need(length: number): Buffer {
    if (this.left < length) throw new SftpProtocolError('a packet is cut short');
    return this.packet;
  }
}

/** A field of a packet: a number of four bytes, one of eight, or a string. */
export type Field = number | bigint | Buffer;

/** A packet with room for the request number, which the session fills in. */
export function encodeRequest(type: number, ...fields: readonly Field[]): Buffer {
  const sizeOf = (field: Field): number =>
    typeof field === 'number' ? 4 : typeof field === 'bigint' ? 8 : 4 + field.length;
  const length = fields.reduce<number>((sum, field) => sum + sizeOf(field), 5);
  const packet = Buffer.alloc(4 + length);
  packet.writeUInt32BE(length, 0);
  packet[4] = type;
  let at = 9;
  for (const field of fields) {
    if (typeof field === 'bigint') packet.writeBigUInt64BE(field, at);
    else packet.writeUInt32BE(typeof field === 'number' ? field : field.length, at);
    if (Buffer.isBuffer(field)) field.copy(packet, at + 4);
    at += sizeOf(field);
  }
  return packet;
}

/** The fields of an ATTRS structure. */
export function attributeFields({ size, owner, mode, times }: NewAttributes): Field[] {
  let flags = 0;
  const fields: Field[] = [];
  if (size !== undefined) {
    flags |= attributeFlags.size;
    fields.push(BigInt(size));
  }
  if (owner) {
    flags |= attributeFlags.owner;
    fields.push(owner.uid, owner.gid);
  }
  if (mode !== undefined) {
    flags |= attributeFlags.mode;
    fields.push(mode);
  }
  if (times) {
    flags |= attributeFlags.times;
    fields.push(times.accessedAt >>> 0, times.modifiedAt >>> 0);
  }
  return [flags, ...fields];
}
