import { isUtf8 } from 'node:buffer';
import type { StepRun } from '../../contract/runbooks';
import type { SshEndpoint } from '../../contract/systems';
import type { OutputStream } from './run-command';
import type { RunTranscript, StepPlace } from './transcript';

/** More of a step's output is not kept. */
export const keptBytes = 16 * 1024 * 1024;
/** So much is written at once, */
const pieceBytes = 64 * 1024;
/** and what came waits no longer than this. */
const writeAfterMs = 100;
/** Characters of the end that the state shows. */
const tailCharacters = 1000;

/**
 * What a step says: into the transcript, piece by piece with its time, and its end into the
 * state. Memory holds one piece.
 */
export class StepOutput {
  private readonly transcript: RunTranscript;
  private readonly place: StepPlace;
  private readonly state: StepRun;
  private readonly encoding: SshEndpoint['encoding'];
  private readonly changed: () => void;
  private readonly now: () => number;
  private readonly decoders: Record<OutputStream, InstanceType<typeof TextDecoder>>;
  /** Beginnings of characters whose end has not come. */
  private readonly broken: Record<OutputStream, Buffer> = {
    out: Buffer.alloc(0),
    err: Buffer.alloc(0),
  };
  private pending: { stream: OutputStream; pieces: Buffer[]; bytes: number } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** Why nothing more could be written, e.g. a full disk. */
  failure: Error | null = null;

  constructor(parts: {
    transcript: RunTranscript;
    place: StepPlace;
    state: StepRun;
    encoding: SshEndpoint['encoding'];
    changed: () => void;
    now: () => number;
  }) {
    this.transcript = parts.transcript;
    this.place = parts.place;
    this.state = parts.state;
    this.encoding = parts.encoding;
    this.changed = parts.changed;
    this.now = parts.now;
    const decoder = () => new TextDecoder(parts.encoding);
    this.decoders = { out: decoder(), err: decoder() };
  }

  /** Takes a piece; false when it was not, or not wholly, kept. */
  push(stream: OutputStream, bytes: Buffer): boolean {
    const room = keptBytes - this.state.outputBytes;
    const kept = this.failure ? bytes.subarray(0, 0) : bytes.subarray(0, Math.max(0, room));
    if (kept.length < bytes.length) this.state.outputCut = true;
    this.state.outputBytes += kept.length;
    if (this.pending && this.pending.stream !== stream) this.write();
    if (kept.length > 0) {
      this.pending ??= { stream, pieces: [], bytes: 0 };
      this.pending.pieces.push(kept);
      this.pending.bytes += kept.length;
      if (this.pending.bytes >= pieceBytes) this.write();
      else this.timer ??= setTimeout(() => this.write(), writeAfterMs);
    }
    this.changed();
    return kept.length === bytes.length;
  }

  /** Text of ours in the output, e.g. rows of a query. */
  say(text: string): boolean {
    return this.push('out', Buffer.from(text));
  }

  /** Writes what waits. */
  end(): void {
    this.write();
    for (const stream of ['out', 'err'] as const) {
      const rest = this.broken[stream];
      this.broken[stream] = Buffer.alloc(0);
      if (rest.length > 0) this.writePiece(stream, rest);
    }
  }

  private write(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const { pending } = this;
    this.pending = null;
    if (!pending) return;
    const { stream } = pending;
    let bytes = Buffer.concat([this.broken[stream], ...pending.pieces]);
    const whole = this.encoding === 'utf-8' ? wholeCharacters(bytes) : bytes.length;
    this.broken[stream] = Buffer.from(bytes.subarray(whole));
    bytes = bytes.subarray(0, whole);
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + pieceBytes);
      const end = this.encoding === 'utf-8' ? wholeCharacters(piece) || piece.length : piece.length;
      this.writePiece(stream, piece.subarray(0, end));
      at += end;
    }
  }

  private writePiece(stream: OutputStream, bytes: Buffer): void {
    const text = this.decoders[stream].decode(bytes, { stream: true });
    // The bytes themselves where the text does not say them exactly.
    const exact = this.encoding === 'utf-8' && isUtf8(bytes);
    this.state.output = (this.state.output + text).slice(-tailCharacters);
    try {
      this.transcript.writeOutput(this.now(), this.place, {
        stream,
        text,
        ...(exact ? {} : { base64: bytes.toString('base64') }),
      });
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      this.state.outputCut = true;
    }
    this.changed();
  }
}

/** Length of the beginning that does not end inside an UTF-8 character. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
