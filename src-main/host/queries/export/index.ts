import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { syncFolder } from '../../../kit/files';
import { newId } from '../../../kit/ids';
import type { RowSink } from '../drivers/run';
import type { FileFormat } from './format';

/** Formats of exported results. */
export const exportFormats = ['csv', 'json', 'jsonl', 'xlsx', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** @throws AppError `sql.format-unknown` {format, known} */
export function exportFormat(name: string): ExportFormat {
  const format = exportFormats.find((known) => known === name);
  if (!format) {
    throw new AppError('sql.format-unknown', { format: name, known: exportFormats.join(', ') });
  }
  return format;
}

/** A file being written beside its final name: it takes that name only when it is whole. */
export interface ExportFile extends RowSink {
  /** Cells that were too long for the format and were cut. */
  readonly cutCells: number;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * Opens an export. Whatever was at the path stays until `finish`.
 *
 * @throws AppError `file.unwritable` {path, detail}, here and in every step
 */
export async function openExport(format: ExportFormat, path: string): Promise<ExportFile> {
  const temporary = join(dirname(path), `.${basename(path)}.${newId()}.tmp`);
  const guard = async <T>(step: () => T | Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      const detail = String((error as NodeJS.ErrnoException).code);
      throw new AppError('file.unwritable', { path, detail }, { cause: error });
    }
  };
  const file = await guard(() => openFormat(format, temporary));
  return {
    begin: (columns) => guard(() => file.begin(columns)),
    rows: (rows) => guard(() => file.rows(rows)),
    get cutCells() {
      return file.cutCells ?? 0;
    },
    finish: () =>
      guard(async () => {
        await file.finish();
        await rename(temporary, path);
        syncFolder(dirname(path));
      }),
    abort: async () => {
      await file.abort();
      await rm(temporary, { force: true });
    },
  };
}

/** Writers are loaded when they are needed. */
async function openFormat(format: ExportFormat, path: string): Promise<FileFormat> {
  switch (format) {
    case 'xlsx':
      return (await import('./xlsx')).openXlsx(path);
    case 'parquet':
      return (await import('./parquet')).openParquet(path);
    default:
      return (await import('./text')).openTextFormat(format, path);
  }
}
