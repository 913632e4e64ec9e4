import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type Ref,
} from 'react';
import { flushSync } from 'react-dom';
import { cx } from '../cx';
import { useUi } from '../theme/UiProvider';
import { pressedBadge, type LinesLook } from './line-element';
import { LineLayout } from './line-layout';
import { LinePane } from './line-pane';
import { lineLimit, paneLimit, type LogLine } from './log-line';
import { LogLineParts } from './LogLineParts';
import { LogSideways, type SidewaysHandle } from './LogSideways';
import type { LinePart } from './pane-options';
import type { RowSelection } from './selection';
import { titleOfLine, titleOfTime } from './title';
import { lineOf, useLineSelection } from './use-line-selection';
import { useLogWords } from './use-log-words';
import styles from './LogList.module.css';

export interface LogListHandle {
  /** Brings a row into sight; `middle` puts it there when it is not in sight. */
  scrollToRow: (row: number, where?: 'nearest' | 'middle' | 'top') => void;
  /** The row that is first in sight. */
  topRow: () => number;
  /** Where the first line of a row is in the window, in CSS pixels; undefined while it is not drawn. */
  boxOf: (row: number) => DOMRect | undefined;
  focus: () => void;
}

export interface LogListProps {
  label: string;
  /** Rows of one line each, from 0; `layout` says more. */
  lineCount?: number;
  /** Which rows there are and how many lines they take. Keep it while nothing changes. */
  layout?: LineLayout | undefined;
  /**
   * A line that is at hand, or undefined while it is being fetched. Give the same object while
   * nothing about the line changes.
   */
  getLine: (line: number) => LogLine | undefined;
  /** Tells which lines are wanted in sight, half-open, so that the caller can fetch them. */
  onWindow?: (from: number, to: number) => void;
  /** Tells which lines are in sight: the wanted ones, as soon as they are at hand. */
  onDrawn?: (from: number, to: number) => void;
  /** True keeps the newest line in sight. */
  follow: boolean;
  /** Called with false when the user scrolls or moves up. */
  onFollowChange: (follow: boolean) => void;
  /** Rows by their number. */
  selection: RowSelection;
  onSelectionChange: (selection: RowSelection) => void;
  onPinClick?: ((label: string) => void) | undefined;
  /** Search text to mark, case-insensitive, literal, in lines that say nothing of spans. */
  highlight?: string | undefined;
  wrap?: boolean;
  /** Replaces copying of the selected lines. */
  onCopy?: ((selection: RowSelection) => void) | undefined;
  /** Opens the whole of a row: Enter, or the mark of one that is too long to draw. */
  onMore?: ((row: number) => void) | undefined;
  /** The fold badge of a line was pressed. */
  onFold?: ((line: number) => void) | undefined;
  /** Right click or menu key, in CSS pixels of the window. */
  onMenu?: ((at: { x: number; y: number }) => void) | undefined;
  showTime?: boolean;
  showLevel?: boolean;
  showNumber?: boolean;
  /** Characters of the time column. */
  timeCharacters?: number;
  /** Names of the sources, in the order of `lane`; none or one draws no lanes. */
  lanes?: readonly string[];
  emptyText: string;
  /** Calls when `getLine` would answer differently, until its answer is called. */
  subscribe?: (listener: () => void) => () => void;
  handle?: Ref<LogListHandle>;
}

const lineHeightBase = 22;
const noLanes: readonly string[] = [];
const sidewaysStep = 120;

/** Log lines, any number of them. Selects whole rows; text inside one line can be marked too. */
export function LogList({
  label,
  lineCount = 0,
  layout: givenLayout,
  getLine,
  onWindow,
  onDrawn,
  follow,
  onFollowChange,
  selection,
  onSelectionChange,
  onPinClick,
  highlight,
  wrap = false,
  onCopy,
  onMore,
  onFold,
  onMenu,
  showTime = true,
  showLevel = true,
  showNumber = false,
  timeCharacters = 12,
  lanes = noLanes,
  emptyText,
  subscribe,
  handle,
}: LogListProps) {
  const { zoom } = useUi();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const sideways = useRef<SidewaysHandle>(null);
  const rowHeight = lineHeightBase * zoom;
  const layout = useMemo(
    () => givenLayout ?? new LineLayout(0, lineCount),
    [givenLayout, lineCount],
  );
  const words = useLogWords();
  const opens = onMore !== undefined;
  const [shifted, setShifted] = useState(false);
  const look = useMemo<LinesLook>(
    () => ({
      wrap,
      limit: wrap || shifted ? lineLimit : paneLimit,
      number: showNumber,
      time: showTime,
      level: showLevel,
      lanes,
      highlight: highlight || undefined,
      words,
      opens,
    }),
    [wrap, shifted, showNumber, showTime, showLevel, lanes, highlight, words, opens],
  );
  const [parts, setParts] = useState<readonly LinePart[]>([]);
  const [pane] = useState(() => new LinePane());

  useLayoutEffect(() => {
    if (!scroller.current || !spacer.current || !layer.current || !drawn.current) return;
    return pane.attach({
      scroller: scroller.current,
      spacer: spacer.current,
      layer: layer.current,
      lines: drawn.current,
    });
  }, [pane]);
  useLayoutEffect(() =>
    pane.show({
      layout,
      rowHeight,
      look,
      follow,
      selection,
      id,
      getLine,
      onWindow,
      onDrawn,
      onAway: () => onFollowChange(false),
      onParts: (next, now) => {
        if (now) flushSync(() => setParts(next));
        else setParts(next);
      },
      onOther: () => sideways.current?.settle(),
    }),
  );
  useEffect(() => subscribe?.(() => pane.refresh()), [pane, subscribe]);

  const boxOf = (row: number): DOMRect | undefined => pane.boxOf(layout.lineOf(row));
  useImperativeHandle(handle, () => ({
    boxOf,
    scrollToRow: (row, where) => {
      if (follow) onFollowChange(false);
      pane.showRow(row, where);
    },
    topRow: () =>
      layout.at(Math.min(layout.lines - 1, Math.max(0, Math.round(pane.offset / rowHeight)))).row,
    focus: () => scroller.current?.focus(),
  }));

  const lastRow = layout.firstRow + layout.rows - 1;
  const change = (next: RowSelection) => {
    onSelectionChange(next);
    if (next.focus === undefined) return;
    // Reading an older line means not following any more; the newest one may stay selected.
    if (follow && next.focus < lastRow) onFollowChange(false);
    pane.showRow(next.focus);
  };
  const chosen = useLineSelection({
    scroller,
    layout,
    getLine,
    selection,
    onChange: change,
    page: () => pane.page,
    onMore,
    onCopy,
  });

  const onPress = ({ target }: MouseEvent) => {
    const badge = pressedBadge(target);
    const line = badge && lineOf(target);
    if (line === undefined) return;
    // The badge goes when its line is drawn anew: keys go on in the list.
    scroller.current?.focus({ preventScroll: true });
    if (badge === 'fold') onFold?.(line);
    else onMore?.(layout.at(line).row);
  };
  const onContextMenu = (event: MouseEvent) => {
    if (!onMenu) return;
    event.preventDefault();
    const area = scroller.current?.getBoundingClientRect();
    // The menu key says no place: below the focused row then.
    const byKey = event.button !== 2;
    const focused = byKey && selection.focus !== undefined ? boxOf(selection.focus) : undefined;
    onMenu(
      byKey
        ? { x: (area?.left ?? 0) + 120, y: focused?.bottom ?? area?.top ?? 0 }
        : { x: event.clientX, y: event.clientY },
    );
  };

  return (
    <div className={styles['frame']}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={layout.lines}
        aria-multiselectable="true"
        aria-readonly="true"
        className={cx(styles['scroller'], chosen.dragging && styles['dragging'])}
        style={{ ['--time-characters' as string]: timeCharacters }}
        {...chosen.grid}
        onKeyDown={(event) => {
          if (!wrap && event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) {
            event.preventDefault();
            event.stopPropagation();
            sideways.current?.moveBy(event.key === 'ArrowLeft' ? -sidewaysStep : sidewaysStep);
          } else chosen.grid.onKeyDown(event);
        }}
        onWheel={(event) => {
          const across = event.deltaX === 0 && event.shiftKey ? event.deltaY : event.deltaX;
          if (!wrap && across !== 0) sideways.current?.moveBy(across);
        }}
        onContextMenu={onContextMenu}
        onMouseOver={(event) => {
          titleOfLine(event, getLine);
          titleOfTime(event, (line) => getLine(line)?.timeTitle?.());
        }}
      >
        <div ref={spacer} className={styles['spacer']}>
          <div
            ref={layer}
            role="rowgroup"
            className={styles['layer']}
            {...chosen.rows}
            onClick={onPress}
          >
            <div ref={drawn} role="presentation" />
            <LogLineParts parts={parts} words={words} onPinClick={onPinClick} />
          </div>
        </div>
        {layout.lines === 0 && <p className={styles['empty']}>{emptyText}</p>}
      </div>
      {!wrap && (
        <LogSideways
          content={drawn}
          widest={() => pane.widest()}
          handle={sideways}
          onShift={setShifted}
        />
      )}
    </div>
  );
}
