import type Cursor from 'pg-cursor';
import type { Column, Row } from '../../../../contract/queries';
import type { ClippedCell, RowCursor } from '../port';
import type { MessageClipper } from './clip';
import { columnsOf, unknownTypes, type Field } from './types';

/** Names of types by their object ids. */
export type TypeNames = (oids: readonly number[]) => Promise<Map<number, string>>;

/** Rows of a running statement, batch by batch. */
export class PostgresCursor implements RowCursor {
  columns: Column[] = [];
  private readonly cursor: Cursor<Row>;
  private readonly gone: Promise<void>;
  private readonly typeNames: TypeNames;
  private readonly clipper: MessageClipper;
  /** Number of our first row in the connection. */
  private readonly firstRow: number;
  private fields: Field[] = [];
  private failed = false;

  /** @param gone resolves when the connection is gone */
  constructor(
    cursor: Cursor<Row>,
    gone: Promise<void>,
    typeNames: TypeNames,
    clipper: MessageClipper,
  ) {
    this.cursor = cursor;
    this.gone = gone;
    this.typeNames = typeNames;
    this.clipper = clipper;
    this.firstRow = clipper.rows;
  }

  read(count: number): Promise<Row[]> {
    this.clipper.budget.beginBatch();
    return new Promise((resolve, reject) => {
      this.cursor.read(count, (error: Error | undefined, rows, result) => {
        if (error) {
          this.failed = true;
          reject(error);
          return;
        }
        // After the last row there is no result any more.
        if (result && result.fields !== this.fields) {
          this.fields = result.fields;
          this.columns = columnsOf(result.fields);
        }
        resolve(rows);
      });
    });
  }

  takeClipped(): ClippedCell[] {
    return this.clipper
      .takeMarks()
      .map(({ row, column, bytes }) => ({ row: row - this.firstRow, column, bytes }));
  }

  async close(): Promise<void> {
    // A failed cursor has ended itself; closing it would wait for an answer that came already.
    if (this.failed) return;
    await Promise.race([this.cursor.close(), this.gone]);
    const oids = unknownTypes(this.fields);
    if (oids.length > 0) this.columns = columnsOf(this.fields, await this.typeNames(oids));
  }
}
