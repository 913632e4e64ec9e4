/**
 * Types of SQL Server as MS-TDS writes them (2.2.5.4 to 2.2.5.6): what a column says of itself
 * and the bytes of a value. Written from the specification, apart from the program's reader.
 */

/** A column of a result. `value` null is NULL. */
export interface TdsColumn {
  name: string;
  /** TYPE_INFO. */
  info: Buffer;
  /** A value with its length, as it stands in a ROW. */
  encode(value: unknown): Buffer;
}

const u8 = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const little = (value: bigint, bytes: number): Buffer => {
  const written = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) written[at] = Number((value >> BigInt(8 * at)) & 0xffn);
  return written;
};

/** LCID 2052 (Chinese, PRC), comparing flags and sort id: code page 936. */
export const chinese = Buffer.from([0x04, 0x08, 0xd0, 0x00, 0x00]);
/** SQL_Latin1_General_CP1_CI_AS. */
export const latin = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);

/** Length in one byte, 0 for NULL (BYTELEN_TYPE). */
const short =
  (encode: (value: never) => Buffer) =>
  (value: unknown): Buffer => {
    if (value === null) return u8(0);
    const bytes = encode(value as never);
    return Buffer.concat([u8(bytes.length), bytes]);
  };

/** Length in two bytes, 0xFFFF for NULL (USHORTLEN_TYPE). */
const medium =
  (encode: (value: never) => Buffer) =>
  (value: unknown): Buffer => {
    if (value === null) return u16(0xffff);
    const bytes = encode(value as never);
    return Buffer.concat([u16(bytes.length), bytes]);
  };

/** In pieces of at most 3,000 bytes (PARTLENTYPE); `known` tells the length before. */
const pieces =
  (encode: (value: never) => Buffer, known: boolean) =>
  (value: unknown): Buffer => {
    if (value === null) return Buffer.alloc(8, 0xff);
    const bytes = encode(value as never);
    const parts = [known ? little(BigInt(bytes.length), 8) : little(0xffff_ffff_ffff_fffen, 8)];
    for (let at = 0; at < bytes.length; at += 3000) {
      const piece = bytes.subarray(at, at + 3000);
      parts.push(u32(piece.length), piece);
    }
    return Buffer.concat([...parts, u32(0)]);
  };

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const raw = (bytes: Buffer): Buffer => bytes;
const dayMs = 86_400_000;
/** Days since 0001-01-01. */
const days = (text: string): number => {
  const moment = new Date(`${text}T00:00:00Z`);
  const first = new Date('0001-01-01T00:00:00Z');
  return Math.round((moment.getTime() - first.getTime()) / dayMs);
};
/** `HH:MM:SS.fraction` in units of `10^-scale` seconds. */
const units = (text: string, scale: number): bigint => {
  const [clock = '', fraction = ''] = text.split('.');
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const whole = BigInt(hours * 3600 + minutes * 60 + seconds) * 10n ** BigInt(scale);
  return whole + BigInt(fraction.padEnd(scale, '0').slice(0, scale) || '0');
};
const timeBytes = (scale: number): number => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5);

/** Columns by type; `name` first. Values are as the comments say. */
export const tds = {
  /** bigint. */
  int: (name: string, bytes: 1 | 2 | 4 | 8): TdsColumn => ({
    name,
    info: Buffer.from([0x26, bytes]),
    encode: short((value: bigint) => little(BigInt.asUintN(bytes * 8, value), bytes)),
  }),
  /** boolean. */
  bit: (name: string): TdsColumn => ({
    name,
    info: Buffer.from([0x68, 1]),
    encode: short((value: boolean) => u8(value ? 1 : 0)),
  }),
  /** number. */
  float: (name: string, bytes: 4 | 8): TdsColumn => ({
    name,
    info: Buffer.from([0x6d, bytes]),
    encode: short((value: number) => {
      const written = Buffer.alloc(bytes);
      if (bytes === 4) written.writeFloatLE(value);
      else written.writeDoubleLE(value);
      return written;
    }),
  }),
  /** bigint, in ten-thousandths. */
  money: (name: string, bytes: 4 | 8): TdsColumn => ({
    name,
    info: Buffer.from([0x6e, bytes]),
    encode: short((value: bigint) => {
      const whole = little(BigInt.asUintN(bytes * 8, value), bytes);
      return bytes === 4 ? whole : Buffer.concat([whole.subarray(4), whole.subarray(0, 4)]);
    }),
  }),
  /** bigint, without the point. */
  decimal: (name: string, precision: number, scale: number): TdsColumn => {
    const bytes = precision <= 9 ? 4 : precision <= 19 ? 8 : precision <= 28 ? 12 : 16;
    return {
      name,
      info: Buffer.from([0x6a, bytes + 1, precision, scale]),
      encode: short((value: bigint) =>
        Buffer.concat([u8(value < 0n ? 0 : 1), little(value < 0n ? -value : value, bytes)]),
      ),
    };
  },
  /** [days since 1900, three-hundredths of a second]. */
  datetime: (name: string): TdsColumn => ({
    name,
    info: Buffer.from([0x6f, 8]),
    encode: short(([day, ticks]: [number, number]) =>
      Buffer.concat([little(BigInt.asUintN(32, BigInt(day)), 4), u32(ticks)]),
    ),
  }),
  /** [days since 1900, minutes]. */
  smalldatetime: (name: string): TdsColumn => ({
    name,
    info: Buffer.from([0x6f, 4]),
    encode: short(([day, minutes]: [number, number]) => Buffer.concat([u16(day), u16(minutes)])),
  }),
  /** `YYYY-MM-DD`. */
  date: (name: string): TdsColumn => ({
    name,
    info: u8(0x28),
    encode: short((value: string) => little(BigInt(days(value)), 3)),
  }),
  /** `HH:MM:SS.fraction`. */
  time: (name: string, scale: number): TdsColumn => ({
    name,
    info: Buffer.from([0x29, scale]),
    encode: short((value: string) => little(units(value, scale), timeBytes(scale))),
  }),
  /** [date, time]. */
  datetime2: (name: string, scale: number): TdsColumn => ({
    name,
    info: Buffer.from([0x2a, scale]),
    encode: short(([date, time]: [string, string]) =>
      Buffer.concat([little(units(time, scale), timeBytes(scale)), little(BigInt(days(date)), 3)]),
    ),
  }),
  /** [date and time in UTC, minutes east of it]. */
  datetimeoffset: (name: string, scale: number): TdsColumn => ({
    name,
    info: Buffer.from([0x2b, scale]),
    encode: short(([date, time, offset]: [string, string, number]) =>
      Buffer.concat([
        little(units(time, scale), timeBytes(scale)),
        little(BigInt(days(date)), 3),
        little(BigInt.asUintN(16, BigInt(offset)), 2),
      ]),
    ),
  }),
  /** 16 bytes as they are on the wire. */
  guid: (name: string): TdsColumn => ({ name, info: Buffer.from([0x24, 16]), encode: short(raw) }),
  /** Text; `max` in pieces. */
  nvarchar: (name: string, length: number | 'max', known = true): TdsColumn => ({
    name,
    info: Buffer.concat([u8(0xe7), u16(length === 'max' ? 0xffff : length * 2), chinese]),
    encode: length === 'max' ? pieces(utf16, known) : medium(utf16),
  }),
  /** Bytes of the collation's code page. */
  varchar: (name: string, length: number | 'max', collation = chinese): TdsColumn => ({
    name,
    info: Buffer.concat([u8(0xa7), u16(length === 'max' ? 0xffff : length), collation]),
    encode: length === 'max' ? pieces(raw, true) : medium(raw),
  }),
  varbinary: (name: string, length: number | 'max'): TdsColumn => ({
    name,
    info: Buffer.concat([u8(0xa5), u16(length === 'max' ? 0xffff : length)]),
    encode: length === 'max' ? pieces(raw, true) : medium(raw),
  }),
  /** The forerunner of `nvarchar(max)`: its table stands beside the type, a pointer before the text. */
  ntext: (name: string): TdsColumn => ({
    name,
    info: Buffer.concat([u8(0x63), u32(0x7ffffffe), chinese, u8(1), u16(1), utf16('t')]),
    encode: (value) => {
      if (value === null) return u8(0);
      const bytes = utf16(value as string);
      return Buffer.concat([u8(16), Buffer.alloc(24, 1), u32(bytes.length), bytes]);
    },
  }),
  xml: (name: string): TdsColumn => ({
    name,
    info: Buffer.from([0xf1, 0]),
    encode: pieces(utf16, false),
  }),
  /** A type of the CLR, such as geometry: bytes. */
  udt: (name: string, type: string): TdsColumn => {
    const text = (value: string): Buffer => Buffer.concat([u8(value.length), utf16(value)]);
    const assembly = 'Microsoft.SqlServer.Types';
    return {
      name,
      info: Buffer.concat([u8(0xf0), u16(0xffff), text('erp'), text('sys'), text(type), u16(assembly.length), utf16(assembly)]), // prettier-ignore
      encode: pieces(raw, true),
    };
  },
  /** [type, properties, bytes]. */
  variant: (name: string): TdsColumn => ({
    name,
    info: Buffer.concat([u8(0x62), u32(8009)]),
    encode: (value) => {
      if (value === null) return u32(0);
      const [type, properties, bytes] = value as [number, number[], Buffer];
      const whole = Buffer.concat([u8(type), u8(properties.length), Buffer.from(properties), bytes]); // prettier-ignore
      return Buffer.concat([u32(whole.length), whole]);
    },
  }),
};

/** COLMETADATA (2.2.7.4). */
export function columnMetadata(columns: readonly TdsColumn[]): Buffer {
  const parts = columns.map(({ name, info }) =>
    // User type 0; nullable.
    Buffer.concat([u32(0), u16(1), info, u8(name.length), utf16(name)]),
  );
  return Buffer.concat([u8(0x81), u16(columns.length), ...parts]);
}

/** ROW, or NBCROW where a value is NULL, as servers from 2008 on do. */
export function rowToken(columns: readonly TdsColumn[], row: readonly unknown[]): Buffer {
  if (!row.includes(null)) {
    return Buffer.concat([u8(0xd1), ...columns.map((column, at) => column.encode(row[at]))]);
  }
  const bitmap = Buffer.alloc(Math.ceil(columns.length / 8));
  const values: Buffer[] = [];
  for (const [at, column] of columns.entries()) {
    if (row[at] === null) bitmap[at >> 3] = (bitmap[at >> 3] ?? 0) | (1 << (at & 7));
    else values.push(column.encode(row[at]));
  }
  return Buffer.concat([u8(0xd2), bitmap, ...values]);
}
