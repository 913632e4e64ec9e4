import type { EventEmitter } from 'node:events';
import type Cursor from 'pg-cursor';
import type { Column, Row } from '../../../../contract/queries';
import { ByteRowGatherer, type ByteRows } from '../byte-rows';
import type { ClippedStream } from '../clip';
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
  private readonly line: ClippedStream;
  private readonly messages: EventEmitter;
  private readonly gatherer = new ByteRowGatherer();
  /** Rows that were asked for as bytes and have not all come. */
  private coming: Promise<void> | null = null;
  /** Number of our first row in the connection. */
  private readonly firstRow: number;
  private fields: Field[] = [];
  private failed = false;

  /**
   * @param gone resolves when the connection is gone
   * @param line holds back the server, and lets it go on
   * @param messages of the server, which tell the columns before the first batch is whole
   */
  constructor(
    cursor: Cursor<Row>,
    gone: Promise<void>,
    typeNames: TypeNames,
    clipper: MessageClipper,
    line: ClippedStream,
    messages: EventEmitter,
  ) {
    this.cursor = cursor;
    this.gone = gone;
    this.typeNames = typeNames;
    this.clipper = clipper;
    this.line = line;
    this.messages = messages;
    messages.once('rowDescription', this.describe);
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
        if (result && result.fields !== this.fields) this.describe(result);
        resolve(rows);
      });
    });
  }

  async readBytes(count: number): Promise<ByteRows> {
    const { gatherer, line } = this;
    gatherer.begin();
    this.clipper.gatherer = gatherer;
    const goesOn = this.coming !== null;
    if (goesOn) this.clipper.budget.beginBatch();
    this.coming ??= this.read(count).then(() => {
      this.coming = null;
    });
    // Rows that are wider than expected come in several batches.
    const full = new Promise<void>((resolve) => {
      gatherer.onFull = () => {
        line.hold();
        resolve();
      };
    });
    line.release();
    await Promise.race([this.coming, full]);
    const rows = gatherer.take();
    return rows.length > 0 || !goesOn ? rows : this.readBytes(count);
  }

  private readonly describe = ({ fields }: { fields: Field[] }): void => {
    this.fields = fields;
    this.columns = columnsOf(fields);
  };

  takeClipped(): ClippedCell[] {
    return this.clipper
      .takeMarks()
      .map(({ row, column, bytes }) => ({ row: row - this.firstRow, column, bytes }));
  }

  async close(): Promise<void> {
    // What was asked for and nobody wants any more.
    this.gatherer.onFull = () => this.gatherer.begin();
    this.line.release();
    this.messages.off('rowDescription', this.describe);
    // A failed cursor has ended itself; closing it would wait for an answer that came already.
    if (!this.failed) await Promise.race([this.cursor.close(), this.gone]);
    this.clipper.gatherer = null;
    if (this.failed) return;
    const oids = unknownTypes(this.fields);
    if (oids.length > 0) this.columns = columnsOf(this.fields, await this.typeNames(oids));
  }
}
