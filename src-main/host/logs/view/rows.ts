import type { LogRow } from '../../../contract/logs';
import type { MessagePlace } from '../engine/formats/index';
import { clipCharacters, clipText, type DocumentLine } from '../engine/document/lines';
import type { Lane } from './lane';
import type { Marker } from './marker';
import type { Spot } from './timeline';

/** An answer holds about so many characters of lines; who asks for more asks again. */
const answerCharacters = 4 * 1024 * 1024;
/** Items that are read together though a filter leaves a few between them out. */
const nearItems = 16;
/** The level and what sets it off, as it stands between the time and the message. */
const levelWord =
  /^[\s\]|:,-]*[[(<]?(?:fatal|panic|severe|error|err|warning|warn|notice|info|information|config|debug|fine|finer|finest|trace|log|严重|致命错误|错误|警告|信息|日志|调试|详细)[\])>]?(?![\p{L}\p{N}])/iu;
const separators = /^[\s\]|:,-]+/;
const stackLine = /^\s+at [\w$.]|^Caused by: |^\s*\.\.\. \d+ more$/;
/** A stack begins in one of so many lines after the first. */
const stackLooks = 4;

/** What rows wear that does not come from the log. */
export interface RowDress {
  marker: Marker;
  /** Evidence a place of a source belongs to. */
  pin: (source: number, from: number, to: number) => string | null;
  /** Records whose first line says only when and where: the message is in the second one. */
  headless: (source: number) => boolean;
  /** Finds the message in records of a source; null where its format does not tell. */
  message: (source: number) => ((text: string) => MessagePlace | undefined) | null;
  /** Whether a bookmark stands in these bytes of a source. */
  bookmarked: (source: number, from: number, to: number) => boolean;
}

/** Stands where lines of a record are shown as one. */
const joint = ' ↵ ';

/** A row's line with what is behind it. */
interface Item {
  line: DocumentLine;
  lines: number;
  to: number;
  stack: boolean;
  /** Where a second line was joined to the first one. */
  joinedAt?: number;
}

/**
 * Rows at spots of a timeline, in their order.
 *
 * @param from number of the first row
 * @param sourceOf place of a lane's source in the view
 */
export async function rowsAt(
  lanes: readonly Lane[],
  spots: readonly Spot[],
  from: number,
  sourceOf: (lane: number) => number,
  dress: RowDress,
  signal?: AbortSignal,
): Promise<LogRow[]> {
  const items = await itemsAt(lanes, spots, (lane) => dress.headless(sourceOf(lane)), signal);
  const rows: LogRow[] = [];
  const finders = lanes.map(({ unit }, lane) =>
    unit === 'record' ? dress.message(sourceOf(lane)) : null,
  );
  let characters = 0;
  for (const [index, spot] of spots.entries()) {
    const item = items[index];
    if (!item) break;
    const { line } = item;
    characters += line.text.length;
    const source = sourceOf(spot.lane);
    // A time that is not told stays in the text.
    const body = line.time === null ? 0 : bodyOf(item);
    rows.push({
      row: from + index,
      source,
      line: line.line,
      offset: line.offset,
      text: line.text,
      ...(body > 0 ? { body } : {}),
      ...messageOf(item, body, finders[spot.lane]),
      level: line.level,
      time: line.time,
      startsRecord: line.startsRecord,
      moreLines: item.lines - 1,
      ...(item.stack ? { stack: true } : {}),
      fullLength: line.fullLength,
      spans: dress.marker.spans(line.text),
      pin: dress.pin(source, line.offset, item.to),
      bookmark: dress.bookmarked(source, line.offset, item.to),
    });
    if (characters >= answerCharacters) break;
  }
  return rows;
}

/** Reads the items of each lane in runs, so that neighbours are looked up together. */
async function itemsAt(
  lanes: readonly Lane[],
  spots: readonly Spot[],
  headless: (lane: number) => boolean,
  signal?: AbortSignal,
): Promise<(Item | undefined)[]> {
  const found: (Item | undefined)[] = [];
  const places = new Map<number, { item: number; index: number }[]>();
  spots.forEach(({ lane, position }, index) => {
    const item = lanes[lane]?.item(position) ?? 0;
    const list = places.get(lane) ?? [];
    list.push({ item, index });
    places.set(lane, list);
  });
  for (const [number, list] of places) {
    const lane = lanes[number];
    if (!lane) continue;
    for (let at = 0; at < list.length;) {
      let end = at + 1;
      while (
        end < list.length &&
        (list[end]?.item ?? Infinity) - (list[end - 1]?.item ?? 0) <= nearItems
      )
        end += 1;
      const first = list[at]?.item ?? 0;
      const last = list[end - 1]?.item ?? first;
      const read = await readItems(lane, first, last - first + 1, headless(number), signal);
      for (const { item, index } of list.slice(at, end)) found[index] = read.get(item);
      at = end;
    }
  }
  return found;
}

async function readItems(
  lane: Lane,
  first: number,
  count: number,
  headless: boolean,
  signal?: AbortSignal,
): Promise<Map<number, Item>> {
  const items = new Map<number, Item>();
  if (lane.unit === 'line') {
    for (const line of await lane.reader.lines(first, count, signal))
      items.set(line.line, { line, lines: 1, to: line.end, stack: false });
    return items;
  }
  const records = await lane.reader.records(first, count, signal);
  for (const { record, first: line, lines, to } of records) {
    if (record === null) continue;
    const after = lines > (headless ? 1 : 2) ? await linesAfter(lane, line, lines, signal) : [];
    const stack = lines > 2 && after.some(({ text }) => stackLine.test(text));
    const [second] = after;
    if (headless && line.startsRecord && second) {
      const text = clipText(`${line.text}${joint}${second.text}`, clipCharacters);
      const joinedAt = line.text.length;
      items.set(record, { line: { ...line, text }, lines: lines - 1, to, stack, joinedAt });
    } else items.set(record, { line, lines, to, stack });
  }
  return items;
}

function linesAfter(
  lane: Lane,
  { line }: DocumentLine,
  lines: number,
  signal?: AbortSignal,
): Promise<DocumentLine[]> {
  return lane.reader.lines(line + 1, Math.min(stackLooks, lines - 1), signal);
}

/** Where the message begins: behind a time at the begin of the line, and behind the level after it. */
function bodyOf({ line: { text, timeSpan }, joinedAt = Infinity }: Item): number {
  if (!timeSpan || timeSpan[0] > 2) return 0;
  let at = timeSpan[1];
  const level = levelWord.exec(text.slice(at, at + 40));
  if (level) at += level[0].length;
  at += separators.exec(text.slice(at, at + 40))?.[0].length ?? 0;
  if (at >= joinedAt) at = Math.max(at, joinedAt + joint.length);
  return at < text.length ? at : 0;
}

/** Where what the record says begins, where other things stand between that and the body. */
function messageOf(
  { line: { text, startsRecord }, joinedAt }: Item,
  body: number,
  find: ReturnType<RowDress['message']> | undefined,
): { message?: MessagePlace } {
  if (!find || !startsRecord) return {};
  // Formats know lines as they stand in the log.
  const place = find(
    joinedAt === undefined
      ? text
      : `${text.slice(0, joinedAt)}\n${text.slice(joinedAt + joint.length)}`,
  );
  if (!place) return {};
  const shown = (at: number): number =>
    joinedAt !== undefined && at > joinedAt ? at + joint.length - 1 : at;
  const from = shown(place.from);
  const leadTo = shown(place.leadTo);
  return from > body && from < text.length
    ? { message: { from, leadTo: leadTo > body ? leadTo : from } }
    : {};
}
