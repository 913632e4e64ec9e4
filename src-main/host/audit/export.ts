import { stringify } from 'csv-stringify/sync';
import { setImmediate as breathe } from 'node:timers/promises';
import {
  auditEntrySchema,
  auditHeadSchema,
  type AuditEntry,
  type AuditFilter,
  type AuditHead,
  type AuditVerdict,
} from '../../contract/audit';
import { AppError } from '../../contract/errors';
import { ChainCheck } from './chain';
import { matcherOf } from './search';
import type { AuditStore } from './store';

const sliceRows = 500;

/**
 * The matching rows as the lines of a file, oldest first, ended by LF. JSON lines end with
 * `{"head":{…}}`, CSV with a row of the kind `head`.
 */
export async function* exportLines(
  store: AuditStore,
  filter: AuditFilter,
  format: 'jsonl' | 'csv',
  head: AuditHead,
): AsyncGenerator<string[], void> {
  const matches = matcherOf(filter);
  if (format === 'csv')
    yield [
      csvLine(['device', 'sequence', 'time', 'clockOffsetMs', 'kind', 'target', 'detail', 'hash']),
    ];
  for (let lookedAt = 0; ;) {
    const rows = store.after(lookedAt, sliceRows);
    lookedAt = rows.at(-1)?.id ?? lookedAt;
    const lines = rows
      .filter(({ entry }) => matches(entry))
      .map(({ entry }) => (format === 'csv' ? csvRow(entry) : `${JSON.stringify(entry)}\n`));
    if (lines.length > 0) yield lines;
    if (rows.length < sliceRows) break;
    await breathe();
  }
  yield [
    format === 'csv'
      ? csvLine([head.device, String(head.sequence), '', '', 'head', '', '', head.hash])
      : `${JSON.stringify({ head })}\n`,
  ];
}

/**
 * Checks an exported JSON lines file against itself. A file of filtered rows has gaps, and
 * those are told as missing rows: only a whole export can be verified.
 *
 * @throws AppError `audit.not-an-export` {line}
 */
export function verifyExport(text: string): AuditVerdict {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const heads = parse(lines.at(-1), lines.length, (value) =>
    auditHeadSchema.parse((value as { head: unknown }).head),
  );
  const check = new ChainCheck();
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const entry = parse(line, index + 1, (value) => auditEntrySchema.parse(value));
    // After a restore a file holds the rows of an earlier device, too; its head is not in it.
    if (entry.device === heads.device) check.add(entry);
  }
  return check.end(heads);
}

function parse<T>(line: string | undefined, number: number, read: (value: unknown) => T): T {
  try {
    return read(JSON.parse(line ?? ''));
  } catch (error) {
    throw new AppError('audit.not-an-export', { line: number }, { cause: error });
  }
}

function csvRow(entry: AuditEntry): string {
  const { device, sequence, at, clockOffsetMs, kind, target, detail, hash } = entry;
  return csvLine([
    device,
    String(sequence),
    new Date(at).toISOString(),
    clockOffsetMs === null ? '' : String(clockOffsetMs),
    kind,
    target,
    JSON.stringify(detail),
    hash,
  ]);
}

/** A cell that a spreadsheet would calculate is marked as text. */
function csvLine(cells: readonly string[]): string {
  return stringify([cells], { escape_formulas: true });
}
