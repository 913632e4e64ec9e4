import { memo } from 'react';
import { IconAlertTriangle, IconBookmarkFilled, IconInfoCircle } from '@tabler/icons-react';
import { cx } from '../cx';
import { EvidencePin } from '../marks/EvidencePin';
import { LevelMark, type LogLevel } from '../marks/LevelTag';
import { clipText, type TextSpan } from './hostile-text';
import { HostileText, hostileClass, hostileNodes, markedNodes } from './HostileText';
import { Lead, spansBehind } from './LogLead';
import type { LineLead } from './line-lead';
import styles from './LogList.module.css';

export interface LogLine {
  text: string;
  level?: LogLevel | undefined;
  /** As it is to be shown. */
  time?: string | undefined;
  /** Makes date and zone, for the tooltip of the time, when the pointer comes. */
  timeTitle?: (() => string) | undefined;
  /** Its number, where numbers are shown. */
  number?: string | undefined;
  /** What stands before its message: drawn shortened and quietly while lines are not wrapped. */
  lead?: LineLead | undefined;
  /** What of the text is marked. */
  spans?: readonly TextSpan[] | undefined;
  /** Which of the list's lanes it belongs to. */
  lane?: number | undefined;
  /** True when `text` is only the beginning of the line. */
  clipped?: boolean | undefined;
  /** Characters of the whole line, when clipped. */
  fullLength?: number | undefined;
  /** What to say where the line is clipped, instead of the number of characters. */
  more?: string | undefined;
  /** Label of the evidence that has it, e.g. `E7`. */
  pin?: string | undefined;
  bookmark?: boolean | undefined;
  /** A further line of a record. */
  stack?: 'text' | 'cause' | 'frame' | 'frameOwn' | undefined;
  /** Lines that are folded away here; a press asks for them. */
  fold?: string | undefined;
  /** Makes it a row of our own between the lines: rotation, gap, reconnect. */
  note?: { tone: 'info' | 'warn' | 'error'; detail?: string } | undefined;
}

/** Characters of one line that are drawn; a longer one says how many are left. */
export const lineLimit = 4000;
/** As many fill the widest pane while lines are neither wrapped nor moved sideways. */
export const paneLimit = 800;

const levelClass: Record<LogLevel, string | undefined> = {
  fatal: styles['fatal'],
  error: styles['error'],
  warn: styles['warn'],
  info: undefined,
  debug: styles['debug'],
  trace: styles['debug'],
};

const stackClass = {
  text: undefined,
  cause: styles['error'],
  frame: styles['frameLine'],
  frameOwn: styles['frameOwn'],
};

/** Words of a list, translated once and not in every line. */
export interface LogWords {
  levels: Record<LogLevel, string>;
  /** For the characters that are left of a long line. */
  more: (left: number) => string;
  bookmark: string;
}

/** Which columns stand before the text. */
export interface LogColumns {
  number: boolean;
  time: boolean;
  level: boolean;
}

export interface LogLineViewProps {
  /** Only where something refers to it: attributes that differ in each line cost time. */
  id: string | undefined;
  /** Its line in the list, and the row it belongs to; a note belongs to none. */
  index: number;
  row: number | undefined;
  line: LogLine | undefined;
  selected: boolean;
  focused: boolean;
  highlight: string | undefined;
  wrap: boolean;
  /** Characters of the text that can be in sight, at most {@link lineLimit}. */
  limit: number;
  columns: LogColumns;
  /** Names of the lanes; empty where there is one source. */
  lanes: readonly string[];
  words: LogWords;
  onPinClick: ((label: string) => void) | undefined;
  onMore: ((row: number) => void) | undefined;
  onFold: ((index: number) => void) | undefined;
}

/** One line of a log. */
export const LogLineView = memo(function LogLineView({
  id,
  index,
  row,
  line,
  selected,
  focused,
  highlight,
  wrap,
  limit,
  columns,
  lanes,
  words,
  onPinClick,
  onMore,
  onFold,
}: LogLineViewProps) {
  const shared = {
    id,
    role: 'row',
    'aria-rowindex': index + 1,
    'aria-selected': selected,
  };
  const classes = [
    styles['line'],
    wrap ? styles['wrapped'] : styles['fixed'],
    line?.pin !== undefined && styles['pinned'],
    focused && styles['focused'],
  ];
  if (line?.note) {
    const { tone, detail } = line.note;
    return (
      <div
        {...shared}
        className={cx(
          ...classes,
          styles['note'],
          tone === 'warn' && styles['noteWarn'],
          tone === 'error' && styles['noteError'],
        )}
      >
        {tone === 'info' ? (
          <IconInfoCircle aria-hidden="true" />
        ) : (
          <IconAlertTriangle aria-hidden="true" />
        )}
        <span role="gridcell" className="fb-ellipsis">
          <HostileText text={line.text} />
        </span>
        {detail && (
          <span role="gridcell" className={cx(styles['noteDetail'], 'fb-ellipsis')}>
            <HostileText text={detail} />
          </span>
        )}
      </div>
    );
  }
  const shown = line ? clipText(line.text, lineLimit) : undefined;
  const rest =
    line && shown ? Math.max(0, (line.fullLength ?? line.text.length) - shown.text.length) : 0;
  const lead = !wrap && shown && line?.lead && line.lead.to < shown.text.length ? line.lead : null;
  const from = lead?.to ?? 0;
  const drawn = shown && clipText(shown.text.slice(from), limit).text;
  const moreText = line?.more ?? (rest > 0 ? words.more(rest) : undefined);
  const further = line?.stack !== undefined;
  return (
    <div
      {...shared}
      className={cx(
        ...classes,
        line?.stack && styles['further'],
        line?.stack ? stackClass[line.stack] : line?.level && levelClass[line.level],
      )}
    >
      {lanes.length > 1 && (
        <span
          role="gridcell"
          className={cx(styles['lanes'], lanes.length > shapes.length && styles['lettered'])}
          title={lanes[line?.lane ?? -1]}
        >
          {line?.lane !== undefined && !further && (
            <Lane lane={line.lane} name={lanes[line.lane]} />
          )}
        </span>
      )}
      {columns.number && (
        <span role="gridcell" className={styles['number']}>
          {line?.number}
        </span>
      )}
      {columns.time && (
        <time role="gridcell" className={styles['time']}>
          {line?.time}
        </time>
      )}
      {columns.level && (
        <span role="gridcell" className={styles['level']}>
          {line?.level && !further && (
            <LevelMark level={line.level} word={words.levels[line.level]} />
          )}
        </span>
      )}
      {drawn !== undefined ? (
        <span
          role="gridcell"
          data-text=""
          data-lead={lead ? '' : undefined}
          dir="ltr"
          className={cx(styles['message'], hostileClass)}
        >
          {line && lead && <Lead text={line.text} spans={line.spans} lead={lead} />}
          {line?.spans && line.spans.length > 0
            ? markedNodes(drawn, spansBehind(line.spans, from))
            : hostileNodes(drawn, { tabs: true, highlight })}
        </span>
      ) : (
        <span role="gridcell" aria-busy="true" className={styles['pending']} />
      )}
      {line && (moreText ?? line.fold ?? line.pin ?? line.bookmark) !== undefined && (
        <span role="gridcell" className={styles['marks']}>
          {moreText !== undefined &&
            (onMore && row !== undefined ? (
              <button
                type="button"
                tabIndex={-1}
                className={styles['more']}
                onClick={() => onMore(row)}
              >
                {moreText}
              </button>
            ) : (
              <span className={styles['more']}>{moreText}</span>
            ))}
          {line.fold !== undefined && (
            <button
              type="button"
              tabIndex={-1}
              className={styles['more']}
              onClick={() => onFold?.(index)}
            >
              {line.fold}
            </button>
          )}
          {line.bookmark && (
            <span className={styles['bookmark']} title={words.bookmark}>
              <IconBookmarkFilled aria-label={words.bookmark} />
            </span>
          )}
          {line.pin !== undefined && !further && (
            <EvidencePin
              label={line.pin}
              onClick={onPinClick ? () => onPinClick(line.pin ?? '') : undefined}
            />
          )}
        </span>
      )}
    </div>
  );
});

/** Sources that have a shape and a lane of their own; later ones are letters in the last lane. */
const shapes = ['laneA', 'laneB', 'laneC'] as const;

/** Which source a line is of: place and shape first, colour second. */
function Lane({ lane, name }: { lane: number; name: string | undefined }) {
  const shape = shapes[lane];
  return shape ? (
    <i className={cx(styles['lane'], styles[shape])} role="img" aria-label={name} />
  ) : (
    <span className={styles['laneLetter']} role="img" aria-label={name}>
      {laneLetter(lane)}
    </span>
  );
}

/** `A` to `Z`, then `AA`: how a source of a merged view is called. */
export function laneLetter(lane: number): string {
  const letter = String.fromCodePoint(65 + (lane % 26));
  return lane < 26 ? letter : laneLetter(Math.floor(lane / 26) - 1) + letter;
}

/** The shape of a source (● ■ ◆, then letters), beside its name. */
export function LaneMark({ lane }: { lane: number }) {
  const shape = shapes[lane];
  return (
    <span className={styles['laneMark']} aria-hidden="true">
      {shape ? <i className={cx(styles['lane'], styles[shape])} /> : laneLetter(lane)}
    </span>
  );
}
