import { AppError } from '../../../contract/errors';
import type { SealedFile } from '../../../kit/sealed-file';
import { FrameCache } from './frame-cache';
import { FrameTable, frameOf } from './frame-table';
import {
  encodeFrame,
  frameBytes,
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

/** A frame less than half full would take less room joined with others. */
const looseBytes = frameBytes / 2;

/** Opens the sealed file of a capture, again after another process has cut it back. */
export type OpenSealed = (mode: 'read' | 'append') => SealedFile;

/** A frame as it is appended. */
export interface Frame {
  header: FrameHeader;
  bytes: Uint8Array;
}

/** A frame as it stands in a file, but for the seal. */
export interface PackedFrame {
  header: FrameHeader;
  packed: Buffer;
}

/**
 * The frames of a capture: which bytes of the log are in which, what happened between them and
 * which remote files they came from. Memory holds eight bytes for each frame and the frames
 * read last.
 */
export class CaptureFile {
  private readonly openSealed: OpenSealed;
  private sealed: SealedFile;
  private writable: boolean;
  private readonly table = new FrameTable();
  private looseStored = 0;
  private readonly cache = new FrameCache();

  private constructor(openSealed: OpenSealed, sealed: SealedFile, writable: boolean) {
    this.openSealed = openSealed;
    this.sealed = sealed;
    this.writable = writable;
  }

  /** A capture that is new, or continued: what a crash left beyond the last sure place is cut off. */
  static write(sealed: SealedFile, openSealed: OpenSealed): CaptureFile {
    const file = new CaptureFile(openSealed, sealed, true);
    file.load();
    file.cutBack();
    if (file.size < file.frames * looseBytes) file.looseStored = file.stored;
    return file;
  }

  /** A capture to read, which another process may be writing. */
  static read(openSealed: OpenSealed): CaptureFile {
    const file = new CaptureFile(openSealed, openSealed('read'), false);
    file.load();
    return file;
  }

  /** Bytes of the log that are sure. */
  get size(): number {
    return this.table.reached.bytes;
  }

  /** What happened between the bytes. */
  get marks(): readonly CaptureMark[] {
    return this.table.marks;
  }

  /** Where the bytes came from. */
  get segments(): readonly Segment[] {
    return this.table.segments;
  }

  /** What the last sure frame says of the place it reaches. */
  get state(): unknown {
    return this.table.reached.state;
  }

  /** Bytes on disk. */
  get stored(): number {
    return this.sealed.bytes;
  }

  /** Those of them in frames that would take less if they were joined, as far as is known. */
  get loose(): number {
    return this.looseStored;
  }

  /**
   * Appends frames of which the last one says how far they reach; all of them or none.
   *
   * @throws AppError `profile.disk-full`
   */
  append(frames: readonly (Frame | PackedFrame)[]): void {
    const before = this.sealed.bytes;
    try {
      for (const frame of frames) {
        const { header } = frame;
        if (isDirectory(this.sealed.frames)) this.sealed.append(this.table.directory());
        this.sealed.append('packed' in frame ? frame.packed : encodeFrame(header, frame.bytes));
        this.table.absorb(header);
        const number = this.table.frames - 1;
        // Who read as far as this wants to read on.
        if ('bytes' in frame && this.cache.has(number - 1))
          this.cache.keepCopy(number, frame.bytes);
      }
      const bytes = frames.reduce((sum, { header }) => sum + header.bytes, 0);
      if (bytes < looseBytes) this.looseStored += this.sealed.bytes - before;
    } catch (error) {
      this.cutBack();
      throw error;
    }
  }

  /** Makes durable what was appended before the call. @throws AppError `profile.disk-full` */
  async flush(): Promise<void> {
    const { sealed } = this;
    try {
      await sealed.flushSoon();
    } catch (error) {
      // What took its place meanwhile was flushed before it did.
      if (this.sealed === sealed) throw error;
    }
  }

  /** Sure frames of bytes. */
  get frames(): number {
    return this.table.reached.frames;
  }

  /** One of them. @throws AppError `file.unreadable` */
  frame(frame: number): PackedFrame {
    const packed = this.sealed.read(frameOf(frame));
    const header = readHeader(packed);
    if (!header) throw this.unreadable();
    return { header, packed };
  }

  /** What one of them holds. @throws AppError `file.unreadable` */
  unpack({ packed }: PackedFrame): Buffer {
    const bytes = readBytes(packed);
    if (!bytes) throw this.unreadable();
    return bytes;
  }

  /**
   * Takes over another one that has the same bytes, marks and state in other frames, and stands
   * at its path from here on. Who reads goes on.
   *
   * @throws Error then it has the frames it had
   */
  become(other: CaptureFile): void {
    const { path, replaced, extended } = this.sealed;
    if (replaced || extended) throw new Error('Another process writes it');
    // Windows puts nothing in the place of an open file.
    this.sealed.close();
    try {
      other.sealed.takePlaceOf(path);
      this.sealed = other.sealed;
      this.looseStored = 0;
    } catch (error) {
      this.sealed = this.openSealed(this.writable ? 'append' : 'read');
      throw error;
    } finally {
      this.loadAnew();
    }
  }

  /** From here on somebody else may write it. */
  stopWriting(): void {
    this.writable = false;
  }

  /** Takes in what somebody else appended. */
  catchUp(): void {
    if (this.writable) return;
    if (!this.sealed.replaced) {
      this.sealed.catchUp();
      if (this.absorbRest()) return;
    }
    // The writer has cut back what was not sure and written other frames in their place, or joined them.
    this.sealed.close();
    this.sealed = this.openSealed('read');
    this.loadAnew();
  }

  /** Where the bytes of a frame begin. */
  startOf(frame: number): number {
    return this.table.startOf(frame);
  }

  /** The frame that holds a byte. */
  frameAt(offset: number): number {
    return this.table.frameAt(offset);
  }

  /**
   * Puts bytes from an offset on into a target, as far as one frame has them.
   *
   * @returns how many
   * @throws AppError `file.unreadable`
   */
  copy(offset: number, target: Uint8Array): number {
    const frame = this.frameAt(offset);
    const at = offset - this.startOf(frame);
    const part = this.bytesOf(frame).subarray(at, at + target.length);
    target.set(part);
    return part.length;
  }

  /** Where capture bytes [from, to) stand remotely, a piece for each file they came from. */
  locate(from: number, to: number): RemotePiece[] {
    return locate(this.segments, this.size, from, to);
  }

  close(): void {
    this.cache.clear();
    this.sealed.close();
  }

  private loadAnew(): void {
    this.table.forgetAll();
    this.cache.clear();
    this.load();
  }

  private load(): void {
    const { table, sealed } = this;
    const groups = Math.floor(sealed.frames / groupFrames);
    for (let group = 0; group < groups; group += 1) {
      const directory = this.directoryOf(group);
      if (!directory) break;
      table.absorbGroup(directory);
    }
    this.absorbRest();
    if (table.reached.frames > 0) return;
    // The last group may have nothing that is sure.
    for (let frame = table.frames - 1; frame >= 0; frame -= 1) {
      const state = this.headerOf(frame)?.state;
      if (state === undefined) continue;
      table.reach(frame, state);
      return;
    }
  }

  /** Cuts off what is not sure. */
  private cutBack(): void {
    const { frames } = this.table.reached;
    this.sealed.cutTo(frames === 0 ? 0 : frameOf(frames - 1) + 1);
    this.table.forgetBeyond();
    this.cache.cut(frames);
  }

  private bytesOf(frame: number): Buffer {
    const known = this.cache.get(frame);
    if (known) return known;
    const bytes = readBytes(this.sealed.read(frameOf(frame)));
    if (!bytes) throw this.unreadable();
    this.cache.keep(frame, bytes);
    return bytes;
  }

  private unreadable(): AppError {
    return new AppError('file.unreadable', { path: this.sealed.path });
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
    for (let frame = this.table.frames; frameOf(frame) < this.sealed.frames; frame += 1) {
      const header = this.headerOf(frame);
      if (!header) return false;
      this.table.absorb(header);
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
}
