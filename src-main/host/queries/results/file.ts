import { AppError } from '../../../contract/errors';
import type { Row } from '../../../contract/queries';
import type { SealedFile } from '../../../kit/sealed-file';

/** A frame ends after this many rows or characters, whichever comes first. */
const frameRows = 1_000;
const frameCharacters = 1024 * 1024;
/** One answer of `window` stays well below the largest frame of the wire (32 MB). */
const windowCharacters = 8 * 1024 * 1024;
/** A longer row can neither be shown nor kept. */
const maxRowCharacters = 16 * 1024 * 1024;
/** Frames kept decoded: what a screen scrolls over. */
const cachedFrames = 4;

/**
 * Rows of one result in an encrypted file, appended in order and read at random. Each frame
 * holds some rows as JSON lines; `counts` says how many, and is all that memory holds.
 */
export class ResultFile {
  private readonly file: SealedFile;
  /** Number of the first row of each frame, and after the last the number of rows. */
  private readonly starts: number[] = [0];
  private readonly cache = new Map<number, Row[]>();
  private pending: string[] = [];
  private pendingCharacters = 0;

  constructor(file: SealedFile, counts: readonly number[] = []) {
    this.file = file;
    for (const count of counts) this.starts.push(this.written + count);
  }

  /** Rows taken so far. */
  get rows(): number {
    return this.written + this.pending.length;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.file.bytes;
  }

  /** Rows of each frame: what is needed to open the file again. */
  get counts(): number[] {
    return this.starts.slice(1).map((end, index) => end - (this.starts[index] ?? 0));
  }

  private get written(): number {
    return this.starts.at(-1) ?? 0;
  }

  /** @throws AppError `sql.row-too-large` {row, megabytes}, `profile.disk-full` */
  append(rows: readonly Row[]): void {
    for (const row of rows) {
      const line = JSON.stringify(row);
      if (line.length > maxRowCharacters) {
        const megabytes = Math.round(line.length / 1024 / 1024);
        throw new AppError('sql.row-too-large', { row: this.rows + 1, megabytes });
      }
      this.pending.push(line);
      this.pendingCharacters += line.length;
      if (this.pending.length >= frameRows || this.pendingCharacters >= frameCharacters) {
        this.writeFrame();
      }
    }
  }

  /** Writes what waits for a full frame. */
  writeFrame(): void {
    if (this.pending.length === 0) return;
    this.file.append(Buffer.from(this.pending.join('\n')));
    this.starts.push(this.rows);
    this.pending = [];
    this.pendingCharacters = 0;
  }

  /** Rows from a number on; fewer than asked for at the end, or when they are very wide. */
  window(from: number, count: number): Row[] {
    const rows: Row[] = [];
    let characters = 0;
    let at = from;
    while (rows.length < count && at < this.rows && characters < windowCharacters) {
      const frame = this.frameOf(at);
      const first = this.starts[frame] ?? 0;
      const decoded = frame < this.starts.length - 1 ? this.decoded(frame) : this.waiting();
      for (const row of decoded.slice(at - first, at - first + count - rows.length)) {
        if (characters >= windowCharacters) break;
        for (const cell of row) characters += cell?.length ?? 0;
        rows.push(row);
        at += 1;
      }
    }
    return rows;
  }

  /** Each row as one line of JSON, frame by frame: for exports and evidence. */
  *lines(): Generator<string[]> {
    for (let frame = 0; frame < this.starts.length - 1; frame += 1) {
      yield this.file.read(frame).toString().split('\n');
    }
    if (this.pending.length > 0) yield [...this.pending];
  }

  flush(): void {
    this.writeFrame();
    this.file.flush();
  }

  close(): void {
    this.file.close();
  }

  private decoded(frame: number): Row[] {
    const known = this.cache.get(frame);
    const rows = known ?? parseLines(this.file.read(frame).toString());
    this.cache.delete(frame);
    this.cache.set(frame, rows);
    for (const oldest of this.cache.keys()) {
      if (this.cache.size <= cachedFrames) break;
      this.cache.delete(oldest);
    }
    return rows;
  }

  private waiting(): Row[] {
    return this.pending.map((line) => JSON.parse(line) as Row);
  }

  /** The frame that holds a row, by bisection. */
  private frameOf(row: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Line breaks inside cells are escaped, so each line is a whole row. */
function parseLines(text: string): Row[] {
  return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as Row[];
}
