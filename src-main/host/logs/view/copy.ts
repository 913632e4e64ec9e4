import type { LogRow } from '../../../contract/logs';

/** Formats in which rows leave the program. */
export type CopyFormat = 'text' | 'markdown' | 'csv' | 'jsonl';

/** A row with all that belongs to it. */
export interface CopiedRow {
  row: Pick<LogRow, 'line' | 'offset' | 'level' | 'time'>;
  source: { name: string; host: string; path: string };
  /** Its lines, or the record's: whole, without line breaks. */
  text: string;
}

const csvColumns = ['time', 'level', 'source', 'host', 'path', 'line', 'offset', 'text'];

/** What stands before the rows. */
export function copyHead(format: CopyFormat): string {
  if (format === 'csv') return `${csvColumns.join(',')}\r\n`;
  return format === 'markdown' ? '````text\n' : '';
}

/** A row in a format, with its end. */
export function copyRow(format: CopyFormat, copied: CopiedRow): string {
  const { row, source, text } = copied;
  const time = row.time === null ? '' : new Date(row.time).toISOString();
  switch (format) {
    case 'text':
      return `${text}\n`;
    case 'markdown':
      // A fence in a log would end the block: a space of no width keeps it from that.
      return `${text.replaceAll('````', '```\u200b`')}\n`;
    case 'csv': {
      const cells = [time, row.level ?? '', source.name, source.host, source.path];
      return `${[...cells, String(row.line + 1), String(row.offset), text].map(csvCell).join(',')}\r\n`;
    }
    case 'jsonl':
      return `${JSON.stringify({
        time: time === '' ? null : time,
        level: row.level,
        source: source.name,
        host: source.host,
        path: source.path,
        line: row.line + 1,
        offset: row.offset,
        text,
      })}\n`;
  }
}

/** What stands after the rows. */
export function copyTail(format: CopyFormat): string {
  return format === 'markdown' ? '````\n' : '';
}

/** What makes a formula of a cell, in full width, too, as Chinese spreadsheets take it. */
const formula = /^\s*[=+\-@＝＋－＠\t\r]/;

/**
 * A cell of CSV as RFC 4180 has it. What a spreadsheet would take for a formula begins with an
 * apostrophe (OWASP, CSV injection): a log holds what strangers sent.
 */
function csvCell(text: string): string {
  const safe = formula.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}
