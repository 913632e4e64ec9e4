import type { Column, ExportOptions, Row } from '../../../contract/query-results';
import type { ByteRows } from '../drivers/byte-rows';
import { Csv } from './csv';
import type { FileFormat } from './format';
import { Json, JsonLines } from './json';
import { NewFile } from './new-file';
import { Inserts } from './sql';
import { TextFile } from './text';

/** What became of rows on their way into a file. */
export interface ExportCounts {
  rows: number;
  cutCells: number;
  guardedCells: number;
  lostCharacters: number;
}

/** A file being written beside its final name: it takes that name only when it is whole. */
export interface ExportFile {
  readonly counts: ExportCounts;
  begin(columns: readonly Column[]): Promise<void>;
  rows(rows: readonly Row[]): Promise<void>;
  /** The same from bytes; null where the format needs texts. */
  readonly bytes: ((rows: ByteRows) => Promise<void>) | null;
  /** Gives its size in bytes. */
  finish(): Promise<number>;
  abort(): Promise<void>;
}

/**
 * Opens an export. Whatever was at the path stays until `finish`.
 *
 * @param replace a file that is there may be replaced
 * @throws AppError `file.exists`; here and in every step `file.unwritable` {path, detail},
 *   `file.no-space` {path}, `file.in-use` {path}
 */
export async function openExport(
  options: ExportOptions,
  path: string,
  replace: boolean,
): Promise<ExportFile> {
  const target = new NewFile(path, replace);
  await target.dropLeft();
  const file = await target.step(() => openFormat(options, target.temporary));
  const isUtf8 = options.encoding === 'utf-8' || options.encoding === 'utf-8-bom';
  let rows = 0;
  return {
    get counts() {
      const { cutCells = 0, guardedCells = 0, lostCharacters = 0 } = file;
      return { rows, cutCells, guardedCells, lostCharacters };
    },
    begin: (columns) => target.step(() => file.begin(columns)),
    rows: async (some) => {
      await target.step(() => file.rows(some));
      rows += some.length;
    },
    bytes:
      file.bytes && isUtf8
        ? async (some) => {
            await target.step(() => file.bytes?.(some));
            rows += some.length;
          }
        : null,
    finish: async () => {
      await target.step(() => file.finish());
      return target.take();
    },
    abort: async () => {
      await file.abort().catch(() => undefined);
      await target.drop();
    },
  };
}

/** Writers of packed formats are loaded when they are needed. */
async function openFormat(options: ExportOptions, path: string): Promise<FileFormat> {
  const { format, encoding, table, dialect = 'postgresql' } = options;
  switch (format) {
    case 'xlsx':
      return (await import('./xlsx')).openXlsx(path);
    case 'parquet':
      return (await import('./parquet')).openParquet(path);
    case 'csv':
      return new Csv(await TextFile.create(path, encoding), options);
    case 'sql':
      return new Inserts(await TextFile.create(path, encoding), table, dialect);
    // JSON is UTF-8 by its standard (RFC 8259).
    case 'json':
      return new Json(await TextFile.create(path, 'utf-8'));
    case 'jsonl':
      return new JsonLines(await TextFile.create(path, 'utf-8'));
  }
}
