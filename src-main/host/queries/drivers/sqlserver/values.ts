/**
 * Values of SQL Server as text, from their bytes on the wire (MS-TDS, 2.2.5.5), without loss:
 * a number of 38 digits, a tenth of a microsecond and an offset from UTC all stay.
 */

/** Decimal digits of a magnitude, with `scale` of them behind the point. */
function scaled(magnitude: bigint, scale: number, negative: boolean): string {
  const digits = magnitude.toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`;
  return negative && magnitude !== 0n ? `-${text}` : text;
}

function unsigned(bytes: Buffer): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at] ?? 0);
  return value;
}

function decimal(bytes: Buffer, scale: number): string {
  return scaled(unsigned(bytes.subarray(1)), scale, bytes[0] === 0);
}

/** Four decimal places; eight bytes come with their upper half first. */
function money(bytes: Buffer): string {
  const value =
    bytes.length === 4
      ? BigInt(bytes.readInt32LE())
      : (BigInt(bytes.readInt32LE()) << 32n) | BigInt(bytes.readUInt32LE(4));
  return scaled(value < 0n ? -value : value, 4, value < 0n);
}

/** The fewest digits that read back as the same single-precision number. */
function single(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(9)));
}

function floating(bytes: Buffer): string {
  return bytes.length === 4 ? single(bytes.readFloatLE()) : String(bytes.readDoubleLE());
}

function integer(bytes: Buffer): string {
  switch (bytes.length) {
    case 1:
      return String(bytes.readUInt8());
    case 2:
      return String(bytes.readInt16LE());
    case 4:
      return String(bytes.readInt32LE());
    default:
      return bytes.readBigInt64LE().toString();
  }
}

const dayMs = 86_400_000;
const year1 = Date.UTC(2000, 0, 1) - 730_119 * dayMs;
const year1900 = Date.UTC(1900, 0, 1);

function day(fromEpoch: number, epoch: number): string {
  return new Date(epoch + fromEpoch * dayMs).toISOString().slice(0, 10);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** A time of day in units of `10^-scale` seconds. */
function clock(units: number, scale: number): string {
  const perSecond = 10 ** scale;
  const seconds = Math.floor(units / perSecond);
  const fraction = String(units % perSecond).padStart(scale, '0');
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return scale === 0 ? text : `${text}.${fraction}`;
}

/** `datetime`: days since 1900 and three-hundredths of a second, shown as the server rounds them. */
function oldDateTime(bytes: Buffer): string {
  if (bytes.length === 4) {
    const minutes = bytes.readUInt16LE(2);
    return `${day(bytes.readUInt16LE(), year1900)} ${clock(minutes * 60, 0)}`;
  }
  const milliseconds = Math.round((bytes.readInt32LE(4) * 10) / 3);
  return `${day(bytes.readInt32LE(), year1900)} ${clock(milliseconds, 3)}`;
}

/** The moment is in UTC on the wire; it is shown as the local time that was stored. */
function withOffset(bytes: Buffer, scale: number): string {
  const offset = bytes.readInt16LE(bytes.length - 2);
  const days = bytes.readUIntLE(bytes.length - 5, 3);
  const perMinute = 60 * 10 ** scale;
  const perDay = 1440 * perMinute;
  const units = bytes.readUIntLE(0, bytes.length - 5) + offset * perMinute;
  const shift = Math.floor(units / perDay);
  const minutes = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${day(days + shift, year1)} ${clock(units - shift * perDay, scale)} ${zone}`;
}

function guid(bytes: Buffer): string {
  const hex = (from: number, to: number, turned: boolean): string => {
    const part = Buffer.from(bytes.subarray(from, to));
    return (turned ? part.reverse() : part).toString('hex').toUpperCase();
  };
  return [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10, false), hex(10, 16, false)].join('-'); // prettier-ignore
}

/** Binary as the server writes it in a literal. */
export function hexText(bytes: Buffer): string {
  return `0x${bytes.toString('hex').toUpperCase()}`;
}

/**
 * Text of a value.
 *
 * @param type tedious' name of the type; the names of nullable and fixed forms both
 * @param bytes the value alone, without its length
 * @returns null for a type whose text is made elsewhere: characters and binary
 */
export function textOfBytes(type: string, bytes: Buffer, scale: number): string | null {
  switch (type) {
    case 'Bit':
    case 'BitN':
      return bytes[0] === 0 ? '0' : '1';
    case 'TinyInt':
    case 'SmallInt':
    case 'Int':
    case 'BigInt':
    case 'IntN':
      return integer(bytes);
    case 'Real':
    case 'Float':
    case 'FloatN':
      return floating(bytes);
    case 'SmallMoney':
    case 'Money':
    case 'MoneyN':
      return money(bytes);
    case 'NumericN':
    case 'DecimalN':
      return decimal(bytes, scale);
    case 'SmallDateTime':
    case 'DateTime':
    case 'DateTimeN':
      return oldDateTime(bytes);
    case 'Date':
      return day(bytes.readUIntLE(0, 3), year1);
    case 'Time':
      return clock(bytes.readUIntLE(0, bytes.length), scale);
    case 'DateTime2':
      return `${day(bytes.readUIntLE(bytes.length - 3, 3), year1)} ${clock(bytes.readUIntLE(0, bytes.length - 3), scale)}`;
    case 'DateTimeOffset':
      return withOffset(bytes, scale);
    case 'UniqueIdentifier':
      return guid(bytes);
    default:
      return null;
  }
}
