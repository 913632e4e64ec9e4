import {
  ledgerStateSchema,
  type FollowMark,
  type FollowSink,
  type LedgerState,
} from '../follow/ports';
import type { CaptureFile } from './capture-file';
import { frameBytes, type CaptureMark, type FrameHeader, type Segment } from './frames';

/** Sure bytes wait at most this long for more of them before they are written. */
const writeAfterMs = 200;
/** A longer buffer is not kept. */
const keptTape = 4 * frameBytes;
/** What was written is brought to the disk at most this often. */
const flushEveryMs = 300;

/** What {@link Capture} is made of. */
export interface CaptureParts {
  id: string;
  file: CaptureFile;
  now: () => number;
  /** Asked before each write. @throws AppError `logs.quota-reached` */
  makeRoom: () => void;
  /** There is more to read. */
  changed: () => void;
}

/**
 * Keeps what is followed, or brought in by a person. Bytes, marks and the place they reach are
 * in the same frame, or in frames that count only with the last of them: after a crash or a
 * power cut the place that is found is always that of the bytes that are found, so a commit
 * need not wait for the disk. What was committed is written within 0.2 s, at once when the
 * last write is longer ago, and flushed within 0.3 s more. Readers see what was written.
 */
export class Capture implements FollowSink {
  readonly id: string;
  private readonly parts: CaptureParts;
  private readonly file: CaptureFile;
  /** Appended and not committed; committed and not written. */
  private open: Pending = noBytes();
  private sure: Pending & { state?: unknown } = noBytes();
  /** The bytes of both, the sure ones first; used again and again. */
  private tape = Buffer.allocUnsafe(frameBytes);
  private writtenAt = 0;
  private writing: ReturnType<typeof setTimeout> | null = null;
  private flushing: ReturnType<typeof setTimeout> | null = null;
  private flushed: Promise<void> = Promise.resolve();
  private failure: Error | null = null;
  private closed = false;

  constructor(parts: CaptureParts) {
    this.parts = parts;
    this.id = parts.id;
    this.file = parts.file;
  }

  /** How far the log has been followed; null for one that was not followed. */
  get state(): LedgerState | null {
    const found = ledgerStateSchema.safeParse(this.latestState);
    return found.success ? found.data : null;
  }

  get full(): boolean {
    return this.open.bytes >= frameBytes;
  }

  /** Bytes that are committed. */
  get size(): number {
    return this.file.size + this.sure.bytes;
  }

  /** Bytes on disk. */
  get stored(): number {
    return this.file.stored;
  }

  get marks(): readonly CaptureMark[] {
    return this.file.marks;
  }

  append(bytes: Uint8Array): void {
    this.throwFailure();
    const at = this.sure.bytes + this.open.bytes;
    const end = at + bytes.length;
    if (end > this.tape.length) {
      const longer = Buffer.allocUnsafe(Math.max(end, this.tape.length * 2));
      this.tape.copy(longer, 0, 0, at);
      this.tape = longer;
    }
    this.tape.set(bytes, at);
    this.open.bytes += bytes.length;
  }

  mark(mark: FollowMark): void {
    this.open.marks.push({
      at: this.size + this.open.bytes,
      time: this.parts.now(),
      ...wordsOf(mark),
    });
  }

  /** @throws AppError `profile.disk-full`, `logs.quota-reached`; call {@link rollback} then */
  commit(state: LedgerState, cameFrom = state): void {
    const segments = this.segmentsOf(cameFrom);
    this.commitAs(state, segments);
  }

  /** Commits bytes that were not followed. */
  commitImported(): void {
    this.commitAs({ imported: true }, []);
  }

  rollback(): void {
    this.open = noBytes();
    try {
      this.write();
    } catch {
      // It is told to who commits next; what was found after a restart is what was written.
      this.sure = noBytes();
    }
    this.failure = null;
  }

  /** Writes what is sure and brings it to the disk. @throws AppError `profile.disk-full` */
  async settle(): Promise<void> {
    this.write();
    await this.flushed;
    await this.file.flush();
  }

  /** Writes what is sure and stops; the file stays open for its readers. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      this.throwFailure();
      await this.settle();
    } finally {
      for (const timer of [this.writing, this.flushing]) if (timer) clearTimeout(timer);
    }
  }

  private get latestState(): unknown {
    return this.sure.state ?? this.file.state;
  }

  private commitAs(state: unknown, segments: Segment[]): void {
    this.throwFailure();
    const { sure, open } = this;
    this.open = noBytes();
    this.sure = {
      bytes: sure.bytes + open.bytes,
      marks: [...sure.marks, ...open.marks],
      segments: [...sure.segments, ...segments],
      state,
    };
    if (this.sure.bytes >= frameBytes || Date.now() - this.writtenAt >= writeAfterMs) {
      this.write();
      return;
    }
    this.writing ??= setTimeout(() => {
      this.writing = null;
      try {
        this.write();
      } catch (error) {
        // Told by the next call: nothing is lost meanwhile, and nothing more is taken.
        this.failure = error as Error;
      }
    }, writeAfterMs).unref();
  }

  /** Stretches that begin with what is about to be committed, which came from up to two files. */
  private segmentsOf(place: LedgerState): Segment[] {
    const begin = this.size;
    const before = this.state;
    const turn = this.open.marks.findLast(({ kind }) => kind === 'rotated' || kind === 'truncated');
    const found: Segment[] = [];
    // What came before a rotation goes on from the place before.
    if (before && turn && turn.at > begin) found.push(segmentOf(before, begin, before.offset));
    const at = turn ? turn.at : begin;
    const end = begin + this.open.bytes;
    if (end > at) found.push(segmentOf(place, at, place.offset - (end - at)));
    return found.filter((segment) => !this.continues(segment));
  }

  private continues(segment: Segment): boolean {
    const last = this.sure.segments.at(-1) ?? this.file.segments.at(-1);
    return (
      last !== undefined &&
      last.path === segment.path &&
      last.dev === segment.dev &&
      last.inode === segment.inode &&
      last.from + segment.at - last.at === segment.from
    );
  }

  private write(): void {
    const { bytes, marks, segments, state } = this.sure;
    if (this.writing) clearTimeout(this.writing);
    this.writing = null;
    if (state === undefined) return;
    this.parts.makeRoom();
    const frames: { header: FrameHeader; bytes: Buffer }[] = [];
    for (let at = 0; at < bytes || frames.length === 0; at += frameBytes) {
      const part = this.tape.subarray(at, Math.min(bytes, at + frameBytes));
      frames.push({ header: { bytes: part.length }, bytes: part });
    }
    const last = frames.at(-1);
    if (last) Object.assign(last.header, { state, marks, segments });
    this.file.append(frames);
    this.tape.copyWithin(0, bytes, bytes + this.open.bytes);
    if (this.tape.length > keptTape && this.open.bytes === 0)
      this.tape = Buffer.allocUnsafe(frameBytes);
    this.sure = noBytes();
    this.writtenAt = Date.now();
    this.flushLater();
    this.parts.changed();
  }

  private flushLater(): void {
    this.flushing ??= setTimeout(() => {
      this.flushing = null;
      this.flushed = this.file.flush().catch((error: unknown) => {
        this.failure = error as Error;
      });
    }, flushEveryMs).unref();
  }

  private throwFailure(): void {
    const { failure } = this;
    this.failure = null;
    if (failure) throw failure;
  }
}

interface Pending {
  bytes: number;
  marks: CaptureMark[];
  segments: Segment[];
}

function noBytes(): Pending {
  return { bytes: 0, marks: [], segments: [] };
}

function segmentOf({ file, identity }: LedgerState, at: number, from: number): Segment {
  const [, dev = null, inode = null] = /^(\d+):(\d+)$/.exec(identity) ?? [];
  return { at, path: file, dev, inode, from: Math.max(0, from) };
}

function wordsOf(mark: FollowMark): Pick<CaptureMark, 'kind' | 'bytes' | 'detail'> {
  switch (mark.event) {
    case 'rotated':
      return {
        kind: mark.how === 'truncated' ? 'truncated' : 'rotated',
        bytes: null,
        detail: mark.how,
      };
    case 'recovered':
      return { kind: 'recovered', bytes: mark.bytes, detail: mark.from };
    case 'gap':
      return { kind: 'gap', bytes: mark.bytes, detail: '' };
    case 'resumed':
      return { kind: 'reconnected', bytes: null, detail: String(mark.offset) };
  }
}
