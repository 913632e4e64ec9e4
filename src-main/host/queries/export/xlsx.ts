import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Column, ColumnKind, Row } from '../../../contract/query-results';
import { truthOf } from './columns';
import type { FileFormat } from './format';

/** Limits of Excel: rows of a sheet, characters of a cell, digits of a number. */
const sheetRows = 1_048_576;
const cellCharacters = 32_767;
const exactDigits = 15;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/**
 * Office Open XML (ECMA-376), written while rows come: cells stand inside the sheet, so no
 * table of strings is held. Numbers that a double would round are written as text. Rows
 * beyond Excel's limit go on in a second sheet.
 */
class Xlsx implements FileFormat {
  cutCells = 0;
  private readonly zip = new ZipFile();
  private readonly written: Promise<void>;
  private readonly abandoned = new AbortController();
  private columns: readonly Column[] = [];
  private kinds: ColumnKind[] = [];
  private sheet: PassThrough | null = null;
  private sheets = 0;
  private sheetRow = 0;

  constructor(path: string) {
    const file = createWriteStream(path, { flags: 'wx', flush: true });
    const { signal } = this.abandoned;
    this.written = pipeline(this.zip.outputStream as Readable, file, { signal });
    this.written.catch(() => undefined);
  }

  async begin(columns: readonly Column[]): Promise<void> {
    this.columns = columns;
    this.kinds = columns.map(({ kind }) => kind);
    await this.openSheet();
  }

  async rows(rows: readonly Row[]): Promise<void> {
    let text = '';
    for (const row of rows) {
      if (this.sheetRow >= sheetRows) {
        await this.write(text);
        text = '';
        await this.closeSheet();
        await this.openSheet();
      }
      text += this.row(row);
    }
    await this.write(text);
  }

  async finish(): Promise<void> {
    await this.closeSheet();
    for (const [name, xml] of Object.entries(bookParts(this.sheets))) {
      this.zip.addBuffer(Buffer.from(head + xml), name);
    }
    this.zip.end();
    await this.written;
  }

  async abort(): Promise<void> {
    this.abandoned.abort();
    this.sheet?.destroy();
    await this.written.catch(() => undefined);
  }

  private async openSheet(): Promise<void> {
    this.sheets += 1;
    this.sheetRow = 0;
    this.sheet = new PassThrough({ highWaterMark: 256 * 1024 });
    this.zip.addReadStream(this.sheet, `xl/worksheets/sheet${this.sheets}.xml`);
    const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
    await this.write(
      `${head}<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetData>` +
        this.row(
          this.columns.map(({ name }) => name),
          [],
        ),
    );
  }

  private async closeSheet(): Promise<void> {
    await this.write('</sheetData></worksheet>');
    this.sheet?.end();
    this.sheet = null;
  }

  private row(row: Row, kinds = this.kinds): string {
    this.sheetRow += 1;
    return `<row>${row.map((cell, index) => this.cell(cell, kinds[index] ?? 'text')).join('')}</row>`;
  }

  /** A cell without a reference stands right of the one before, so NULL needs an empty one. */
  private cell(cell: string | null, kind: ColumnKind): string {
    if (cell === null) return '<c/>';
    const truth = kind === 'boolean' ? truthOf(cell) : null;
    if (truth !== null) return `<c t="b"><v>${truth ? 1 : 0}</v></c>`;
    if (isNumeric(kind) && isShortNumber(cell)) return `<c><v>${cell}</v></c>`;
    let text = cell;
    if (text.length > cellCharacters) {
      this.cutCells += 1;
      text = text.slice(0, cellCharacters).replace(/[\ud800-\udbff]$/, '');
    }
    return `<c t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
  }

  /** Waits while the disk is slower than the server; fails when the file cannot be written. */
  private async write(text: string): Promise<void> {
    if (!this.sheet || text === '' || this.sheet.write(text)) return;
    await Promise.race([once(this.sheet, 'drain'), this.written]);
  }
}

function isNumeric(kind: ColumnKind): boolean {
  return kind === 'integer' || kind === 'decimal' || kind === 'float';
}

function isShortNumber(cell: string): boolean {
  const digits = cell.replaceAll(/[^\d]/g, '').length;
  return digits <= exactDigits && /^-?\d+(\.\d+)?$/.test(cell);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
// What XML 1.0 has no character for, written as Excel does; and texts that look like that.
// oxlint-disable-next-line no-control-regex
const unwritable = /[\0-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g;

function xmlText(text: string): string {
  return text
    .replaceAll(/[&<>]/g, (character) => entities[character] ?? '')
    .replaceAll(
      unwritable,
      (character) => `_x${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`,
    );
}

/** The parts of the package that name its sheets. */
function bookParts(sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const each = (xml: (number: number) => string): string => numbers.map(xml).join('');
  return {
    '[Content_Types].xml':
      `<Types xmlns="${contentTypes}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/>` +
      each(
        (n) =>
          `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${sheetType}.worksheet+xml"/>`,
      ) +
      '</Types>',
    '_rels/.rels': `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${officeRelations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml':
      `<workbook xmlns="${spreadsheet}" xmlns:r="${officeRelations}"><sheets>` +
      each((n) => `<sheet name="Result${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`) +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      `<Relationships xmlns="${packageRelations}">` +
      each(
        (n) =>
          `<Relationship Id="rId${n}" Type="${officeRelations}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
      ) +
      '</Relationships>',
  };
}

export function openXlsx(path: string): FileFormat {
  return new Xlsx(path);
}
