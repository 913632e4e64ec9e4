import { isUtf8 } from 'node:buffer';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../../../contract/errors';
import type { ByteSource } from '../source';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const sampleBytes = 64 * 1024;
const pieceBytes = 2 * 1024 * 1024;
/** Bytes kept of one piece for the next: less than a character, or a CR. */
const mostHeld = 4;

/** What the first bytes of a log tell about its lines. */
export interface LogSample {
  crlf: boolean;
  byteOrderMark: boolean;
  head: Buffer;
}

/** Looks at the first 64 KiB. */
export async function sampleOf(source: ByteSource, signal?: AbortSignal): Promise<LogSample> {
  const head = await source.read(0, sampleBytes, signal);
  return { head, crlf: head.includes('\r\n'), byteOrderMark: byteOrderMarkBytes(head) > 0 };
}

/** What lines that ripgrep sees in another way than we do are like. */
export interface Oddities {
  /** Bytes that are no UTF-8. */
  broken: boolean;
  /** A CR before a line feed; a CR that stands alone. */
  crlf: boolean;
  loneCr: boolean;
}

/** What is known of a log: of the bytes before `to`. */
interface Known extends Oddities {
  to: number;
  /** Another begin is another log. */
  head: Buffer;
}

const known = new WeakMap<ByteSource, Known>();

/**
 * Looks through a plain file for odd lines, at several GB a second, while ripgrep works. What was
 * found is kept for the next search; a log that grew is looked through from where it ended.
 *
 * @param enough ends it early
 * @param until it is enough to have come there, the end of a line; `to` where it is left out
 * @throws AppError `wire.cancelled`
 */
export async function oddLines(
  source: ByteSource,
  path: string,
  { head }: LogSample,
  to: number,
  enough: (found: Oddities) => boolean,
  signal: AbortSignal | undefined,
  until = to,
): Promise<Oddities> {
  let facts = known.get(source);
  if (!facts || facts.to > to || !head.subarray(0, facts.head.length).equals(facts.head)) {
    facts = { to: 0, head: Buffer.from(head), broken: false, crlf: false, loneCr: false };
    known.set(source, facts);
  }
  const passed = facts;
  const done = (): boolean => enough(passed) || (until < to && passed.to >= until);
  if (done() || facts.to === to) return facts;
  const file = await open(path);
  try {
    return await lookThrough(file, facts, to, done, signal);
  } finally {
    await file.close();
  }
}

async function lookThrough(
  file: FileHandle,
  facts: Known,
  end: number,
  done: () => boolean,
  signal: AbortSignal | undefined,
): Promise<Oddities> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafe(mostHeld + pieceBytes));
  const read = (turn: number, at: number): Promise<number> => {
    const length = Math.max(0, Math.min(pieceBytes, end - at));
    const buffer = buffers[turn % 2] ?? Buffer.alloc(0);
    return file.read(buffer, mostHeld, length, at).then(({ bytesRead }) => bytesRead);
  };
  let at = facts.to;
  let held = 0;
  let coming = read(0, at);
  for (let turn = 0; ; turn += 1) {
    const count = await coming;
    if (signal?.aborted) throw new AppError('wire.cancelled');
    const ended = count < pieceBytes;
    // The next piece is read while this one is looked at.
    coming = ended ? Promise.resolve(0) : read(turn + 1, at + count);
    const bytes = buffers[turn % 2]?.subarray(mostHeld - held, mostHeld + count);
    const other = buffers[(turn + 1) % 2];
    if (!bytes || !other) return facts;
    held = openEnd(bytes);
    look(bytes.subarray(0, bytes.length - held), facts);
    at += count;
    facts.to = at - held;
    const rest = bytes.subarray(bytes.length - held);
    if (ended) return withEnd(facts, rest);
    rest.copy(other, mostHeld - held);
    if (done()) {
      await coming;
      return facts;
    }
  }
}

function look(bytes: Buffer, facts: Known): void {
  facts.broken ||= !isUtf8(bytes);
  let at = bytes.indexOf(carriageReturn);
  while (at >= 0 && !(facts.crlf && facts.loneCr)) {
    if (bytes[at + 1] === lineFeed) facts.crlf = true;
    else facts.loneCr = true;
    at = bytes.indexOf(carriageReturn, at + 1);
  }
}

/** What follows the end is not known: a log that grows may make the last bytes whole. */
function withEnd(facts: Known, rest: Buffer): Oddities {
  return {
    broken: facts.broken || !isUtf8(rest),
    crlf: facts.crlf,
    loneCr: facts.loneCr || rest.includes(carriageReturn),
  };
}

/** Bytes at the end that are a CR, or the begin of a character. */
function openEnd(bytes: Buffer): number {
  if (bytes.at(-1) === carriageReturn) return 1;
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? back : 0;
  }
  return 0;
}

const byteOrderMarks = ['efbbbf', '84319533', 'fffe', 'feff'].map((mark) =>
  Buffer.from(mark, 'hex'),
);

/** The byte order mark that bytes begin with, as long as it is; 0 without one. */
export function byteOrderMarkBytes(bytes: Buffer): number {
  return byteOrderMarks.find((mark) => bytes.subarray(0, mark.length).equals(mark))?.length ?? 0;
}
