import type { LogChoices } from '../../../../contract/logs';
import { noChoices } from './choices';
import type { Format } from '../formats/index';
import type { Kernel } from '../kernel/index';
import type { ByteSource } from '../source';
import type { LogEncoding } from '../text/index';
import { RangeDocument, type PieceRange } from './piece';
import { Reading, type ReadingOptions } from './reading';

/** How a log is opened of which only pieces are read. */
export interface PiecesOptions extends ReadingOptions {
  choices?: Partial<LogChoices> | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * A log of which only pieces are read, because it is too far away to be indexed: a remote file.
 * Whoever opened its source closes it.
 */
export class LogPieces {
  readonly source: ByteSource;
  private reading: Reading;
  private given: LogChoices;

  private constructor(source: ByteSource, reading: Reading, choices: LogChoices) {
    this.source = source;
    this.reading = reading;
    this.given = choices;
  }

  /** @throws AppError what the source throws */
  static async open(source: ByteSource, options: PiecesOptions): Promise<LogPieces> {
    const choices = { ...noChoices, ...options.choices };
    const reading = await Reading.of(source, options, choices, options.signal);
    return new LogPieces(source, reading, choices);
  }

  /** What a person decided. */
  get choices(): LogChoices {
    return this.given;
  }

  get encoding(): LogEncoding {
    return this.reading.encoding;
  }

  get format(): Format {
    return this.reading.format;
  }

  /** Tells its lines apart as they are read now: for `findTime` of remote logs. */
  get kernel(): Kernel {
    return this.reading.kernel;
  }

  /** IANA zone or offset in which times are read that state none. */
  get zone(): string {
    return this.reading.zone;
  }

  /** Decides about encoding, format, zone or clock; pieces that are open stay as they were read. */
  choose(choices: Partial<LogChoices>): void {
    this.given = { ...this.given, ...choices };
    this.reading = this.reading.chosen(this.given);
  }

  /** A piece of the log. @throws AppError what the source throws */
  piece(range: PieceRange, signal?: AbortSignal): Promise<RangeDocument> {
    const clockOffsetMs = this.given.clockOffsetMs ?? 0;
    const options = this.reading.readerOptions(this.source, clockOffsetMs, () => {
      this.reading = this.reading.chosen(this.given);
    });
    return RangeDocument.open(range, options, signal);
  }
}
