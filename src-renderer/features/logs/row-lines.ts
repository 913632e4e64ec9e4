import type { LogMark, LogRecord, LogRow, LogUnit } from '../../../src-main/contract/logs';
import { formatBytes, formatCount, type LogLine, type TextSpan } from '../../ui/index';
import { fullTimeText, timeText, type TimeStyle } from './time-text';
import type { UnfoldedRecord } from './fold-record';

/** Words of a list's lines, from i18n. */
export type LineWords = (key: string, params?: Record<string, unknown>) => string;

/** Spans seen from a place within the text; those before it are left out. */
export function spansFrom(spans: readonly TextSpan[], at: number): readonly TextSpan[] {
  if (at === 0) return spans;
  return spans.flatMap(({ from, to, tone }) =>
    to <= at ? [] : [{ from: Math.max(0, from - at), to: to - at, tone }],
  );
}

/**
 * How rows are shown. What it makes of a row is kept with the row, so that lines which did not
 * change are not drawn again.
 */
export function makeRowLines(unit: LogUnit, style: TimeStyle, words: LineWords) {
  const plain = new WeakMap<LogRow, LogLine>();
  const unfolded = new WeakMap<LogRow, LogLine>();
  const make = (row: LogRow, open: boolean): LogLine => {
    const raw = unit === 'line';
    const body = raw ? 0 : (row.body ?? 0);
    const time = row.time !== null && (row.startsRecord || !raw) ? row.time : null;
    return {
      text: row.text.slice(body),
      spans: spansFrom(row.spans, body),
      ...(raw || !row.message
        ? {}
        : { lead: { to: row.message.from - body, tellsTo: row.message.leadTo - body } }),
      lane: row.source,
      ...(row.level ? { level: row.level } : {}),
      ...(time === null
        ? {}
        : { time: timeText(time, style), timeTitle: () => fullTimeText(time) }),
      ...(raw ? { number: formatCount(row.line + 1) } : {}),
      ...(row.fullLength === null
        ? {}
        : { clipped: true, more: words('row.whole', { size: formatBytes(row.fullLength) }) }),
      ...(row.pin === null ? {} : { pin: row.pin }),
      ...(row.bookmark ? { bookmark: true } : {}),
      ...(row.moreLines > 0 && !raw
        ? {
            fold: open
              ? words('row.unfolded')
              : words(row.stack ? 'row.stack' : 'row.moreLines', {
                  count: row.moreLines,
                  lines: formatCount(row.moreLines),
                }),
          }
        : {}),
    };
  };
  return (row: LogRow, open: boolean): LogLine => {
    const kept = open ? unfolded : plain;
    const known = kept.get(row);
    if (known) return known;
    const line = make(row, open);
    kept.set(row, line);
    return line;
  };
}

/** The lines of an unfolded record after its first. */
export function unfoldedLines(
  record: LogRecord,
  { shown, hidden, onlyFrames }: UnfoldedRecord,
  pin: string | null,
  words: LineWords,
): LogLine[] {
  const lines = shown.flatMap((index): LogLine[] => {
    const line = record.text[index];
    if (!line) return [];
    return [
      {
        text: line.text,
        stack: line.kind,
        ...(line.spans ? { spans: line.spans } : {}),
        ...(pin === null ? {} : { pin }),
      },
    ];
  });
  const last = lines.at(-1);
  // Lines that the host did not send belong to what is folded away, too.
  const left = hidden + Math.max(0, record.lines - record.text.length);
  if (last && left > 0) {
    last.fold = words(onlyFrames ? 'row.moreFrames' : 'row.moreLines', {
      count: left,
      lines: formatCount(left),
    });
  }
  return lines;
}

/** What the follower says of a rotation in a word of its own. */
const howRotated: ReadonlySet<string> = new Set(['renamed', 'switched']);

/** A mark between rows, in words. */
export function markLine(mark: LogMark, name: string, words: LineWords): LogLine {
  const params = { name, time: timeText(mark.at, 'day'), size: formatBytes(mark.bytes ?? 0) };
  const known = mark.bytes === null ? 'unknown' : 'known';
  const text =
    mark.kind === 'gap' || mark.kind === 'recovered'
      ? words(`mark.${mark.kind}.${known}`, params)
      : words(`mark.${mark.kind}`, params);
  const tone = mark.kind === 'gap' ? 'error' : mark.kind === 'reconnected' ? 'info' : 'warn';
  const detail = howRotated.has(mark.detail) ? words(`mark.how.${mark.detail}`) : mark.detail;
  const told = mark.kind === 'truncated' && detail === mark.kind ? '' : detail;
  return { text, note: { tone, ...(told ? { detail: told } : {}) } };
}
