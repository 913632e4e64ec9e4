import type { LogFilter } from '../../../contract/logs';
import type { LogOriginFile, LogProvenance } from '../../../contract/log-evidence';
import { AppError } from '../../../contract/errors';
import type { Arrangement } from './arrangement';
import type { LogHandle } from './handle';
import type { LogView } from './log-view';
import { stretchesOf, type RowRanges } from './export';
import { recordsAround } from './places';

/** Rows that one piece of evidence may have. */
const mostRows = 200_000;
const batchRows = 1000;
/** Bytes are read in pieces. */
const pieceBytes = 256 * 1024;

/** Exact bytes of chosen rows, and where they came from; the hash is taken where they are stored. */
export interface LogExcerpt {
  title: string;
  pieces: AsyncIterable<Buffer>;
  origin: Omit<LogProvenance, 'kind' | 'sha256'>;
}

/** Bytes of one source that follow each other. */
interface Run {
  handle: LogHandle;
  from: number;
  to: number;
}

/** Which rows become evidence. */
export interface ExcerptOrder {
  /** Ranges of rows, [from, to). */
  ranges: RowRanges;
  /** What numbers them. */
  arrangement: Arrangement;
  /** Whole records, also where rows are lines. */
  whole: boolean;
}

/**
 * The exact bytes of rows, in the order of the view, each with its line break. What is read is
 * what was shown: a log that says something else by now is refused, also while it is read.
 *
 * @throws AppError `cases.nothing-selected`, `logs.too-many-rows`, `logs.rows-moved`
 */
export async function excerptOf(view: LogView, order: ExcerptOrder): Promise<LogExcerpt> {
  const { runs, lines } = await runsOf(view, order);
  const [first] = runs;
  if (!first) throw new AppError('cases.nothing-selected');
  const handles = [...new Set(runs.map(({ handle }) => handle))];
  const generations = handles.map(({ generation }) => generation);
  for (const handle of handles) await handle.check();
  await view.settled();
  // Rows that came in between change nothing of what was chosen; a log that says something else does.
  if (handles.some(({ generation }, index) => generation !== generations[index]))
    throw new AppError('logs.rows-moved');
  const files: LogOriginFile[] = [];
  const known = new Map<string, number>();
  const parts: [number, number | null, number][] = [];
  for (const { handle, from, to } of runs) {
    for (const location of handle.locate(from, to)) {
      const { path, inode, from: at, bytes } = location;
      const name = `${handle.key}\0${path}\0${inode}`;
      let file = known.get(name);
      if (file === undefined) {
        known.set(name, (file = files.length));
        files.push(originOf(handle, location));
      }
      parts.push([file, at, bytes]);
    }
  }
  const [file] = files;
  const [only] = parts;
  if (!file || !only) throw new AppError('cases.nothing-selected');
  const single = parts.length === 1;
  const names = [...new Set(runs.map(({ handle }) => handle.about.name))];
  const [firstName = '', ...otherNames] = names;
  return {
    title: otherNames.length === 0 ? titleOf(firstName, file.path) : names.slice(0, 5).join(' + '),
    pieces: bytesOf(runs, handles, view.signal),
    origin: {
      system: file.system,
      environment: file.environment,
      host: file.host,
      path: file.entry === undefined ? file.path : `${file.path} › ${file.entry}`,
      inode: file.inode,
      byteFrom: single ? only[1] : null,
      byteTo: single && only[1] !== null ? only[1] + only[2] : null,
      lines,
      encoding: file.encoding,
      filter: filterText(view.state().filter),
      command: file.commands.at(-1) ?? '',
      format: file.format,
      clockOffsetMs: file.clockOffsetMs,
      files,
      parts,
    },
  };
}

async function runsOf(
  view: LogView,
  { ranges, arrangement, whole }: ExcerptOrder,
): Promise<{ runs: Run[]; lines: number }> {
  const { signal } = view;
  const { firstRow, rows, timeline } = arrangement;
  const runs: Run[] = [];
  let lines = 0;
  let taken = 0;
  for (const [from, to] of ranges) {
    const end = Math.min(to, firstRow + rows);
    for (let at = Math.max(from, firstRow); at < end; at += batchRows) {
      const count = Math.min(batchRows, end - at);
      if ((taken += count) > mostRows)
        throw new AppError('logs.too-many-rows', { limit: mostRows });
      const spots = await timeline.spots(at - firstRow, count, signal);
      for (const stretch of await stretchesOf(arrangement, spots, signal)) {
        const lane = timeline.lanes[stretch.lane];
        const member = view.members[arrangement.sources[stretch.lane] ?? 0];
        if (!lane || !member) continue;
        const { handle } = member;
        const part = whole ? await recordsAround(lane, stretch, signal) : stretch;
        const last = runs.at(-1);
        if (last?.handle === handle && part.from >= last.from && part.from <= last.to) {
          // A record of which several lines were chosen is taken once.
          if (part.to <= last.to) continue;
          last.to = part.to;
        } else runs.push({ handle, from: part.from, to: part.to });
        lines += part.lines;
      }
    }
  }
  return { runs, lines };
}

async function* bytesOf(
  runs: readonly Run[],
  handles: readonly LogHandle[],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const before = handles.map(({ generation }) => generation);
  for (const { handle, from, to } of runs)
    for (let at = from; at < to; at += pieceBytes)
      yield await handle.exact(at, Math.min(pieceBytes, to - at), signal);
  for (const handle of handles) await handle.check();
  if (handles.some(({ generation }, index) => generation !== before[index]))
    throw new AppError('logs.rows-moved');
}

function originOf(
  handle: LogHandle,
  { path, entry, packed, inode }: ReturnType<LogHandle['locate']>[number],
): LogOriginFile {
  const { about, reading, choices, clock, connection } = handle;
  const number = inode === null ? null : Number(inode);
  return {
    system: about.system,
    environment: about.environment,
    host: about.host,
    path,
    ...(entry === undefined ? {} : { entry }),
    ...(packed ? { packed } : {}),
    inode: Number.isSafeInteger(number) ? number : inode,
    encoding: reading?.encoding ?? 'utf-8',
    format: reading?.format.name ?? '',
    zone: reading?.zone ?? '',
    clockOffsetMs: handle.clockOffsetMs,
    clockMeasuredAt: choices.clockOffsetMs === null ? (clock?.measuredAt ?? null) : null,
    commands: connection.commands,
  };
}

function titleOf(name: string, path: string): string {
  return path.endsWith(name) ? path : `${name} · ${path}`;
}

/** A filter as a line of text that needs no language: `+ "lock" − /time\s*out/i − level ≥ warn`. */
function filterText(filter: LogFilter): string {
  return filter
    .map((one) => {
      const sign = one.exclude ? '−' : '+';
      switch (one.kind) {
        case 'text': {
          const flag = one.ignoreCase ? 'i' : '';
          return `${sign} ${one.regex ? `/${one.text}/${flag}` : `"${one.text}"${flag}`}`;
        }
        case 'level':
          return `${sign} level ${one.andWorse ? '≥' : '='} ${one.level}`;
        case 'time':
          return `${sign} time ${timeText(one.from)} … ${timeText(one.to)}`;
        case 'field':
          return `${sign} ${one.field} = "${one.value}"`;
        case 'source':
          return `${sign} source ${one.sourceId}`;
      }
    })
    .join(' ');
}

function timeText(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString();
}
