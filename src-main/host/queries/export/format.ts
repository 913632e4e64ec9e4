import type { Column, Row } from '../../../contract/query-results';
import type { ByteRows } from '../drivers/byte-rows';

/** Writes rows into one file, in bounded memory. */
export interface FileFormat {
  begin(columns: readonly Column[]): void | Promise<void>;
  rows(rows: readonly Row[]): Promise<void>;
  /** The same from bytes; not in formats that need texts. */
  bytes?(rows: ByteRows): Promise<void>;
  /** Everything is on the disk when it resolves. */
  finish(): Promise<void>;
  /** Lets go of the file, whatever is in it. */
  abort(): Promise<void>;
  /** Cells the format had no room for and cut. */
  readonly cutCells?: number;
  /** Texts that were kept from being run as formulas. */
  readonly guardedCells?: number;
  /** Characters the encoding has not. */
  readonly lostCharacters?: number;
}
