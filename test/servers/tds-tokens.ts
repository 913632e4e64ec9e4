/** Tokens that a server answers with (MS-TDS, 2.2.7). */

/** An error as `sys.messages` has it. */
export interface TdsServerError {
  number: number;
  severity: number;
  message: string;
  line?: number;
}

/** Bytes of a packet with its header, as agreed in the log-in. */
export const packetSize = 4096;
const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
/** Text with its length in one byte. */
export const counted = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length]), utf16(text)]);

export function token(id: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([id]), u16(content.length), content]);
}

export function envChange(type: number, now: Buffer, before: Buffer): Buffer {
  return token(0xe3, Buffer.concat([Buffer.from([type]), now, before]));
}

export function errorToken({ number, severity, message, line = 1 }: TdsServerError): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(number);
  head.writeUInt8(1, 4);
  head.writeUInt8(severity, 5);
  const where = Buffer.alloc(4);
  where.writeUInt32LE(line);
  return token(0xaa, Buffer.concat([head, u16(message.length), utf16(message), counted('ERP1'), counted(''), where])); // prettier-ignore
}

/** DONE (0xFD) or DONEPROC (0xFE): 2.2.7.6. */
export function done(id: number, status: number, rows = 0): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt8(id);
  bytes.writeUInt16LE(status, 1);
  bytes.writeBigUInt64LE(BigInt(rows), 5);
  return bytes;
}

/** Sends the client on to another server (2.2.7.9, ENVCHANGE 20). */
export function routing({ host, port }: { host: string; port: number }): Buffer {
  const to = Buffer.concat([Buffer.from([0]), u16(port), u16(host.length), utf16(host)]);
  return envChange(20, Buffer.concat([u16(to.length), to]), u16(0));
}
