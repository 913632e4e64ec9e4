import type Cursor from 'pg-cursor';
import type { Column, Row } from '../../../../contract/queries';
import type { ClippedCell, RowCursor } from '../port';
import { columnsOf, unknownTypes, type Field } from './types';

/** Names of types by their object ids. */
export type TypeNames = (oids: readonly number[]) => Promise<Map<number, string>>;

/** Rows of a running statement, batch by batch. */
export class PostgresCursor implements RowCursor {
  columns: Column[] = [];
  private readonly cursor: Cursor<Row>;
  private readonly gone: Promise<void>;
  private readonly typeNames: TypeNames;
  private fields: Field[] = [];
  private failed = false;

  /** @param gone resolves when the connection is gone */
  constructor(cursor: Cursor<Row>, gone: Promise<void>, typeNames: TypeNames) {
    this.cursor = cursor;
    this.gone = gone;
    this.typeNames = typeNames;
  }

  read(count: number): Promise<Row[]> {
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
    return [];
  }

  async close(): Promise<void> {
    // A failed cursor has ended itself; closing it would wait for an answer that came already.
    if (this.failed) return;
    await Promise.race([this.cursor.close(), this.gone]);
    const oids = unknownTypes(this.fields);
    if (oids.length > 0) this.columns = columnsOf(this.fields, await this.typeNames(oids));
  }
}
