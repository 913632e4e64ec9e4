/**
 * Messages of the PostgreSQL protocol 3.0, as far as a front before one engine needs them:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

/** State of a transaction as ReadyForQuery tells it: idle, in a transaction, failed. */
export type TransactionState = 'I' | 'T' | 'E';

export const SSL_REQUEST = 80_877_103;
export const GSS_REQUEST = 80_877_104;
export const CANCEL_REQUEST = 80_877_102;

/** One message with its type letter. */
export function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Big-endian 32-bit numbers. */
export function integers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, index * 4);
  return bytes;
}

/** ErrorResponse with severity, SQLSTATE and text. */
export function errorResponse(severity: 'ERROR' | 'FATAL', code: string, text: string): Buffer {
  return message('E', `S${severity}`, `V${severity}`, `C${code}`, `M${text}`, Buffer.from([0]));
}

export function readyForQuery(state: TransactionState): Buffer {
  return message('Z', Buffer.from(state));
}

/** A simple query. */
export function query(sql: string): Buffer {
  return message('Q', sql);
}

export const SYNC = message('S');

/** A complete message: its letter, its body, and all its bytes. */
export interface WireMessage {
  type: string;
  body: Buffer;
  bytes: Buffer;
}

/** Cuts a stream of bytes into messages; an unfinished one is kept for the next call. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Bytes of the message that is not complete yet. */
  get pending(): number {
    return this.#rest.length;
  }

  read(bytes: Buffer): WireMessage[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: WireMessage[] = [];
    let at = 0;
    while (all.length - at >= 5) {
      const end = at + 1 + all.readInt32BE(at + 1);
      if (end < at + 5) throw new RangeError('message length');
      if (end > all.length) break;
      const type = String.fromCharCode(all[at] ?? 0);
      messages.push({ type, body: all.subarray(at + 5, end), bytes: all.subarray(at, end) });
      at = end;
    }
    this.#rest = Buffer.from(all.subarray(at));
    return messages;
  }
}

/** Zero-terminated strings from the start of a body. */
export function strings(body: Buffer): string[] {
  return body.toString('utf8').split('\0').slice(0, -1);
}

/** Text columns of a DataRow. */
export function rowValues(body: Buffer): (string | null)[] {
  const values: (string | null)[] = [];
  let at = 2;
  for (let left = body.readInt16BE(0); left > 0; left--) {
    const length = body.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? null : body.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return values;
}

/** `-c name=value` and `--name=value` of the start-up parameter `options`. */
export function readStartupOptions(text: string): [string, string][] {
  const words = text.match(/(?:\\.|\S)+/g) ?? [];
  const settings: [string, string][] = [];
  for (let index = 0; index < words.length; index++) {
    let word = (words[index] ?? '').replace(/\\(.)/g, '$1');
    if (word === '-c') word = (words[++index] ?? '').replace(/\\(.)/g, '$1');
    else word = word.replace(/^(?:--|-c)/, '');
    const equals = word.indexOf('=');
    if (equals > 0)
      settings.push([word.slice(0, equals).replaceAll('-', '_'), word.slice(equals + 1)]);
  }
  return settings;
}

const TIMEOUT = /statement_timeout['"]?\s*(?:=|to|,)\s*'?\s*(\d+)\s*(ms|s|min)?/i;

/** The statement timeout that a text sets, in milliseconds (0: none), or undefined. */
export function readStatementTimeout(sql: string): number | undefined {
  const match = TIMEOUT.exec(sql);
  if (match === null) return undefined;
  const unit = { ms: 1, s: 1000, min: 60_000 }[(match[2] ?? 'ms').toLowerCase()] ?? 1;
  return Number(match[1]) * unit;
}
