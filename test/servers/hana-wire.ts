/**
 * Messages of SAP HANA's SQL command network protocol (SAP, reference of that name, version 4.20):
 * packets of one segment, made of parts. Written from the reference, apart from the driver.
 */

export class HanaViolation extends Error {}

export function demand(holds: unknown, what: string): asserts holds {
  if (!holds) throw new HanaViolation(what);
}

export interface Part {
  kind: number;
  /** Of a result: 1 last packet, 16 closed. */
  attributes?: number;
  count: number;
  data: Buffer;
}

export interface Request {
  type: number;
  /** The server is to commit after it. */
  commits: boolean;
  parts: Part[];
}

const packetHeader = 32;
const segmentHeader = 24;
const partHeader = 16;
const aligned = (length: number): number => Math.ceil(length / 8) * 8;

/** Bytes that a packet takes with its header; null while the header has not come. */
export function packetLength(received: Buffer): number | null {
  return received.length < packetHeader ? null : packetHeader + received.readUInt32LE(12);
}

export function readRequest(packet: Buffer): Request {
  demand(packet.readInt16LE(20) === 1, 'not one segment in a packet');
  const segment = packet.subarray(packetHeader);
  demand(segment.readInt32LE(0) === segment.length, 'a segment of another length');
  demand(segment.readInt8(12) === 1, 'no request');
  const parts: Part[] = [];
  let at = segmentHeader;
  for (let left = segment.readInt16LE(8); left > 0; left--) {
    demand(at + partHeader <= segment.length, 'a part outside of its segment');
    const length = segment.readInt32LE(at + 8);
    demand(at + partHeader + length <= segment.length, 'a part longer than its segment');
    const data = segment.subarray(at + partHeader, at + partHeader + length);
    parts.push({ kind: segment.readInt8(at), count: segment.readInt16LE(at + 2), data });
    at += partHeader + aligned(length);
  }
  return { type: segment.readInt8(13), commits: segment.readInt8(14) === 1, parts };
}

/** A reply (2) or an error (5). */
export function reply(
  session: bigint,
  number: number,
  kind: 2 | 5,
  code: number,
  parts: readonly Part[],
): Buffer {
  // prettier-ignore
  const bodies = parts.map(({ kind: part, attributes = 0, count, data }) => {
    const bytes = Buffer.alloc(partHeader + aligned(data.length));
    bytes.writeInt8(part, 0);
    bytes.writeInt8(attributes, 1);
    bytes.writeInt16LE(count, 2);
    bytes.writeInt32LE(data.length, 8);
    data.copy(bytes, partHeader);
    return bytes;
  });
  const segment = Buffer.alloc(segmentHeader);
  const length = segmentHeader + bodies.reduce((sum, { length: each }) => sum + each, 0);
  segment.writeInt32LE(length, 0);
  segment.writeInt16LE(parts.length, 8);
  segment.writeInt16LE(1, 10);
  segment.writeInt8(kind, 12);
  segment.writeInt16LE(code, 14);
  const packet = Buffer.alloc(packetHeader);
  packet.writeBigInt64LE(session, 0);
  packet.writeInt32LE(number, 8);
  packet.writeUInt32LE(length, 12);
  packet.writeUInt32LE(131_072, 16);
  packet.writeInt16LE(1, 20);
  return Buffer.concat([packet, segment, ...bodies]);
}

/** Fields of an authentication: a count, then each with its length. */
export function fields(values: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16LE(values.length);
  return Buffer.concat([head, ...values.flatMap((value) => [Buffer.from([value.length]), value])]);
}

export function readFields(data: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = 2;
  for (let left = data.readUInt16LE(0); left > 0; left--) {
    const length = data.readUInt8(at);
    demand(length <= 245 && at + 1 + length <= data.length, 'a field outside of its part');
    found.push(data.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return found;
}

/** Text in CESU-8 with its length before it. */
export function text(value: string): Buffer {
  const bytes = cesu8(value);
  if (bytes.length <= 245) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const head = Buffer.alloc(bytes.length <= 32_767 ? 3 : 5);
  head.writeUInt8(bytes.length <= 32_767 ? 0xf6 : 0xf7);
  if (head.length === 3) head.writeInt16LE(bytes.length, 1);
  else head.writeInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** Each UTF-16 unit for itself: what lies beyond the basic plane takes six bytes. */
export function cesu8(value: string): Buffer {
  const units = [...Array(value.length).keys()].map((at) => value.charCodeAt(at));
  return Buffer.concat(
    units.map((unit) =>
      unit >= 0xd800 && unit < 0xe000
        ? Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)])
        : Buffer.from(String.fromCharCode(unit)),
    ),
  );
}
