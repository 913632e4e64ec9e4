import { lastWhile } from '../../../kit/sorted';
import {
  encodeDirectory,
  groupFrames,
  type CaptureMark,
  type FrameDirectory,
  type FrameHeader,
  type Segment,
} from './frames';

/** What had been reached with the last frame that says so: frames beyond it do not count. */
interface Reached {
  bytes: number;
  /** Frames of bytes, without directories. */
  frames: number;
  state: unknown;
}

const nothingReached: Reached = { bytes: 0, frames: 0, state: null };

/** What is known of a capture's frames: eight bytes of memory for each, and what happened between them. */
export class FrameTable {
  readonly marks: CaptureMark[] = [];
  readonly segments: Segment[] = [];
  /** The last place that is sure. */
  reached: Reached = nothingReached;
  /** Where the bytes of each frame begin; directories are not counted. */
  private readonly starts: number[] = [];
  /** How many marks and segments there were when each group ended. */
  private readonly groups: { marks: number; segments: number }[] = [];
  private total = 0;

  /** Frames of bytes that are known. */
  get frames(): number {
    return this.starts.length;
  }

  /** The frame that holds a byte. */
  frameAt(offset: number): number {
    return lastWhile(this.reached.frames, (frame) => (this.starts[frame] ?? 0) <= offset);
  }

  startOf(frame: number): number {
    return this.starts[frame] ?? this.total;
  }

  /** Takes in the next frame. */
  absorb(header: FrameHeader): void {
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

  /** Takes in a whole group by its directory. */
  absorbGroup(directory: FrameDirectory): void {
    for (const bytes of directory.lengths) {
      this.starts.push(this.total);
      this.total += bytes;
    }
    this.marks.push(...directory.marks);
    this.segments.push(...directory.segments);
    this.endGroup();
  }

  /** A frame says how far the log had been followed after its bytes. */
  reach(frame: number, state: unknown): void {
    this.reached = { bytes: this.startOf(frame + 1), frames: frame + 1, state };
  }

  /** The directory of the group that ends now. */
  directory(): Buffer {
    const first = this.starts.length - (groupFrames - 1);
    const ends = [...this.starts.slice(first + 1), this.total];
    const before = this.groups.at(-1) ?? { marks: 0, segments: 0 };
    return encodeDirectory({
      lengths: ends.map((end, index) => end - (this.starts[first + index] ?? 0)),
      marks: this.marks.slice(before.marks),
      segments: this.segments.slice(before.segments),
    });
  }

  forgetAll(): void {
    for (const list of [this.starts, this.marks, this.segments, this.groups]) list.length = 0;
    this.total = 0;
    this.reached = nothingReached;
  }

  /** Forgets frames that were cut off. None of them had marks or segments: those come with a sure one. */
  forgetBeyond(): void {
    const { bytes, frames } = this.reached;
    this.starts.length = frames;
    this.total = bytes;
    this.groups.length = Math.min(
      this.groups.length,
      Math.floor(Math.max(0, frames - 1) / (groupFrames - 1)),
    );
  }
}

/** Number in the file of the frame with bytes of this number: the last one of each group is a directory. */
export function frameOf(frame: number): number {
  return frame + Math.floor(frame / (groupFrames - 1));
}
