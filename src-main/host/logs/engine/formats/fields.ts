import { compileRust, type RRegex } from '../search/rust-regex';
import type { FormatDocument } from './schema';

export interface LogField {
  name: string;
  value: string;
}

/** More text of a record is not looked into. */
const longestRecord = 1024 * 1024;
const mostFields = 200;
const regexes = new Map<string, RRegex>();

/**
 * The fields of a record, in the order they stand in it; none where the format knows none or the
 * record does not look like its own.
 *
 * @param text the record, decoded, lines parted by LF
 * @param columns of W3C logs: what {@link columnsOf} found in the last `#Fields` before it
 */
export function fieldsOf(
  format: FormatDocument,
  text: string,
  columns: readonly string[] = [],
): LogField[] {
  const { fields } = format;
  if (!fields) return [];
  const record = text.slice(0, longestRecord);
  if ('regexes' in fields) return regexFields(fields.regexes, record);
  if ('csv' in fields) return named(fields.csv, csvValues(record));
  if (fields.style === 'json') return jsonFields(record);
  if (fields.style === 'logfmt') return logfmtFields(record);
  return named(columns, w3cValues(record.split('\n', 1)[0] ?? '', columns.length));
}

/** Column names of a W3C directive or a Zeek one; null when the line is none. */
export function columnsOf(line: string): string[] | null {
  const found = /^#[Ff]ields:?[\s\t]+(.*)$/.exec(line.trimEnd());
  return found ? (found[1] ?? '').split(/\s+/) : null;
}

/**
 * A regex of Rust's syntax: in linear time, so that nobody's pattern can hang us.
 *
 * @throws Error with the library's own words
 */
export function compileRegex(pattern: string): RRegex {
  let regex = regexes.get(pattern);
  if (!regex) regexes.set(pattern, (regex = compileRust(pattern)));
  return regex;
}

function regexFields(patterns: readonly string[], record: string): LogField[] {
  for (const pattern of patterns) {
    const regex = compileRegex(pattern);
    const found = regex.captures(record);
    if (!found) continue;
    // Its list of groups leaves out those that took no part; by name they are told apart.
    return regex.captureNames().flatMap((name) => {
      const value = name ? found.name[name]?.value : undefined;
      return name && value !== undefined ? [{ name, value }] : [];
    });
  }
  return [];
}

function named(names: readonly string[], values: readonly string[]): LogField[] {
  return names.flatMap((name, index) => {
    const value = values[index];
    return value === undefined || value === '' ? [] : [{ name, value }];
  });
}

function csvValues(record: string): string[] {
  const values: string[] = [];
  const expression = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  let from = 0;
  while (from <= record.length && values.length < mostFields) {
    expression.lastIndex = from;
    const found = expression.exec(record);
    if (!found || found.index !== from) break;
    values.push(found[1]?.replaceAll('""', '"') ?? found[2]?.trimEnd() ?? '');
    if (found[0] === '') break;
    from = expression.lastIndex;
  }
  return values;
}

/** Values parted by blanks or tabs; in quotes where they hold blanks themselves (`""` is a quote). */
function w3cValues(line: string, columns: number): string[] {
  if (line.includes('\t') && line.split('\t').length >= columns) return line.split('\t');
  const found = line.match(/"(?:[^"]|"")*"|\S+/g) ?? [];
  return found.map((value) =>
    value.length > 1 && value.startsWith('"')
      ? value.slice(1, value.endsWith('"') ? -1 : undefined).replaceAll('""', '"')
      : value,
  );
}

function jsonFields(record: string): LogField[] {
  const from = record.indexOf('{');
  const fields: LogField[] = [];
  try {
    flatten(JSON.parse(record.slice(from).trim()), '', fields);
  } catch {
    // A cut or torn line: it is shown as text.
  }
  return fields;
}

function flatten(value: unknown, name: string, fields: LogField[]): void {
  if (fields.length >= mostFields) return;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, name ? `${name}.${key}` : key, fields);
    return;
  }
  if (name) fields.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) });
}

function logfmtFields(record: string): LogField[] {
  const fields: LogField[] = [];
  const expression = /([A-Za-z_@][\w.@/-]*)=(?:"((?:[^"\\]|\\[\s\S])*)"|(\S*))/g;
  for (const [, name, quoted, plain] of record.matchAll(expression)) {
    if (fields.length >= mostFields) break;
    fields.push({
      name: name ?? '',
      value: quoted?.replaceAll(/\\(["\\])/g, '$1') ?? plain ?? '',
    });
  }
  return fields;
}
