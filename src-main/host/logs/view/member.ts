import type { LogSource, LogUnit } from '../../../contract/logs';
import type { RangeDocument } from '../engine/document/piece';
import { noLevels } from '../engine/document/piece-table';
import type { PickedLines } from '../remote/index';
import type { LogHandle } from './handle';
import { Lane, type ItemSet, type LaneReader } from './lane';

/** A first screen of a log that is not indexed yet, and what a piece grows by. */
const pieceBytes = 256 * 1024;
/** A piece that is larger than this is not grown any more: the view goes on with a new one. */
const largestPiece = 16 * 1024 * 1024;

/** A source of a view: which part of its log the view reads, and how. */
export class Member {
  readonly id: string;
  readonly handle: LogHandle;
  /** What a filter leaves of it; null without a filter. */
  chosen: ItemSet | null = null;
  /** Only a piece of the log is at hand. */
  piece: RangeDocument | null = null;
  /** Lines that a filter leaves of a file that is read in place; they are shown instead of the piece. */
  picked: PickedLines | null = null;
  private lane: Lane | null = null;

  constructor(id: string, handle: LogHandle) {
    this.id = id;
    this.handle = handle;
  }

  get reader(): LaneReader | null {
    return this.picked ?? this.piece?.reader ?? this.handle.document?.reader ?? null;
  }

  /** Rows of what it was when it was opened are still being found; what is added since is not meant. */
  get growing(): boolean {
    return this.piece === null && !(this.handle.document?.wasIndexed ?? false);
  }

  /** The rows it gives; the same object as long as only the end grows. Null: nothing at hand. */
  laneFor(unit: LogUnit): Lane | null {
    const { reader } = this;
    if (!reader) return (this.lane = null);
    this.piece?.setClockOffset(this.handle.clockOffsetMs);
    if (this.picked) return this.laneOf(this.picked);
    if (this.lane?.reader !== reader || this.lane.unit !== unit || this.lane.set !== this.chosen)
      this.lane = new Lane(reader, unit, this.chosen, this.piece ?? this.handle.generation);
    return this.lane;
  }

  /** The piece that is shown; null where picked lines are, or all of the log is at hand. */
  get shownPiece(): RangeDocument | null {
    return this.picked ? null : this.piece;
  }

  /** Reads a piece around a place of the log in the stead of what is there. */
  async goTo(at: number, signal?: AbortSignal): Promise<void> {
    this.piece = await this.handle.piece({ at, before: pieceBytes, after: pieceBytes }, signal);
  }

  /** Reads on at an end of the piece. @returns whether there is more now */
  async extend(backwards: boolean, signal?: AbortSignal): Promise<boolean> {
    const { piece } = this;
    if (!piece) return false;
    if (piece.to - piece.from > largestPiece) {
      await this.goTo(backwards ? piece.from : piece.to, signal);
      return true;
    }
    const more = backwards
      ? await piece.extendBackwards(pieceBytes, signal)
      : await piece.extendForwards(pieceBytes, signal);
    return more > 0;
  }

  /** Rows of picked lines are lines: what belongs to them was not looked for. */
  private laneOf(picked: PickedLines): Lane {
    picked.clockOffsetMs = this.handle.clockOffsetMs;
    if (this.lane?.reader !== picked) this.lane = new Lane(picked, 'line', null, picked);
    return this.lane;
  }

  /** What views are told of it. */
  source(): LogSource {
    const { handle, piece } = this;
    const { document, connection, reading } = handle;
    const index = document?.sums ?? null;
    const times = index ? { first: index.minTime, last: index.maxTime } : { first: NaN, last: NaN };
    const clock = handle.clockOffsetMs;
    return {
      id: this.id,
      place: handle.place,
      ...handle.about,
      ...connection,
      bytes: handle.bytes,
      indexed: document?.indexed ?? 0,
      piece: piece ? { from: piece.from, to: piece.to } : null,
      lines: piece ? piece.endLine - piece.firstLine : (index?.lines ?? 0),
      records: piece ? piece.endRecord - piece.firstRecord : (index?.records ?? 0),
      levels: index ? { ...index.levels } : noLevels(),
      first: Number.isNaN(times.first) ? null : times.first + clock,
      last: Number.isNaN(times.last) ? null : times.last + clock,
      choices: handle.choices,
      encoding: reading?.encoding ?? '',
      format: reading?.format.name ?? '',
      formatUnproven: reading?.format.unproven ?? false,
      zone: reading?.zone ?? '',
      clockOffsetMs: clock,
      clock: handle.clock,
      marks: piece ? [] : [...handle.marks],
    };
  }
}
