import { rmSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { newId } from '../../../kit/ids';
import type { Log } from '../../../kit/log';
import type { SealedFile } from '../../../kit/sealed-file';
import type { OpenProfile } from '../../profile/index';
import { CaptureFile, type Frame, type PackedFrame } from './capture-file';
import { frameBytes } from './frames';

/** Frames of so many bytes on the disk are let be while the capture is written. */
const leastLoose = 16 * 1024;
/** So many frames, or as many as hold so much, are read at a time before others have their turn. */
const framesAtATime = 32;
const bytesAtATime = 4 * frameBytes;

/**
 * Joins the small frames of slow logs, which take more room than the log itself: into a new file
 * that takes the place of the capture's when it is whole and on the disk. A crash before that
 * leaves a file that nobody knows, which goes with the next start; the capture is as it was.
 */
export class FrameJoiner {
  private readonly profile: OpenProfile;
  private readonly log: Log;
  private readonly joining = new Map<CaptureFile, Promise<void>>();
  /** Those that could not be joined are not tried again before there are so many bytes in small frames. */
  private readonly least = new WeakMap<CaptureFile, number>();

  constructor(profile: OpenProfile, log: Log) {
    this.profile = profile;
    this.log = log;
  }

  /**
   * Begins to join what was written in small frames when that is a third of the whole: so all that
   * is copied is no more than a few times the log, and a fast one, whose frames are large but for
   * some, is let be.
   *
   * @param lost aborts when another process may write it
   */
  look(file: CaptureFile, lost: AbortSignal): void {
    if (this.joining.has(file)) return;
    const least = Math.max(leastLoose, file.stored / 3, this.least.get(file) ?? 0);
    if (file.loose >= least) void this.join(file, lost);
  }

  /** Joins what is left when a capture ends and stays, where it is worth the copy. Nobody appends any more. */
  async finish(file: CaptureFile, lost: AbortSignal, stays: boolean): Promise<void> {
    await this.joining.get(file);
    if (stays && file.frames > 1 && file.loose * 8 > file.stored) await this.join(file, lost);
  }

  private join(file: CaptureFile, lost: AbortSignal): Promise<void> {
    const joining = this.joinNow(file, lost)
      .then(() => void this.least.delete(file))
      .catch((error: unknown) => {
        // It takes more room than it must, and nothing is lost.
        this.log.warn('the frames of a capture could not be joined', { error: String(error) });
        this.least.set(file, file.loose + file.stored);
      })
      .finally(() => void this.joining.delete(file));
    this.joining.set(file, joining);
    return joining;
  }

  private async joinNow(file: CaptureFile, lost: AbortSignal): Promise<void> {
    const fresh = this.profile.createSealed('captures', `.${newId()}.tmp`);
    const temporary = fresh.path;
    try {
      await copyJoined(file, fresh, lost);
    } catch (error) {
      fresh.close();
      rmSync(temporary, { force: true });
      throw error;
    }
  }
}

/** Copies frames, small ones joined, and those that come meanwhile; then exchanges the files. */
async function copyJoined(file: CaptureFile, fresh: SealedFile, lost: AbortSignal): Promise<void> {
  const copy = CaptureFile.write(fresh, () => fresh);
  let next = 0;
  let held: PackedFrame[] = [];
  let heldBytes = 0;
  /** Frames that count with the last of them. */
  let group: PackedFrame[] = [];
  let groupBytes = 0;
  let sinceTurn = 0;
  const write = (): void => {
    const [only] = held;
    if (only) copy.append([held.length > 1 ? joined(file, held) : only]);
    held = [];
    heldBytes = 0;
  };
  const take = (): void => {
    const frame = file.frame(next);
    next += 1;
    group.push(frame);
    groupBytes += frame.header.bytes;
    sinceTurn += frame.header.bytes;
    if (frame.header.state === undefined) return;
    if (heldBytes + groupBytes > frameBytes) write();
    if (groupBytes > frameBytes) copy.append(group);
    else {
      held.push(...group);
      heldBytes += groupBytes;
    }
    group = [];
    groupBytes = 0;
  };
  while (next < file.frames) {
    take();
    if (next % framesAtATime !== 0 && sinceTurn < bytesAtATime) continue;
    sinceTurn = 0;
    await breathe();
    lost.throwIfAborted();
  }
  write();
  await copy.flush();
  // Nothing comes in between from here on: what was appended meanwhile is little.
  while (next < file.frames) take();
  write();
  lost.throwIfAborted();
  file.become(copy);
}

/** One frame that says what some say: where the last one has got to, and all that happened. */
function joined(file: CaptureFile, frames: readonly PackedFrame[]): Frame {
  const bytes = Buffer.concat(frames.map((frame) => file.unpack(frame)));
  const marks = frames.flatMap(({ header }) => header.marks ?? []);
  const segments = frames.flatMap(({ header }) => header.segments ?? []);
  const state = frames.at(-1)?.header.state;
  return { header: { bytes: bytes.length, marks, segments, state }, bytes };
}
