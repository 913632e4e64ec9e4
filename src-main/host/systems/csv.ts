import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { AppError } from '../../contract/errors';
import type { Inventory } from '../../contract/systems';
import {
  contactFromLine,
  contactLine,
  fieldsOf,
  unknownKey,
  type Entry,
  type Stated,
} from './entries';
import { exportedEntries } from './exported';
import { levels, type Level } from './store';

/** Columns that say something of a level, with the field each stands for. */
const columnsOf: Record<Level, readonly (readonly [column: string, field: string])[]> = {
  customer: [['customer_remarks', 'remarks']],
  site: [
    ['address', 'address'],
    ['site_remarks', 'remarks'],
  ],
  system: [
    ['platform', 'platform'],
    ['version', 'version'],
    ['environment', 'environment'],
    ['system_remarks', 'remarks'],
  ],
  endpoint: fieldsOf.endpoint.map((field) => [field, field] as const),
};

/** Every column, in the order in which it is written. */
export const csvColumns = levels.flatMap((level) => [
  level,
  ...columnsOf[level].map(([column]) => column),
  ...(level === 'system' ? ['contacts'] : []),
]);

/** What makes a spreadsheet take a cell for a formula; see OWASP, CSV injection. */
const formula = /^'*[=+\-@\t\r]/;

/**
 * The visible inventory as CSV, a row an endpoint; customers, sites and systems without
 * one have a row of their own. It begins with a byte order mark, without which Excel
 * garbles Chinese, and a cell that a spreadsheet would take for a formula gets an
 * apostrophe in front, which {@link readCsv} takes off again.
 */
export function writeCsv(inventory: Inventory): string {
  const entries = exportedEntries(inventory);
  const rows: Record<string, string>[] = [];
  const stated: Record<string, string>[] = [];
  for (const [index, entry] of entries.entries()) {
    const depth = entry.names.length;
    stated.length = depth - 1;
    stated.push(cellsOf(entry));
    const next = entries[index + 1];
    if (next && next.names.length > depth) continue;
    rows.push(Object.assign({}, ...stated) as Record<string, string>);
    // Remarks, addresses and contacts stand once; names and short words on every row.
    for (const [above, cells] of stated.slice(0, depth).entries()) stated[above] = repeated(cells);
  }
  return `\uFEFF${stringify(
    rows.map((row) => csvColumns.map((column) => guard(row[column] ?? ''))),
    { header: true, columns: csvColumns, record_delimiter: '\r\n' },
  )}`;
}

function cellsOf(entry: ReturnType<typeof exportedEntries>[number]): Record<string, string> {
  const cells: Record<string, string> = { [entry.level]: entry.names.at(-1) ?? '' };
  for (const [column, field] of columnsOf[entry.level])
    cells[column] = entry.fields.get(field) ?? '';
  if (entry.level === 'system') cells['contacts'] = entry.contacts.map(contactLine).join('\n');
  return cells;
}

const repeatedColumns = [...levels, 'platform', 'version', 'environment'] as string[];

function repeated(cells: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cells).filter(([column]) => repeatedColumns.includes(column)),
  );
}

function guard(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

function unguard(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/**
 * Reads an inventory in CSV, as {@link writeCsv} writes it or as a spreadsheet saves it
 * (comma, semicolon or tab). An empty cell states nothing.
 *
 * @throws AppError `systems.import-syntax` {line, column, detail}, other `systems.import-…` {line, path}
 */
export function readCsv(text: string): Entry[] {
  const [header, ...rows] = records(text.replace(/^\uFEFF/, ''));
  if (!header) return [];
  const columns = header.cells.map((cell) => cell.trim().toLowerCase());
  for (const [index, column] of columns.entries()) {
    if (!csvColumns.includes(column))
      throw unknownKey(header.cells[index] ?? '', header.line, column, csvColumns);
  }
  if (!columns.includes('customer'))
    throw new AppError('systems.import-missing', { line: header.line, path: 'customer' });
  const entries = new Map<string, Entry>();
  for (const { cells, line } of rows) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const row = new Map(columns.map((column, index) => [column, unguard(cells[index] ?? '')]));
    readRow(row, line, entries);
  }
  return [...entries.values()];
}

function readRow(row: Map<string, string>, line: number, entries: Map<string, Entry>): void {
  const depth = levels.findLastIndex((level) => (row.get(level) ?? '').trim() !== '') + 1;
  const names = levels.slice(0, Math.max(depth, 1)).map((level) => (row.get(level) ?? '').trim());
  const gap = names.indexOf('');
  if (gap >= 0)
    throw new AppError('systems.import-missing', { line, path: levels[gap] ?? 'customer' });
  for (const [index, level] of levels.entries()) {
    const stated = statedIn(row, level, line);
    const contacts = level === 'system' ? (row.get('contacts') ?? '') : '';
    if (index >= depth) {
      const [column] = [...stated.keys()];
      if (column !== undefined) throw new AppError('systems.import-missing', { line, path: level });
      continue;
    }
    const entry: Entry = {
      level,
      names: names.slice(0, index + 1),
      line,
      stated,
      contacts: contacts === '' ? null : contacts.split('\n').map(contactFromLine),
    };
    const key = JSON.stringify(entry.names);
    const first = entries.get(key);
    if (!first) entries.set(key, entry);
    else merge(first, entry);
  }
}

function statedIn(row: Map<string, string>, level: Level, line: number): Map<string, Stated> {
  return new Map(
    columnsOf[level].flatMap(([column, field]): [string, Stated][] => {
      const text = row.get(column) ?? '';
      return text === '' ? [] : [[field, { text, line }]];
    }),
  );
}

/** Rows may repeat what they say of a customer, site or system; they may not contradict one another. */
function merge(first: Entry, again: Entry): void {
  const path = again.names.join(' / ');
  const duplicate = new AppError('systems.import-duplicate', {
    line: again.line,
    path,
    first: first.line,
  });
  if (again.level === 'endpoint') throw duplicate;
  for (const [field, stated] of again.stated) {
    const before = first.stated.get(field);
    if (before && before.text !== stated.text)
      throw new AppError('systems.import-conflict', {
        line: stated.line,
        path: `${path}: ${field}`,
        first: before.line,
      });
    first.stated.set(field, before ?? stated);
  }
  first.contacts ??= again.contacts;
}

/** Rows with the line where each begins; a quoted cell may hold line breaks. */
function records(text: string): { cells: string[]; line: number }[] {
  try {
    const found = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count_less: true,
      skip_empty_lines: false,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    let line = 1;
    return found.map(({ record, info }) => {
      const begins = line;
      line = info.lines + 1;
      return { cells: record, line: begins };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines, column } = error as unknown as { lines?: number; column?: number };
    throw new AppError('systems.import-syntax', {
      line: lines ?? 1,
      column: typeof column === 'number' ? column : 1,
      detail: error.message,
    });
  }
}

/** The separator that the header uses most. */
function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
