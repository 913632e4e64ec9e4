/** Values of SAP HANA's protocol (reference, “Data Types”), written apart from the driver's reader. */
import { demand, text, type Part } from './hana-wire';

/** A column: its type, and how a value is written. */
export interface HanaWireColumn {
  name: string;
  type: number;
  length?: number;
  fraction?: number;
  encode(value: never): Buffer;
}

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
export const id = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
};

/** What a result says of its columns. */
export function metadata(columns: readonly HanaWireColumn[]): Part {
  let names = Buffer.alloc(0);
  const heads = columns.map(({ name, type, length = 0, fraction = 0 }) => {
    const head = Buffer.alloc(24);
    head.writeInt8(2, 0);
    head.writeInt8(type, 1);
    head.writeInt16LE(fraction, 2);
    head.writeInt16LE(length, 4);
    head.writeInt32LE(-1, 8);
    head.writeInt32LE(-1, 12);
    head.writeInt32LE(names.length, 16);
    head.writeInt32LE(names.length, 20);
    const bytes = Buffer.from(name);
    names = Buffer.concat([names, Buffer.from([bytes.length]), bytes]);
    return head;
  });
  return { kind: 48, count: columns.length, data: Buffer.concat([...heads, names]) };
}

/** Parameters: type, length, text; with the uppermost bit of the type for NULL. */
export function readValues(data: Buffer): (string | null)[] {
  const values: (string | null)[] = [];
  for (let at = 0; at < data.length;) {
    const type = data.readUInt8(at++);
    if (type & 0x80) {
      values.push(null);
      continue;
    }
    demand([8, 9, 11, 29, 30].includes(type), `a parameter of type ${type}`);
    let length = data.readUInt8(at++);
    if (length === 0xf6) {
      length = data.readInt16LE(at);
      at += 2;
    } else if (length === 0xf7) {
      length = data.readInt32LE(at);
      at += 4;
    }
    values.push(data.toString('utf8', at, at + length));
    at += length;
  }
  return values;
}

const nothing = (value: unknown): boolean => value === null;
/** A NULL before the bytes of a number of fixed length. */
const flagged = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([1]), bytes]);
const little = (value: bigint, bytes: number): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, at) => Number((BigInt.asUintN(bytes * 8, value) >> BigInt(8 * at)) & 0xffn))); // prettier-ignore

/** Days are counted so that 9999-12-31 is 3,652,061, one less than what stands for NULL. */
const dayNumber = (date: string): number =>
  3_652_061 - Math.round((Date.parse('9999-12-31T00:00:00Z') - Date.parse(`${date}T00:00:00Z`)) / 86_400_000); // prettier-ignore

/** Columns by type; values as the comments say, null for NULL. */
export const hana = {
  /** bigint. */
  int: (name: string, type: 1 | 2 | 3 | 4): HanaWireColumn => ({
    name,
    type,
    encode: (value: bigint | null) => value === null ? Buffer.from([0]) : flagged(little(value, [0, 1, 2, 4, 8][type] ?? 8)), // prettier-ignore
  }),
  /** bigint without the point: DECIMAL as FIXED16 of newer data formats. */
  fixed: (name: string, length: number, fraction: number): HanaWireColumn => ({
    name,
    type: 76,
    length,
    fraction,
    encode: (value: bigint | null) => value === null ? Buffer.from([0]) : flagged(little(value, 16)), // prettier-ignore
  }),
  /** number. */
  double: (name: string): HanaWireColumn => ({
    name,
    type: 7,
    encode: (value: number | null) => {
      const bytes = Buffer.alloc(8, 0xff);
      if (value !== null) bytes.writeDoubleLE(value);
      return bytes;
    },
  }),
  text: (name: string, length = 100): HanaWireColumn => ({
    name,
    type: 11,
    length,
    encode: (value: string | null) => (nothing(value) ? Buffer.from([0xff]) : text(value ?? '')),
  }),
  /** Bytes; 13 VARBINARY, 74 ST_GEOMETRY. */
  binary: (name: string, type: 13 | 74): HanaWireColumn => ({
    name,
    type,
    length: 16,
    encode: (value: Buffer | null) => value === null ? Buffer.from([0xff]) : Buffer.concat([Buffer.from([value.length]), value]), // prettier-ignore
  }),
  /** 61 LONGDATE, `YYYY-MM-DD` and ten-millionths of a second in the day. */
  longdate: (name: string): HanaWireColumn => ({
    name,
    type: 61,
    encode: (value: [string, bigint] | null) => little(value === null ? 3_155_380_704_000_000_001n : BigInt(dayNumber(value[0]) - 1) * 864_000_000_000n + value[1] + 1n, 8), // prettier-ignore
  }),
  /** 63 DAYDATE, `YYYY-MM-DD`. */
  daydate: (name: string): HanaWireColumn => ({
    name,
    type: 63,
    encode: (value: string | null) => int32(value === null ? 3_652_062 : dayNumber(value)),
  }),
  /** [number in `lobs`, characters, bytes, first piece]; 26 NCLOB, 27 BLOB. */
  lob: (name: string, type: 26 | 27): HanaWireColumn => ({
    name,
    type,
    encode: (value: [number, number, number, Buffer] | null) => {
      const source = type === 26 ? 3 : 1;
      if (value === null) return Buffer.from([source, 1]);
      const [locator, characters, bytes, piece] = value;
      const last = piece.length === bytes ? 4 : 0;
      return Buffer.concat([Buffer.from([source, 2 | last, 0, 0]), id(characters), id(bytes), id(locator), int32(piece.length), piece]); // prettier-ignore
    },
  }),
};
