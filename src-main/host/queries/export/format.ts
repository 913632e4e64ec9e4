import type { Column, Row } from '../../../contract/queries';

/** Writes rows into one file, in bounded memory. */
export interface FileFormat {
  begin(columns: Column[]): void | Promise<void>;
  rows(rows: Row[]): Promise<void>;
  /** Everything is on the disk when it resolves. */
  finish(): Promise<void>;
  /** Lets go of the file, whatever is in it. */
  abort(): Promise<void>;
  /** Cells the format had no room for and cut. */
  readonly cutCells?: number;
}
