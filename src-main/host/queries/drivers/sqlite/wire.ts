import type { Column, Row } from '../../../../contract/query-results';
import type { ClippedCell } from '../port';

/** What the process that reads the file is asked, each with a number that the answer bears. */
export type Request =
  /** First: opens the file. `immutable`: without locks and without files beside it. */
  | { kind: 'open'; path: string; immutable: boolean }
  /** Begins a statement; a former one is given up. */
  | { kind: 'begin'; text: string; values: (string | null)[] }
  /** The next rows of the statement. */
  | { kind: 'read'; count: number };

export type Answer =
  | { kind: 'opened'; version: string }
  | { kind: 'rows'; columns: Column[]; rows: Row[]; clipped: ClippedCell[] }
  /** `code`: SQLite's extended result code (sqlite.org/rescode.html), null for other failures. */
  | { kind: 'failed'; code: number | null; message: string }
  /** The process has no SQLite of its own: an old Node. */
  | { kind: 'missing'; message: string };

export interface Numbered<Message> {
  id: number;
  message: Message;
}
