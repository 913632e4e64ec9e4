import type { Column, Row } from '../../../../contract/query-results';
import type { ClippedCell } from '../port';

/** What the process that reads the file is asked, each with a number that the answer bears. */
export type Request =
  /** First: opens the file. `immutable`: without locks and without files beside it. */
  | { kind: 'open'; path: string; immutable: boolean }
  /** Begins a statement; a former one is given up. */
  | { kind: 'begin'; text: string; values: (string | null)[] }
  /** The next rows of the statement. */
  | { kind: 'read'; count: number }
  /** Runs a statement up to a row and keeps one cell of it at hand. */
  | { kind: 'cell'; text: string; values: (string | null)[]; row: number; column: number }
  /** The next piece of that cell as text; empty at its end. */
  | { kind: 'piece' };

export type Answer =
  | { kind: 'opened'; version: string }
  | { kind: 'rows'; columns: Column[]; rows: Row[]; clipped: ClippedCell[] }
  /** Whether there is such a row. */
  | { kind: 'cell'; found: boolean }
  | { kind: 'piece'; text: string }
  /** A text that is longer than any of JavaScript; `column` and `bytes` where that can be told. */
  | { kind: 'too-long'; row: number; column: string | null; bytes: number | null }
  /** `code`: SQLite's extended result code (sqlite.org/rescode.html), null for other failures. */
  | { kind: 'failed'; code: number | null; message: string }
  /** The process has no SQLite of its own: an old Node. */
  | { kind: 'missing'; message: string };

export interface Numbered<Message> {
  id: number;
  message: Message;
}
