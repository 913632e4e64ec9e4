/** What a client says before it is logged in, read strictly by MS-TDS (2.2.6.4, 2.2.6.5). */

export class TdsViolation extends Error {}

/** Ends the connection with what was wrong, when something is. */
export function demand(holds: unknown, what: string): asserts holds {
  if (!holds) throw new TdsViolation(what);
}

export interface Login {
  username: string;
  password: string;
  database: string;
  application: string;
  server: string;
  language: string;
  readOnlyIntent: boolean;
  /** An NTLM token instead of a password. */
  integrated: Buffer;
  packetSize: number;
}

/** The encryption that a PRELOGIN asks for: 0 off, 1 on, 2 not supported, 3 required. */
export function readPrelogin(data: Buffer): number {
  let encryption: number | undefined;
  for (let at = 0; data[at] !== 0xff; at += 5) {
    demand(at + 5 < data.length, 'PRELOGIN without terminator');
    const token = data.readUInt8(at);
    demand(at > 0 || token === 0, 'PRELOGIN does not begin with VERSION');
    const offset = data.readUInt16BE(at + 1);
    const length = data.readUInt16BE(at + 3);
    demand(offset + length <= data.length, 'PRELOGIN option outside of the message');
    if (token === 0) demand(length === 6, 'PRELOGIN VERSION is not of 6 bytes');
    if (token === 1) encryption = data.readUInt8(offset);
  }
  demand(encryption !== undefined && encryption <= 3, 'PRELOGIN without ENCRYPTION');
  return encryption;
}

/** PRELOGIN of the server: version 15.0.4261 and its answer on encryption. */
export function preloginAnswer(encryption: number): Buffer {
  const header = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff]);
  return Buffer.concat([header, Buffer.from([15, 0, 0x10, 0xa5, 0, 0, encryption])]);
}

/** LOGIN7. */
export function readLogin(data: Buffer): Login {
  demand(data.length >= 94, 'LOGIN7 is too short');
  demand(data.readUInt32LE(0) === data.length, 'LOGIN7 has another length than it says');
  demand(data.readUInt32LE(4) === 0x74000004, 'LOGIN7 for another version than 7.4');
  const field = (at: number, unit = 2): Buffer => {
    const offset = data.readUInt16LE(at);
    const length = data.readUInt16LE(at + 2) * unit;
    demand(length === 0 || (offset >= 94 && offset + length <= data.length), `LOGIN7 field ${at}`);
    return data.subarray(offset, offset + length);
  };
  const text = (at: number): string => field(at).toString('utf16le');
  const hidden = Buffer.from(field(44));
  for (const [at, byte] of hidden.entries()) {
    const open = byte ^ 0xa5;
    hidden[at] = ((open & 0x0f) << 4) | (open >> 4);
  }
  return {
    username: text(40),
    password: hidden.toString('utf16le'),
    application: text(48),
    server: text(52),
    language: text(64),
    database: text(68),
    readOnlyIntent: ((data[26] ?? 0) & 0x20) !== 0,
    integrated: field(78, 1),
    packetSize: data.readUInt32LE(8),
  };
}
