import { AppError } from '../../../contract/errors';
import type { SealedFile } from '../../../kit/sealed-file';
import {
  encodeDirectory,
  encodeFrame,
  groupFrames,
  isDirectory,
  readBytes,
  readDirectory,
  readHeader,
  type CaptureMark,
  type FrameHeader,
  type Segment,
} from './frames';
import { locate, type RemotePiece } from './locate';

/** Unpacked frames kept for reading, per capture that is open. */
const cacheBytes = 8 * 1024 * 1024;

/** Opens the sealed file of a capture, again after another process has cut it back. */
export type OpenSealed = () => SealedFile;

/** What had been reached with the last frame that says so: frames beyond it do not count. */
interface Reached {
  bytes: number;
  /** Frames of bytes, without directories. */
  frames: number;
  state: unknown;
}

const nothingReached: Reached = { bytes: 0, frames: 0, state: null };

/**
 * The frames of a capture: which bytes of the log are in which, what happened between them and
 * which remote files they came from. Memory holds eight bytes for each frame and the frames
 * read last.
 */
export class CaptureFile {
  readonly marks: CaptureMark[] = [];
  readonly segments: Segment[] = [];
  private readonly openSealed: OpenSealed;
  private sealed: SealedFile;
  private writable: boolean;
  /** Where the bytes of each frame begin; directories are not counted. */
  private readonly starts: number[] = [];
  /** How many marks and segments there were when each group ended. */
  private readonly groups: { marks: number; segments: number }[] = [];
  private total = 0;
  private reached: Reached = nothingReached;
  private readonly cache = new Map<number, Buffer>();
  private cached = 0;

  private constructor(openSealed: OpenSealed, sealed: SealedFile, writable: boolean) {
    this.openSealed = openSealed;
    this.sealed = sealed;
    this.writable = writable;
  }

  /** A capture that is new, or continued: what a crash left beyond the last sure place is cut off. */
  static write(sealed: SealedFile, openSealed: OpenSealed): CaptureFile {
    const file = new CaptureFile(openSealed, sealed, true);
    file.load();
    sealed.cutTo(file.reached.frames === 0 ? 0 : frameOf(file.reached.frames - 1) + 1);
    file.forgetBeyond();
    return file;
  }

  /** A capture to read, which another process may be writing. */
  static read(openSealed: OpenSealed): CaptureFile {
    const file = new CaptureFile(openSealed, openSealed(), false);
    file.load();
    return file;
  }

  /** Bytes of the log that are sure. */
  get size(): number {
    return this.reached.bytes;
  }

  /** What the last sure frame says of the place it reaches. */
  get state(): unknown {
    return this.reached.state;
  }

  /** Bytes on disk. */
  get stored(): number {
    return this.sealed.bytes;
  }

  /**
   * Appends frames of which the last one says how far they reach; all of them or none.
   *
   * @throws AppError `profile.disk-full`
   */
  append(frames: readonly { header: FrameHeader; bytes: Uint8Array }[]): void {
    try {
      for (const { header, bytes } of frames) {
        if (isDirectory(this.sealed.frames)) this.sealed.append(this.directory());
        this.sealed.append(encodeFrame(header, bytes));
        this.absorb(header);
      }
    } catch (error) {
      this.sealed.cutTo(this.reached.frames === 0 ? 0 : frameOf(this.reached.frames - 1) + 1);
      this.forgetBeyond();
      throw error;
    }
  }

  /** Makes durable what was appended before the call. @throws AppError `profile.disk-full` */
  flush(): Promise<void> {
    return this.sealed.flushSoon();
  }

  /** From here on somebody else may write it. */
  stopWriting(): void {
    this.writable = false;
  }

  /** Takes in what somebody else appended. */
  catchUp(): void {
    if (this.writable) return;
    this.sealed.catchUp();
    if (this.absorbRest()) return;
    // The writer has cut back what was not sure, and written other frames in their place.
    this.sealed.close();
    this.sealed = this.openSealed();
    this.starts.length = 0;
    this.marks.length = 0;
    this.segments.length = 0;
    this.groups.length = 0;
    this.total = 0;
    this.reached = nothingReached;
    this.cache.clear();
    this.cached = 0;
    this.load();
  }

  /** The frame that holds a byte. */
  frameAt(offset: number): number {
    let low = 0;
    let high = this.reached.frames - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  startOf(frame: number): number {
    return this.starts[frame] ?? this.total;
  }

  /** The bytes of a frame, shared: copy what is given away. @throws AppError `file.unreadable` */
  bytesOf(frame: number): Buffer {
    const known = this.cache.get(frame);
    if (known) {
      // Moved to the end: the map's order is the order of use.
      this.cache.delete(frame);
      this.cache.set(frame, known);
      return known;
    }
    const bytes = readBytes(this.sealed.read(frameOf(frame)));
    if (!bytes) throw new AppError('file.unreadable', { path: this.sealed.path });
    this.cache.set(frame, bytes);
    this.cached += bytes.length;
    for (const [oldest, { length }] of this.cache) {
      if (this.cached <= cacheBytes || oldest === frame) break;
      this.cache.delete(oldest);
      this.cached -= length;
    }
    return bytes;
  }

  /** Where capture bytes [from, to) stand remotely, a piece for each file they came from. */
  locate(from: number, to: number): RemotePiece[] {
    return locate(this.segments, this.size, from, to);
  }

  close(): void {
    this.cache.clear();
    this.sealed.close();
  }

  private absorb(header: FrameHeader): void {
    this.endGroup();
    this.starts.push(this.total);
    this.total += header.bytes;
    this.marks.push(...(header.marks ?? []));
    this.segments.push(...(header.segments ?? []));
    if (header.state !== undefined)
      this.reached = { bytes: this.total, frames: this.starts.length, state: header.state };
  }

  /** Remembers where a group ended, before the first frame of the next one. */
  private endGroup(): void {
    if (Math.floor(this.starts.length / (groupFrames - 1)) > this.groups.length)
      this.groups.push({ marks: this.marks.length, segments: this.segments.length });
  }

  private load(): void {
    const groups = Math.floor(this.sealed.frames / groupFrames);
    for (let group = 0; group < groups; group += 1) {
      const directory = this.directoryOf(group);
      if (!directory) break;
      for (const bytes of directory.lengths) {
        this.starts.push(this.total);
        this.total += bytes;
      }
      this.marks.push(...directory.marks);
      this.segments.push(...directory.segments);
      this.endGroup();
    }
    this.absorbRest();
    if (this.reached.frames > 0) return;
    // The last group may have nothing that is sure.
    for (let frame = this.starts.length - 1; frame >= 0; frame -= 1) {
      const state = this.headerOf(frame)?.state;
      if (state === undefined) continue;
      this.reached = { bytes: this.starts[frame + 1] ?? this.total, frames: frame + 1, state };
      return;
    }
  }

  private directoryOf(group: number) {
    try {
      return readDirectory(this.sealed.read((group + 1) * groupFrames - 1));
    } catch {
      return null;
    }
  }

  /** Reads the headers of frames that are not known yet; false when one of them is damaged. */
  private absorbRest(): boolean {
    for (let frame = this.starts.length; frameOf(frame) < this.sealed.frames; frame += 1) {
      const header = this.headerOf(frame);
      if (!header) return false;
      this.absorb(header);
    }
    return true;
  }

  private headerOf(frame: number): FrameHeader | null {
    try {
      return readHeader(this.sealed.read(frameOf(frame)));
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }

  private directory(): Buffer {
    const first = this.starts.length - (groupFrames - 1);
    const ends = [...this.starts.slice(first + 1), this.total];
    const before = this.groups.at(-1) ?? { marks: 0, segments: 0 };
    return encodeDirectory({
      lengths: ends.map((end, index) => end - (this.starts[first + index] ?? 0)),
      marks: this.marks.slice(before.marks),
      segments: this.segments.slice(before.segments),
    });
  }

  /** Forgets frames that were cut off. None of them had marks or segments: those come with a sure one. */
  private forgetBeyond(): void {
    const { bytes, frames } = this.reached;
    this.starts.length = frames;
    this.total = bytes;
    this.groups.length = Math.min(
      this.groups.length,
      Math.floor(Math.max(0, frames - 1) / (groupFrames - 1)),
    );
    for (const [frame, { length }] of this.cache) {
      if (frame < frames) continue;
      this.cached -= length;
      this.cache.delete(frame);
    }
  }
}

/** Number in the file of the frame with bytes of this number: the last one of each group is a directory. */
function frameOf(frame: number): number {
  return frame + Math.floor(frame / (groupFrames - 1));
}
