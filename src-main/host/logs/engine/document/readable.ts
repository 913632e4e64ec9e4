import type { DocumentLine, DocumentRecord, FoundTime } from './lines';
import type { LineReader } from './reader';

/** What a whole log and a piece of one have in common: lines and records by their numbers. */
export abstract class ReadableLines {
  /** How lines are read at the moment; another one after the log or its choices have changed. */
  abstract readonly reader: LineReader;

  /** Lines [firstLine, endLine) can be read; below 0 where a piece grew backwards. */
  get firstLine(): number {
    return this.reader.table.firstLine;
  }

  get endLine(): number {
    return this.reader.table.endLine;
  }

  /** Records [firstRecord, endRecord) can be read. */
  get firstRecord(): number {
    return this.reader.table.firstRecord;
  }

  get endRecord(): number {
    return this.reader.table.endRecord;
  }

  /** Lines [from, from + count) as far as they are known. @throws AppError what the source throws */
  lines(from: number, count: number, signal?: AbortSignal): Promise<DocumentLine[]> {
    return this.reader.lines(from, count, signal);
  }

  /** Records [from, from + count) as far as they are known. @throws AppError what the source throws */
  records(from: number, count: number, signal?: AbortSignal): Promise<DocumentRecord[]> {
    return this.reader.records(from, count, signal);
  }

  /** The record a line belongs to, or the lines that belong to none with it. Null: not known. */
  record(line: number, signal?: AbortSignal): Promise<DocumentRecord | null> {
    return this.reader.record(line, signal);
  }

  /** The text of a line, up to 16 MiB of it, and the length of its content in bytes. */
  whole(line: number, signal?: AbortSignal): Promise<{ text: string; bytes: number } | null> {
    return this.reader.whole(line, signal);
  }

  /** Number of the line that holds an offset of the log; null: not known. */
  lineAt(offset: number, signal?: AbortSignal): Promise<number | null> {
    return this.reader.lineAt(offset, signal);
  }

  /** The first record at or after a true time, in file order; null: none that is known. */
  recordAtTime(time: number, signal?: AbortSignal): Promise<FoundTime | null> {
    return this.reader.recordAtTime(time, signal);
  }

  /** Number of the first line of {@link recordAtTime}. */
  async lineAtTime(time: number, signal?: AbortSignal): Promise<number | null> {
    return (await this.recordAtTime(time, signal))?.line ?? null;
  }
}
