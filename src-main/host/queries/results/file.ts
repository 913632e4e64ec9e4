import { basename } from 'node:path';
import { AppError } from '../../../contract/errors';
import type { Column, Row } from '../../../contract/query-results';
import type { SealedFile } from '../../../kit/sealed-file';
import { lastWhile } from '../../../kit/sorted';
import { sizeOfRow, textsOfRow, type SomeRows } from '../drivers/byte-rows';
import { decodeFrame, type Frame, type FrameClipped } from './frame';
import { FrameBuilder } from './frame-builder';
import { FrameCache } from './frame-cache';

/** A frame ends after this many rows or bytes, whichever comes first. */
const frameRows = 1_000;
const frameBytes = 1024 * 1024;
/** Of a longer row, in UTF-16 units or bytes, cells are cut until it fits: a frame holds it whole. */
const maxRowSize = 16 * 1024 * 1024;

/** What the first frame of a file says, as JSON: enough to open a file whose run was cut off. */
interface FileHead {
  form: 2;
  columns: Column[];
}

/** A cell of which only the beginning is kept; `row` counts from the begin of the result. */
export type ClippedCell = FrameClipped;

/**
 * Rows of one result in an encrypted file, appended in order and read at random; see `frame.ts`
 * for its frames. Memory holds how many rows each has, and those of the last one until it is full.
 */
export class ResultFile {
  /** Told of the plain bytes of each frame that was written. */
  onFrame: ((plain: Buffer) => void) | null = null;
  /** Memory of an earlier frame that nobody needs any more. */
  spare: (() => ArrayBuffer | undefined) | null = null;
  /** When a frame was read last, by `performance.now()`. */
  lastRead = 0;
  private closed = false;
  private readonly file: SealedFile;
  /** Frames before the first with rows. */
  private readonly base: number;
  private columns: readonly Column[];
  /** Number of the first row of each frame, and after the last the number of rows. */
  private readonly starts: number[] = [0];
  private readonly cache = new FrameCache();
  private pending = new FrameBuilder(0);
  /** The rows of `pending` as a frame, until there are more. */
  private tail: Frame | null = null;
  private pendingClipped: FrameClipped[] = [];
  private clippedSoFar = 0;
  /** Settles when the full frame that goes to the disk is there. */
  private onItsWay: Promise<unknown> | null = null;

  private constructor(file: SealedFile, base: number, columns: readonly Column[]) {
    this.file = file;
    this.base = base;
    this.columns = columns;
  }

  /** A new file. */
  static create(file: SealedFile): ResultFile {
    return new ResultFile(file, 1, []);
  }

  /** A file as it was left; `counts` are the rows of its frames. */
  static open(file: SealedFile, counts: readonly number[] = []): ResultFile {
    const head = headOf(file);
    const opened = new ResultFile(file, head ? 1 : 0, head?.columns ?? []);
    for (const count of counts) opened.starts.push(opened.written + count);
    return opened;
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.written + this.pending.rows;
  }

  /** Cells clipped so far, in a file that is being filled. */
  get clippedCells(): number {
    return this.clippedSoFar;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.file.bytes;
  }

  /** Rows of each frame: what is needed to open the file again. */
  get counts(): number[] {
    return this.starts.slice(1).map((end, index) => end - (this.starts[index] ?? 0));
  }

  /** As they were when the rows came; empty in files of the old form. */
  get head(): readonly Column[] {
    return this.columns;
  }

  get path(): string {
    return this.file.path;
  }

  /** Frames before the first with rows. */
  get firstFrame(): number {
    return this.base;
  }

  private get written(): number {
    return this.starts.at(-1) ?? 0;
  }

  /** Takes in the frames behind those whose rows were known when it was opened. */
  takeInRest(): void {
    for (let frame = this.base + this.counts.length; frame < this.file.frames; frame += 1) {
      this.starts.push(this.written + decodeFrame(this.file.read(frame)).rows);
    }
  }

  /** Columns, before the first rows. */
  begin(columns: readonly Column[]): void {
    this.columns = columns;
    this.pending = new FrameBuilder(columns.length);
  }

  /**
   * Takes rows; others have their turn while a full frame goes to the disk.
   *
   * @throws AppError `profile.disk-full`; then the rows before the last whole frame are kept
   */
  async append(rows: SomeRows, clipped: readonly ClippedCell[] = []): Promise<void> {
    for (const cell of clipped) this.noteClipped(cell);
    for (let from = 0; from < rows.length;) {
      from = this.appendSome(rows, from);
      if (this.pending.rows < frameRows && this.pending.bytes < frameBytes) continue;
      const plain = this.nextFrame();
      this.onItsWay = this.file.appendSoon(plain);
      try {
        await this.onItsWay;
      } finally {
        this.onItsWay = null;
      }
      this.wrote(plain);
    }
  }

  /** Takes as many rows as a frame has room for, one at least, and gives the number of the next. */
  private appendSome(rows: SomeRows, from: number): number {
    const { pending } = this;
    this.tail = null;
    const most = Math.min(rows.length, from + frameRows - pending.rows);
    let left = frameBytes - pending.bytes;
    let to = from;
    for (; to < most && left > 0; to += 1) {
      const size = sizeOfRow(rows, to);
      if (size > maxRowSize) break;
      left -= size;
    }
    if (to > from) {
      pending.add(rows, from, to);
      return to;
    }
    pending.add([this.shortened(textsOfRow(rows, from))], 0, 1);
    return from + 1;
  }

  /** Writes what waits for a full frame. */
  writeFrame(): void {
    if (this.pending.rows === 0) return;
    const plain = this.nextFrame();
    this.file.append(plain);
    this.wrote(plain);
  }

  /** The same for whoever reads along: a frame may be on its way to the disk. */
  async writeFrameSoon(): Promise<void> {
    // Who appends hears of a failure.
    while (this.onItsWay) await this.onItsWay.catch(() => {});
    this.writeFrame();
  }

  /** The rows that wait, as a frame to be written; before the first one what {@link FileHead} says. */
  private nextFrame(): Buffer {
    if (this.file.frames === 0) {
      const head: FileHead = { form: 2, columns: [...this.columns] };
      this.file.append(Buffer.from(JSON.stringify(head)));
    }
    return this.pending.frame(this.clippedOfPending(), this.spare?.());
  }

  private wrote(plain: Buffer): void {
    const end = this.rows;
    this.starts.push(end);
    this.pending.clear();
    this.tail = null;
    this.pendingClipped = this.pendingClipped.filter(({ row }) => row >= end);
    this.onFrame?.(plain);
  }

  /** Lets go of rows that could not be written. */
  dropPending(): void {
    this.pending.clear();
    this.tail = null;
    this.pendingClipped = [];
  }

  /** The frame that holds a row, and the number of its first row. */
  at(row: number): { frame: Frame; first: number } {
    const number = this.frameOf(row);
    const first = this.starts[number] ?? 0;
    if (number >= this.starts.length - 1) return { frame: this.waiting(), first };
    return { frame: this.cache.get(number, () => decodeFrame(this.read(number))), first };
  }

  /** A row with what is known of its clipped cells. */
  row(number: number, columns?: readonly number[]): { row: Row; clipped: FrameClipped[] } {
    const { frame, first } = this.at(number);
    return {
      row: frame.row(number - first, columns),
      clipped: frame.clipped.filter(({ row }) => row === number - first),
    };
  }

  /** All frames in order; each is read when it is asked for, and none is kept. */
  *frames(): Generator<Frame> {
    for (let frame = 0; frame < this.starts.length - 1; frame += 1) {
      yield decodeFrame(this.read(frame));
    }
    if (this.pending.rows > 0) yield this.waiting();
  }

  flush(): void {
    this.writeFrame();
    this.file.flush();
  }

  /** The same without holding this thread: gigabytes take the disk seconds. */
  async flushSoon(): Promise<void> {
    this.writeFrame();
    await this.file.flushSoon();
  }

  close(): void {
    this.closed = true;
    this.file.close();
  }

  /** A row that no frame could hold, with its longest cells cut. */
  private shortened(row: Row): Row {
    const most = Math.floor(maxRowSize / Math.max(1, row.length));
    const number = this.rows;
    return row.map((cell, column) => {
      if (cell === null || cell.length <= most) return cell;
      const known = this.pendingClipped.some((one) => one.row === number && one.column === column);
      if (!known) this.noteClipped({ row: number, column, bytes: Buffer.byteLength(cell) });
      return cell.slice(0, most).replace(/[\ud800-\udbff]$/, '');
    });
  }

  private noteClipped(cell: ClippedCell): void {
    this.pendingClipped.push(cell);
    this.clippedSoFar += 1;
  }

  /** @throws AppError `sql.result-gone` where somebody dropped the result meanwhile */
  private read(frame: number): Buffer {
    if (this.closed) throw new AppError('sql.result-gone', { id: basename(this.file.path) });
    this.lastRead = performance.now();
    return this.file.read(this.base + frame);
  }

  /** The rows that wait for a full frame. */
  private waiting(): Frame {
    this.tail ??= decodeFrame(this.pending.frame(this.clippedOfPending()));
    return this.tail;
  }

  /** Cells of the pending rows that were clipped. */
  private clippedOfPending(): FrameClipped[] {
    const first = this.written;
    return this.pendingClipped
      .filter(({ row }) => row < this.rows)
      .map((cell) => ({ ...cell, row: cell.row - first }));
  }

  /** The frame that holds a row, by bisection. */
  private frameOf(row: number): number {
    return lastWhile(this.starts.length, (frame) => (this.starts[frame] ?? 0) <= row);
  }
}

/** Null for a file of the old form. */
export function headOf(file: SealedFile): FileHead | null {
  if (file.frames === 0) return { form: 2, columns: [] };
  const first = file.read(0);
  return first[0] === 0x7b ? (JSON.parse(first.toString()) as FileHead) : null;
}
