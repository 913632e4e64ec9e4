import type { Column, ColumnKind, Row } from '../../../contract/query-results';
import { truthOf, uniqueNames } from './columns';
import { TextFormat } from './text';

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Rows as objects of JSON on one line each; columns of one name get numbers. */
export function jsonObject(columns: readonly Column[]): (row: Row) => string {
  const names = uniqueNames(columns).map((name) => JSON.stringify(name));
  const kinds = columns.map(({ kind }) => kind);
  return (row) => {
    const fields = row.map((cell, at) => `${names[at]}:${jsonValue(cell, kinds[at] ?? 'text')}`);
    return `{${fields.join(',')}}`;
  };
}

/** Numbers keep all their digits; what JSON has no number for (NaN, Infinity) is text. */
function jsonValue(cell: string | null, kind: ColumnKind): string {
  if (cell === null) return 'null';
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return jsonNumber.test(cell) ? cell : JSON.stringify(cell);
    case 'boolean': {
      const truth = truthOf(cell);
      return truth === null ? JSON.stringify(cell) : String(truth);
    }
    case 'json':
      // Line breaks can stand only between the values of a document, never inside a string.
      return isJson(cell) ? cell.replaceAll(/[\r\n]+/g, ' ') : JSON.stringify(cell);
    case 'time':
    case 'text':
    case 'binary':
      return JSON.stringify(cell);
  }
}

/** A document that was clipped is none. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** One object a line. */
export class JsonLines extends TextFormat {
  protected object: (row: Row) => string = () => '';

  begin(columns: readonly Column[]): void {
    this.object = jsonObject(columns);
  }

  protected add(row: Row): void {
    this.text += `${this.object(row)}\n`;
  }
}

/** One array of objects. */
export class Json extends JsonLines {
  private separator = '[\n';

  protected override add(row: Row): void {
    this.text += this.separator + this.object(row);
    this.separator = ',\n';
  }

  override async finish(): Promise<void> {
    this.text += this.separator === '[\n' ? '[]\n' : '\n]\n';
    await super.finish();
  }
}
