import { AppError, type ErrorData } from '../../../../contract/errors';
import type { KernelProgram, KernelState } from '../kernel/program';
import type { ScanPart } from '../index/range-scan';
import type { IndexShape } from '../index/shape';
import { asFileError } from './local-file';
import type { KeptPlaces, UnpackedState } from './unpacked';
import type { Packed } from './unpacking';

/** What is scanned of a packed source: from the begin of a line to its end. */
export interface ScanOrder {
  program: KernelProgram;
  shape: IndexShape;
  /** UTF-16: a line feed takes two bytes. */
  wide: boolean;
  from: number;
  /** What the lines before `from` hand on. */
  state: KernelState;
}

/** What the host's thread says. `source` numbers what is open, `id` what is asked for. */
export type UnpackRequest =
  | {
      kind: 'open';
      source: number;
      packed: Packed;
      length: number;
      /** A descriptor that stays open until the thread has `closed`; null: it asks for bytes. */
      file: { fd: number; start: number } | null;
      kept: KeptPlaces | null;
    }
  | { kind: 'read'; source: number; id: number; from: number; length: number }
  | { kind: 'scan'; source: number; id: number; order: ScanOrder }
  | { kind: 'keep'; source: number; id: number }
  | { kind: 'cancel'; source: number; id: number }
  | { kind: 'close'; source: number; id: number }
  /** Packed bytes that were asked for; with a failure none. */
  | {
      kind: 'stored';
      source: number;
      want: number;
      bytes: Uint8Array | null;
      failure: Failure | null;
    };

/** What the thread answers. */
export type UnpackReply =
  | { kind: 'bytes'; source: number; id: number; bytes: Uint8Array; state: UnpackedState }
  /** One of many answers to `scan`. */
  | { kind: 'part'; source: number; id: number; part: ScanPart; state: UnpackedState }
  /** The last answer to `scan`. */
  | { kind: 'scanned'; source: number; id: number; state: UnpackedState }
  | { kind: 'kept'; source: number; id: number; kept: KeptPlaces | null }
  | { kind: 'closed'; source: number; id: number }
  | { kind: 'failed'; source: number; id: number; failure: Failure; state: UnpackedState | null }
  | { kind: 'want'; source: number; want: number; from: number; length: number };

/** An error between threads: one of ours, or one of the operating system or a bug. */
export type Failure =
  { kind: 'told'; error: ErrorData } | { kind: 'other'; message: string; errno: string | null };

export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) return { kind: 'told', error: error.toData() };
  const errno = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { kind: 'other', message: String(error), errno };
}

/** @param path what was read when the operating system failed */
export function errorOf(failure: Failure, path: string): Error {
  if (failure.kind === 'told') return AppError.fromData(failure.error);
  const error = Object.assign(new Error(failure.message), { code: failure.errno });
  return failure.errno === null ? error : asFileError(error, path);
}
