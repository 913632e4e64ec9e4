import { open, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../contract/errors';
import { storageError, syncFolder } from '../../../kit/files';
import { decodeText } from '../engine/text/index';
import type { LogEncoding } from '../engine/text/index';
import type { Arrangement } from './arrangement';
import { copyHead, copyRow, copyTail, type CopiedRow, type CopyFormat } from './copy';
import type { Lane } from './lane';
import type { LogView } from './log-view';
import type { Member } from './member';
import type { Spot } from './timeline';

/** Rows that are read together. */
const batchRows = 500;
/** Of a longer record or line only so much is copied. */
const largestRow = 16 * 1024 * 1024;
/** Records that are near each other are read at once, so many bytes at most. */
const readBytes = 4 * 1024 * 1024;
/** What lies between them is read, too, where it is not more. */
const gapBytes = 32 * 1024;
const nearItems = 16;

/** A clipboard takes no more; a file does. */
const mostCopied = 64 * 1024 * 1024;

/** Ranges of rows, [from, to). */
export type RowRanges = readonly (readonly [from: number, to: number])[];

/** Where a row's bytes are. */
export interface Stretch {
  lane: number;
  line: number;
  level: CopiedRow['row']['level'];
  time: number | null;
  lines: number;
  from: number;
  to: number;
}

/**
 * Rows with their whole text, in order, a batch at a time.
 *
 * @param ranges null takes all rows
 * @param arrangement what numbers them
 */
export async function* copiedRows(
  view: LogView,
  ranges: RowRanges | null,
  signal: AbortSignal,
  arrangement = view.arrangement,
): AsyncGenerator<CopiedRow[], void> {
  const { firstRow, rows } = arrangement;
  // Of the sources as they were when the rows were numbered.
  const members = [...view.members];
  const generations = members.map(({ handle }) => handle.generation);
  const leave = view.use.enter();
  try {
    for (const [from, to] of ranges ?? [[firstRow, firstRow + rows] as const]) {
      const end = Math.min(to, firstRow + rows);
      for (let at = Math.max(from, firstRow); at < end; at += batchRows) {
        signal.throwIfAborted();
        const count = Math.min(batchRows, end - at);
        const spots = await arrangement.timeline.spots(at - firstRow, count, signal);
        const stretches = await stretchesOf(arrangement, spots, signal);
        const texts = await textsOf(members, arrangement, stretches, signal);
        // A log that says something else by now has other bytes where these rows were.
        if (members.some(({ handle }, index) => handle.generation !== generations[index]))
          throw new AppError('logs.rows-moved');
        yield texts;
      }
    }
  } finally {
    leave();
  }
}

/** The bytes of spots, in their order. */
export async function stretchesOf(
  arrangement: Arrangement,
  spots: readonly Spot[],
  signal?: AbortSignal,
): Promise<Stretch[]> {
  const { lanes } = arrangement.timeline;
  const stretches: Stretch[] = [];
  for (let at = 0; at < spots.length;) {
    const number = spots[at]?.lane ?? 0;
    const lane = lanes[number];
    if (!lane) break;
    const wanted = [lane.item(spots[at]?.position ?? 0)];
    for (let next = spots[at + 1]; next?.lane === number; next = spots[at + wanted.length]) {
      const item = lane.item(next.position);
      const gap = item - (wanted.at(-1) ?? item);
      if (gap <= 0 || gap > nearItems) break;
      wanted.push(item);
    }
    stretches.push(...(await itemsOf(lane, number, wanted, signal)));
    at += wanted.length;
  }
  return stretches;
}

/** Reads items that are near each other at once, with the few between them. */
async function itemsOf(
  lane: Lane,
  number: number,
  wanted: readonly number[],
  signal?: AbortSignal,
): Promise<Stretch[]> {
  const [first = 0] = wanted;
  const count = (wanted.at(-1) ?? first) - first + 1;
  const found = new Map<number, Stretch>();
  if (lane.unit === 'line')
    for (const { line, level, time, offset, end } of await lane.reader.lines(first, count, signal))
      found.set(line, { lane: number, line, level, time, lines: 1, from: offset, to: end });
  else
    for (const each of await lane.reader.records(first, count, signal)) {
      const { line, level, time } = each.first;
      const { lines, from, to } = each;
      const item = each.record ?? first + found.size;
      found.set(item, { lane: number, line, level, time, lines, from, to });
    }
  return wanted.flatMap((item) => found.get(item) ?? []);
}

async function textsOf(
  members: readonly Member[],
  arrangement: Arrangement,
  stretches: readonly Stretch[],
  signal: AbortSignal,
): Promise<CopiedRow[]> {
  const rows: CopiedRow[] = [];
  for (let at = 0; at < stretches.length;) {
    const first = stretches[at];
    if (!first) break;
    let count = 1;
    for (let next = stretches[at + 1]; next; next = stretches[at + count]) {
      const before = stretches[at + count - 1]?.to ?? first.to;
      if (next.lane !== first.lane || next.from < before) break;
      if (next.from - before > gapBytes || next.to - first.from > readBytes) break;
      count += 1;
    }
    const group = stretches.slice(at, at + count);
    const member = members[arrangement.sources[first.lane] ?? 0];
    if (!member) break;
    const { handle } = member;
    const end = group.at(-1)?.to ?? first.to;
    const bytes = await handle.read(first.from, Math.min(end - first.from, largestRow), signal);
    const encoding = (handle.reading?.encoding ?? 'utf-8') as LogEncoding;
    for (const { line, level, time, from, to } of group) {
      const part = bytes.subarray(from - first.from, to - first.from);
      const { name, host, path } = handle.about;
      rows.push({
        row: { line, offset: from, level, time },
        source: { name, host, path },
        text: linesOf(decodeText(part, encoding)),
      });
    }
    at += count;
  }
  return rows;
}

/** Lines parted by LF alone, without the last line end. */
function linesOf(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r?\n$/, '')
    .replaceAll('\r\n', '\n');
}

/**
 * Rows as text of a format.
 *
 * @throws AppError `logs.copy-too-large`, `logs.rows-moved`
 */
export async function* copyAs(
  view: LogView,
  ranges: RowRanges,
  format: CopyFormat,
  signal: AbortSignal,
  arrangement = view.arrangement,
): AsyncGenerator<string[], void> {
  let characters = 0;
  yield [copyHead(format)];
  for await (const rows of copiedRows(view, ranges, signal, arrangement)) {
    const texts = rows.map((row) => copyRow(format, row));
    characters += texts.reduce((sum, text) => sum + text.length, 0);
    if (characters > mostCopied) throw new AppError('logs.copy-too-large', { limit: 64 });
    yield texts;
  }
  yield [copyTail(format)];
}

/**
 * Writes rows into a new file.
 *
 * @param ranges null takes all rows that the filter leaves
 * @param onProgress told how much is done, 0 to 1
 * @throws AppError `file.exists`, `file.unwritable`, `profile.disk-full`, `logs.rows-moved`,
 *   `wire.cancelled`; then there is no file
 */
export async function exportRows(
  view: LogView,
  order: {
    ranges: RowRanges | null;
    /** What numbers the rows. */
    arrangement?: Arrangement;
    format: CopyFormat;
    path: string;
  },
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<{ path: string; rows: number; bytes: number }> {
  const { ranges, arrangement = view.arrangement, format, path } = order;
  if (existsSync(path)) throw new AppError('file.exists', { path });
  const all = ranges
    ? ranges.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0)
    : arrangement.rows;
  let rows = 0;
  let bytes = 0;
  let made = false;
  try {
    const file = await open(path, 'wx');
    made = true;
    const write = async (text: string): Promise<void> => {
      const piece = Buffer.from(text);
      await file.appendFile(piece);
      bytes += piece.length;
    };
    try {
      // Spreadsheets take a file without the mark for one in the encoding of their country.
      await write((format === 'csv' ? '\ufeff' : '') + copyHead(format));
      for await (const batch of copiedRows(view, ranges, signal, arrangement)) {
        await write(batch.map((row) => copyRow(format, row)).join(''));
        rows += batch.length;
        onProgress(all === 0 ? 1 : Math.min(1, rows / all));
      }
      await write(copyTail(format));
      await file.sync();
    } finally {
      await file.close();
    }
    syncFolder(dirname(path));
    return { path, rows, bytes };
  } catch (error) {
    // What is told is why it could not be written, also where the half of it cannot be removed.
    if (made) await rm(path, { force: true }).catch(() => undefined);
    if (signal.aborted) throw new AppError('wire.cancelled', {}, { cause: error });
    throw exportError(error, path);
  }
}

/** The file is the person's own choice of place. */
function exportError(error: unknown, path: string): unknown {
  if (error instanceof AppError || !(error instanceof Error && 'syscall' in error)) return error;
  if ('code' in error && error.code === 'EEXIST')
    return new AppError('file.exists', { path }, { cause: error });
  const known = storageError(error, path);
  const full = known instanceof AppError && known.code === 'profile.disk-full';
  return full ? known : new AppError('file.unwritable', { path }, { cause: error });
}
