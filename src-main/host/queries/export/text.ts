import { open, type FileHandle } from 'node:fs/promises';
import type { Column, Row } from '../../../contract/queries';
import { kindOf, uniqueNames, type Kind } from './columns';
import type { FileFormat } from './format';

/** Text is handed to the file in pieces of about this many characters. */
const pieceCharacters = 256 * 1024;

/** Collects text and writes it in larger pieces. */
abstract class TextFormat implements FileFormat {
  protected text = '';
  private readonly file: FileHandle;

  constructor(file: FileHandle) {
    this.file = file;
  }

  abstract begin(columns: Column[]): void;
  protected abstract add(row: Row): void;

  async rows(rows: Row[]): Promise<void> {
    for (const row of rows) {
      this.add(row);
      if (this.text.length >= pieceCharacters) await this.write();
    }
  }

  async finish(): Promise<void> {
    await this.write();
    await this.file.sync();
    await this.file.close();
  }

  async abort(): Promise<void> {
    await this.file.close();
  }

  private async write(): Promise<void> {
    const { text } = this;
    this.text = '';
    await this.file.appendFile(text);
  }
}

/** As PostgreSQL's own `COPY … CSV HEADER`: LF, UTF-8, NULL is nothing, an empty text is `""`. */
class Csv extends TextFormat {
  begin(columns: Column[]): void {
    this.text += `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  }

  protected add(row: Row): void {
    this.text += `${row.map((cell) => (cell === null ? '' : csvCell(cell))).join(',')}\n`;
  }
}

function csvCell(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One object a line. */
class JsonLines extends TextFormat {
  private names: string[] = [];
  private kinds: Kind[] = [];

  begin(columns: Column[]): void {
    this.names = uniqueNames(columns).map((name) => JSON.stringify(name));
    this.kinds = columns.map(kindOf);
  }

  protected add(row: Row): void {
    this.text += `${this.object(row)}\n`;
  }

  protected object(row: Row): string {
    const fields = row.map(
      (cell, index) => `${this.names[index]}:${jsonValue(cell, this.kinds[index] ?? 'text')}`,
    );
    return `{${fields.join(',')}}`;
  }
}

/** One array of objects. */
class Json extends JsonLines {
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

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Numbers keep all their digits; what JSON has no number for (NaN, Infinity) is text. */
function jsonValue(cell: string | null, kind: Kind): string {
  if (cell === null) return 'null';
  switch (kind) {
    case 'integer':
    case 'exact':
    case 'number':
      return jsonNumber.test(cell) ? cell : JSON.stringify(cell);
    case 'boolean':
      return cell === 't' ? 'true' : 'false';
    case 'json':
      // Line breaks can stand only between the values of a document, never inside a string.
      return cell.replaceAll(/[\r\n]+/g, ' ');
    case 'text':
      return JSON.stringify(cell);
  }
}

const textFormats = { csv: Csv, json: Json, jsonl: JsonLines };

export async function openTextFormat(
  format: keyof typeof textFormats,
  path: string,
): Promise<FileFormat> {
  return new textFormats[format](await open(path, 'wx'));
}
