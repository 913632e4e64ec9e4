import { createHash } from 'node:crypto';
import type { LogRecord } from '../../../contract/logs';
import { classifyLines, fieldsOf, stackLines } from '../engine/formats/index';
import { AppError } from '../../../contract/errors';
import type { Arrangement } from './arrangement';
import { columnsBefore, hasColumns } from './columns';
import type { LogView } from './log-view';
import { recordAround } from './remote-record';

/** So much of a record is shown. */
const shownLines = 2000;
const shownCharacters = 1024 * 1024;
/** Bytes are hashed in pieces. */
const pieceBytes = 1024 * 1024;

/** The lane, source and first item of a row. @throws AppError `entity.not-found` */
export async function spotOf(arrangement: Arrangement, row: number, signal?: AbortSignal) {
  const [spot] = await arrangement.timeline.spots(row - arrangement.firstRow, 1, signal);
  const lane = spot && arrangement.timeline.lanes[spot.lane];
  if (!spot || !lane || row < arrangement.firstRow)
    throw new AppError('entity.not-found', { id: String(row) });
  const source = arrangement.sources[spot.lane] ?? 0;
  return { lane, source, item: lane.item(spot.position) };
}

/** The record that a row is, or is a line of. @throws AppError `entity.not-found` */
export async function recordAt(arrangement: Arrangement, row: number, signal?: AbortSignal) {
  const { lane, source, item } = await spotOf(arrangement, row, signal);
  const record =
    lane.unit === 'record'
      ? (await lane.reader.records(item, 1, signal))[0]
      : await lane.reader.record(item, signal);
  if (!record) throw new AppError('entity.not-found', { id: String(row) });
  return { lane, source, record };
}

/** Everything about the record of a row. @throws AppError `entity.not-found` */
export async function recordOf(
  view: LogView,
  row: number,
  arrangement: Arrangement = view.arrangement,
  signal: AbortSignal = view.signal,
): Promise<LogRecord> {
  const found = await recordAt(arrangement, row, signal);
  const { source } = found;
  const member = view.members[source];
  if (!member) throw new AppError('entity.not-found', { id: String(row) });
  // Of what a host has filtered only the line itself is in the view.
  const around = member.picked
    ? await recordAround(member.handle, found.record.first.offset, signal)
    : null;
  const { reader, record } = around ?? { reader: found.lane.reader, record: found.record };
  const { first, lines, from, to } = record;
  const shown = await reader.lines(first.line, Math.min(lines, shownLines), signal);
  const texts: string[] = [];
  let characters = 0;
  for (const { text } of shown) {
    if (texts.length > 0 && characters + text.length > shownCharacters) break;
    texts.push(text);
    characters += text.length;
  }
  const format = member.handle.reading?.format;
  const kinds = classifyLines(texts, format);
  const columns =
    format && hasColumns(format)
      ? await columnsBefore(reader, member.handle, first.line, signal)
      : [];
  const hash = createHash('sha256');
  for (let at = from; at < to; at += pieceBytes)
    hash.update(await member.handle.read(at, Math.min(pieceBytes, to - at), signal));
  const [origin] = member.handle.locate(from, to);
  return {
    source,
    line: first.line,
    lines,
    from,
    to,
    level: first.level,
    time: first.time,
    timeText: first.timeSpan ? first.text.slice(...first.timeSpan) : '',
    text: texts.map((text, index) => ({
      text,
      kind: kinds[index] ?? 'text',
      spans: view.marks.spans(text),
    })),
    fields: format && first.startsRecord ? fieldsOf(format, texts.join('\n'), columns) : [],
    sha256: hash.digest('hex'),
    ...(origin ? { file: { path: origin.path, inode: origin.inode } } : {}),
    stackLines: stackLines(kinds),
  };
}

/** The whole text of a row's line. @throws AppError `entity.not-found` */
export async function wholeLine(
  view: LogView,
  row: number,
  arrangement: Arrangement = view.arrangement,
  signal: AbortSignal = view.signal,
): Promise<{ text: string; bytes: number }> {
  const { lane, item } = await spotOf(arrangement, row, signal);
  const [record] = lane.unit === 'record' ? await lane.reader.records(item, 1, signal) : [];
  const line = record?.first.line ?? item;
  const whole = await lane.reader.whole(line, signal);
  if (!whole) throw new AppError('entity.not-found', { id: String(row) });
  // Control characters become six bytes each on the wire.
  const size = Buffer.byteLength(JSON.stringify(whole.text));
  return size <= answerBytes ? whole : { ...whole, text: whole.text.slice(0, answerBytes / 6) };
}

/** A line's text takes at most so many bytes of an answer; a frame of the wire holds 32 MiB. */
const answerBytes = 24 * 1024 * 1024;
