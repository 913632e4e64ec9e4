import type { Column, Row } from '../../../../contract/queries';
import type { WantedCell } from '../clip';
import { ByteRowGatherer, type ByteRows } from '../byte-rows';
import type { ClippedCell, RowCursor } from '../port';
import type { MysqlClient } from './client';
import { addPayload } from './byte-rows';
import { cellKindOf, columnOf, type CellKind } from './types';

/** A statement that was told to stop and still sends loses its connection. */
const stopMs = 3_000;

/** Rows of a running statement: the connection is paused while nobody asks for more. */
export class MysqlCursor implements RowCursor {
  columns: Column[] = [];
  private readonly client: MysqlClient;
  private readonly begin: () => Promise<string>;
  private readonly stop: () => Promise<void>;
  private rows: Row[] = [];
  /** Where rows go in place of `rows` when they are wanted as bytes. */
  private gatherer: ByteRowGatherer | null = null;
  private kinds: CellKind[] = [];
  private wanted = 0;
  private enough = false;
  private ended = false;
  private failure: Error | null = null;
  private sent = false;
  /** A cell of which every byte is wanted; its row is numbered in the result. */
  wantedCell: WantedCell | null = null;
  /** Number of the payload of the first row. */
  private firstPayload = 0;
  private wake: (() => void) | null = null;

  /**
   * @param begin gives the text to send, when the first rows are asked for
   * @param stop asks the server to stop the statement
   */
  constructor(client: MysqlClient, begin: () => Promise<string>, stop: () => Promise<void>) {
    this.client = client;
    this.begin = begin;
    this.stop = stop;
  }

  async read(count: number): Promise<Row[]> {
    await this.fill(count);
    return this.rows.splice(0, count);
  }

  async readBytes(count: number): Promise<ByteRows> {
    this.gatherer ??= new ByteRowGatherer();
    this.gatherer.begin();
    await this.fill(count);
    return this.gatherer.take();
  }

  private get waiting(): number {
    return this.gatherer ? this.gatherer.rows : this.rows.length;
  }

  /** Waits for rows: as many as are wanted, or fewer where they are wide or there are no more. */
  private async fill(count: number): Promise<void> {
    this.wanted = count;
    this.enough = false;
    this.client.clipper.budget.beginBatch();
    if (!this.sent) {
      const text = await this.begin();
      // What the server refuses to prepare was never sent: nothing is to be stopped then.
      this.sent = true;
      this.start(text);
    }
    while (!this.enough && this.waiting < count && !this.ended) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      this.client.resume();
      await woken;
    }
    // Rows that came before a failure are handed over first.
    if (this.failure && this.waiting === 0) throw this.failure;
  }

  takeClipped(): ClippedCell[] {
    return this.client.clipper
      .takeMarks()
      .map(({ row, column, bytes }) => ({ row: row - this.firstPayload, column, bytes }));
  }

  /** Cutting the connection instead would be a warning in the server's own log for each cut result. */
  async close(): Promise<void> {
    if (!this.sent || this.ended) return;
    const left = setTimeout(() => this.client.destroy(), stopMs);
    const done = new Promise<void>((resolve) => (this.wake = resolve));
    this.client.discard();
    await this.stop().catch(() => undefined);
    await done;
    clearTimeout(left);
  }

  private start(text: string): void {
    const { client, gatherer } = this;
    if (gatherer) gatherer.onFull = () => this.pause();
    const before = client.clipper.payloads;
    client.send(text, {
      fields: (fields) => {
        this.columns = fields.map(columnOf);
        this.kinds = fields.map(cellKindOf);
        // The number of columns, each of them, and the end of them come before the rows.
        this.firstPayload = before + fields.length + 2;
        const { wantedCell } = this;
        if (wantedCell)
          client.clipper.wanted = {
            row: this.firstPayload + wantedCell.row,
            column: wantedCell.column,
            take: (bytes) => wantedCell.take(bytes),
          };
      },
      row: (row) => {
        this.rows.push(row);
        if (this.rows.length >= this.wanted) this.pause();
      },
      ...(gatherer && {
        payload: (bytes: Buffer, from: number, to: number) => {
          addPayload(gatherer, bytes, from, to, this.kinds);
          if (gatherer.rows >= this.wanted) this.pause();
        },
      }),
      end: () => this.end(null),
      error: (error) => this.end(error),
    });
  }

  private pause(): void {
    this.enough = true;
    this.client.pause();
    this.wakeUp();
  }

  private end(failure: Error | null): void {
    this.client.clipper.wanted = null;
    this.ended = true;
    this.failure = failure;
    this.wakeUp();
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = null;
  }
}
