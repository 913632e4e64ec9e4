import { createHash } from 'node:crypto';
import {
  headBytes,
  provedBytes,
  rememberedHeads,
  type FileFacts,
  type Head,
  type LedgerState,
  type Look,
} from './ports';

/** Bytes before the offset that a read repeats, once they are known themselves. */
const overlapBytes = 512;
/** A head shorter than this tells nothing: many logs begin alike. */
const tellingHead = 64;
/** Proof by fewer bytes than this is not enough by itself. */
export const strongProof = 512;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function headOf(bytes: Buffer): Head {
  const head = bytes.subarray(0, headBytes);
  return { bytes: head.length, hash: sha256(head) };
}

/** Whether a file that begins with these bytes has this head. */
export function hasHead(bytes: Buffer, size: number, head: Head): boolean {
  if (head.bytes === 0 || bytes.length < head.bytes) return false;
  // A short head is all there was of its file.
  if (head.bytes < tellingHead && size !== head.bytes) return false;
  return sha256(bytes.subarray(0, head.bytes)) === head.hash;
}

/** Where following is: a file, an offset, and what proves both. Changes as bytes are taken. */
export class Place {
  file: string;
  identity: string;
  offset: number;
  head: Head;
  seen: number;
  modified: number | null;
  finished: Head[];
  /** The end of the file that was left last, while more may come there. */
  left: Place | null;
  /** The last bytes before the offset, once they were seen; before that only their hash is known. */
  private tail: Buffer | null;
  private hash: string;
  private hashed: number;

  private constructor(state: LedgerState, tail: Buffer | null) {
    this.file = state.file;
    this.identity = state.identity;
    this.offset = state.offset;
    this.head = state.head;
    this.seen = state.seen;
    this.modified = state.modified;
    this.finished = [...state.finished];
    this.left = state.left ? Place.of(state.left) : null;
    this.hash = state.hash;
    this.hashed = state.hashed;
    this.tail = tail;
  }

  static of(state: LedgerState): Place {
    return new Place(state, null);
  }

  /** The beginning of a file, of which the first bytes were seen. */
  static atStart(path: string, file: FileFacts, head: Head, finished: readonly Head[]): Place {
    const none = Buffer.alloc(0);
    const state: LedgerState = {
      file: path,
      identity: file.identity,
      offset: 0,
      hash: sha256(none),
      hashed: 0,
      head,
      seen: file.size,
      modified: file.modified,
      finished: finished.slice(-rememberedHeads),
    };
    return new Place(state, none);
  }

  /** Somewhere in a file whose bytes before that place were read. */
  static after(path: string, look: Look, head: Head): Place {
    const place = Place.atStart(path, look.file, head, []);
    place.offset = look.from + look.bytes.length;
    place.tail = Buffer.from(look.bytes.subarray(-provedBytes));
    return place;
  }

  /** So many bytes before the offset are to be read again with those after it. */
  get overlap(): number {
    return this.tail ? Math.min(overlapBytes, this.tail.length) : this.hashed;
  }

  /** So many bytes before the offset can be proved. */
  get provable(): number {
    return this.tail ? this.tail.length : this.hashed;
  }

  /** How much has to be read from so many bytes before the offset on to prove the place. */
  proofFrom(before: number): { from: number; length: number } {
    const from = this.offset - before;
    return { from, length: from === 0 ? Math.max(before, headBytes) : before };
  }

  /** So many bytes from there on a file must have to be that of the place at all. */
  neededFrom(from: number): number {
    return Math.max(this.offset - from, from === 0 ? this.head.bytes : 0);
  }

  /** Whether bytes that begin at `from` have before the offset what was read there. */
  proves(from: number, bytes: Buffer): boolean {
    const shown = bytes.subarray(0, Math.max(0, this.offset - from));
    if (from + shown.length < this.offset || shown.length < this.overlap) return false;
    if (from === 0 && !this.beginsLike(bytes)) return false;
    if (!this.tail) return sha256(shown.subarray(shown.length - this.hashed)) === this.hash;
    const shared = Math.min(shown.length, this.tail.length);
    return (
      shared === 0 || shown.subarray(-shared).equals(this.tail.subarray(this.tail.length - shared))
    );
  }

  /** Whether a file that begins with these bytes begins as this one did. */
  beginsLike(bytes: Buffer): boolean {
    const { bytes: count, hash } = this.head;
    return bytes.length >= count && sha256(bytes.subarray(0, count)) === hash;
  }

  /** Whether too little is known of the file to tell it from others of the log. */
  get isWeak(): boolean {
    return this.provable < strongProof && this.head.bytes < tellingHead;
  }

  /** Whether what was read ends with a line, as far as is known. */
  get endsLine(): boolean {
    return this.offset === 0 || this.tail?.at(-1) === 0x0a;
  }

  /** Goes on behind bytes that were taken. */
  advance(bytes: Buffer): void {
    const before = this.tail ?? Buffer.alloc(0);
    this.offset += bytes.length;
    const together = Buffer.concat([before, bytes.subarray(-provedBytes)]);
    this.tail = Buffer.from(together.subarray(-provedBytes));
  }

  /** Remembers the bytes before the offset, which a read has shown and {@link proves} has judged. */
  learn(from: number, bytes: Buffer): void {
    this.tail ??= Buffer.from(bytes.subarray(0, this.offset - from).subarray(-provedBytes));
  }

  /** Keeps the first bytes of the file, once more of them are there. */
  beganWith(bytes: Buffer): void {
    if (this.head.bytes < headBytes && bytes.length > this.head.bytes) this.head = headOf(bytes);
  }

  /** What the file looks like now. */
  saw(file: FileFacts): void {
    this.identity = file.identity;
    this.seen = Math.max(this.seen, file.size);
    this.modified = file.modified ?? this.modified;
  }

  /** The heads of finished files once this one is read to its end, too. */
  get allFinished(): Head[] {
    return this.head.bytes === 0 ? this.finished : [...this.finished, this.head];
  }

  get state(): LedgerState {
    const { file, identity, offset, head, seen, modified, finished } = this;
    const hash = this.tail ? sha256(this.tail) : this.hash;
    const hashed = this.tail?.length ?? this.hashed;
    const left = this.left ? { left: this.left.state } : {};
    return { file, identity, offset, hash, hashed, head, seen, modified, finished, ...left };
  }
}
