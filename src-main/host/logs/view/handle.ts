import type { LogChoices, LogClock, LogMark, LogPlace, LogSource } from '../../../contract/logs';
import type { AppError } from '../../../contract/errors';
import type { PieceRange, RangeDocument } from '../engine/document/piece';
import type { LogDocument } from '../engine/document';
import type { Format } from '../engine/formats/index';

/** Whose log it is, for people and provenance. */
export interface LogAbout {
  name: string;
  system: string;
  systemId: string | null;
  environment: LogSource['environment'];
  host: string;
  path: string;
}

/** Where bytes of a log stand at their origin. */
export interface Location {
  path: string;
  /** Name of the file in an archive. */
  entry?: string | undefined;
  /** The file is packed: ranges count its unpacked bytes. */
  packed?: boolean | undefined;
  inode: string | null;
  /** [from, to) in that file; null when it is not known. */
  from: number | null;
  to: number | null;
  /** How many bytes of the log these are. */
  bytes: number;
}

/** A stretch of a log that came from one file, which stays itself when it is renamed. */
export interface Origin {
  /** Names the machine, the device and the inode. */
  key: string;
  /** [from, to) in that file. */
  from: number;
  to: number;
  /** Where it begins in the log. */
  at: number;
}

/** What a handle says of itself besides what its document does. */
export type Connection = Pick<
  LogSource,
  'state' | 'owner' | 'staleSince' | 'retryAt' | 'error' | 'commands' | 'captureId'
>;

/**
 * A log that is open, shared by all views that show it. What is read of it and how it is told
 * apart; which rows are shown is each view's own matter.
 */
export interface LogHandle {
  readonly key: string;
  readonly place: LogPlace;
  readonly about: LogAbout;
  /** The whole log; null while it opens, when it failed, and where only pieces are read. */
  readonly document: LogDocument | null;
  readonly connection: Connection;
  /** Size in bytes, as far as known. */
  readonly bytes: number;
  /** What a person decided. */
  readonly choices: LogChoices;
  /** What a connection test measured of its host's clock. */
  readonly clock: LogClock | null;
  /** What is added to its times: as a person decided, else as it was measured. */
  readonly clockOffsetMs: number;
  readonly reading: { encoding: string; format: Format; zone: string } | null;
  readonly marks: readonly LogMark[];
  /** Pieces of the log are all there is to read. */
  readonly remote: boolean;
  /** Settles when the log is open or has failed. */
  readonly opened: Promise<void>;
  /** Counts with every change after which lines may say something else. */
  readonly generation: number;
  onChange(listener: () => void): () => void;
  /** A piece of it. @throws AppError what its source throws */
  piece(range: PieceRange, signal?: AbortSignal): Promise<RangeDocument>;
  /** Where the first record at or after a true time begins, by few short reads. @throws AppError */
  offsetOfTime(time: number, signal: AbortSignal): Promise<number>;
  choose(choices: LogChoices): Promise<void>;
  /** Clocks of hosts were measured: takes over what is known now. */
  clockMeasured(): void;
  /** Looks at once whether it says something else than it did; then {@link generation} counts up. @throws AppError */
  check(): Promise<void>;
  /** Tries now what would be tried later. */
  reconnect(): void;
  /** Exact bytes. @throws AppError what its source throws */
  read(from: number, length: number, signal?: AbortSignal): Promise<Buffer>;
  /**
   * The same as they were shown.
   *
   * @throws AppError `logs.rows-moved` when they say something else by now
   */
  exact(from: number, length: number, signal?: AbortSignal): Promise<Buffer>;
  /** Where bytes [from, to) stand at their origin, in order. */
  locate(from: number, to: number): Location[];
  /** The files it consists of, as far as their inodes are known; in the order of the log. */
  origins(): Origin[];
  close(): Promise<void>;
}

/** What a person decided, completed by what was measured. */
export function inEffect(choices: LogChoices, clock: LogClock | null): LogChoices {
  return { ...choices, clockOffsetMs: choices.clockOffsetMs ?? clock?.offsetMs ?? null };
}

export function errorOf(error: AppError | null): LogSource['error'] {
  return error ? { code: error.code, params: error.params } : null;
}
