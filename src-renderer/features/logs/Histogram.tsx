import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter, IconZoomReset } from '@tabler/icons-react';
import type { LogHistogram } from '../../../src-main/contract/logs';
import { Button, formatBytes, formatCount, IconButton, useUi } from '../../ui/index';
import { rangeText } from './condition-text';
import { BarDrawing } from './BarDrawing';
import { axisText, axisTimes, zoomedTo, type TimeRange } from './histogram-model';
import { SelectionWords } from './SelectionWords';
import { useHistogram, useRangeCounts } from './use-histogram';
import type { LogViewer } from './use-log-viewer';
import styles from './logs.module.css';

/** A shorter time is not drawn. */
const leastMs = 100;
/** Pixels of a bar with its gap. */
const pitch = 8;
/** A press that moves less is a click. */
const clickPixels = 4;

/**
 * Records over time: drawn as four SVG paths, since that takes no library, follows the colours of
 * the theme by itself, and is drawn again in under a millisecond.
 */
export function Histogram({ viewer }: { viewer: LogViewer }) {
  const { zoom } = useUi();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  // What was zoomed may be gone in another view, or among other rows.
  const key = `${viewer.view.id} ${viewer.numbering}`;
  const [zoomed, setZoomed] = useState<{ key: string; range: TimeRange } | null>(null);
  const range = zoomed?.key === key ? zoomed.range : null;
  const bars = Math.min(400, Math.floor(width / (pitch * zoom)));
  const histogram = useHistogram(viewer, range, bars);
  // A single moment has no course.
  const shown = histogram !== null && histogram.to - histogram.from >= leastMs;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className={styles['histogramBox']}>
      {shown && (
        <Bars
          viewer={viewer}
          histogram={histogram}
          zoomed={range !== null}
          onRange={(next) => setZoomed(next && { key, range: next })}
        />
      )}
    </div>
  );
}

function Bars({
  viewer,
  histogram,
  zoomed,
  onRange,
}: {
  viewer: LogViewer;
  histogram: LogHistogram;
  zoomed: boolean;
  onRange: (range: TimeRange | null) => void;
}) {
  const { t } = useTranslation('logs');
  const plot = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; edge: 'from' | 'to' | null; moved: boolean } | null>(null);
  const [dragging, setDragging] = useState(false);
  const [selected, setSelected] = useState<TimeRange | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const { jump, addConditions, focusedRow } = viewer;
  const { from, to, bars, sampled } = histogram;
  const counts = useRangeCounts(viewer, dragging || sampled ? null : selected);
  const barMs = (to - from) / bars.length;
  const share = (time: number): number => Math.min(1, Math.max(0, (time - from) / (to - from)));
  const axis = useMemo(() => axisTimes({ from, to }, 5), [from, to]);

  const timeAt = (clientX: number): number => {
    const area = plot.current?.getBoundingClientRect();
    if (!area || area.width === 0) return from;
    const part = Math.min(1, Math.max(0, (clientX - area.left) / area.width));
    return Math.round(from + part * (to - from));
  };
  /** Whole bars around two times. */
  const between = (a: number, b: number): TimeRange => ({
    from: Math.round(from + Math.floor((Math.min(a, b) - from) / barMs) * barMs),
    to: Math.round(from + Math.ceil((Math.max(a, b) - from) / barMs) * barMs),
  });
  const choose = (range: TimeRange): void => {
    setSelected(range);
    onRange(zoomedTo(range, { from: Math.min(from, range.from), to: Math.max(to, range.to) }));
    jump({ kind: 'time', time: range.from });
  };
  const reset = (): void => {
    setSelected(null);
    setCursor(null);
    onRange(null);
  };

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    plot.current?.setPointerCapture(event.pointerId);
    const edge =
      event.target instanceof Element
        ? (event.target.closest<HTMLElement>('[data-edge]')?.dataset['edge'] ?? null)
        : null;
    drag.current = { x: event.clientX, edge: edge as 'from' | 'to' | null, moved: false };
  };
  const onPointerMove = (event: PointerEvent): void => {
    const start = drag.current;
    if (!start) return;
    if (!start.moved && Math.abs(event.clientX - start.x) < clickPixels) return;
    start.moved = true;
    setDragging(true);
    const fixed =
      start.edge && selected
        ? start.edge === 'from'
          ? selected.to - 1
          : selected.from
        : timeAt(start.x);
    setSelected(between(fixed, timeAt(event.clientX)));
  };
  const onPointerUp = (event: PointerEvent): void => {
    const start = drag.current;
    drag.current = null;
    setDragging(false);
    if (!start) return;
    if (start.moved && selected) choose(selected);
    else if (event.type === 'pointerup') jump({ kind: 'time', time: timeAt(event.clientX) });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = cursor ?? 0;
    const timeOf = (bar: number): number => Math.round(from + bar * barMs);
    const move = (next: number): void => {
      const bar = Math.min(bars.length - 1, Math.max(0, next));
      setCursor(bar);
      if (!event.shiftKey) return;
      const other = selected && timeOf(at) >= selected.to - barMs ? selected.from : selected?.to;
      const anchor = other === undefined ? timeOf(at) : other - (other > timeOf(at) ? 1 : 0);
      setSelected(between(anchor, timeOf(bar) + barMs / 2));
    };
    if (event.key === 'ArrowLeft') move(cursor === null ? bars.length - 1 : at - 1);
    else if (event.key === 'ArrowRight') move(cursor === null ? 0 : at + 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(bars.length - 1);
    else if (event.key === 'Enter') {
      if (selected) choose(selected);
      else jump({ kind: 'time', time: timeOf(at) });
    } else if (event.key === 'Escape' && (selected || zoomed)) reset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const bar = cursor === null ? undefined : bars[cursor];
  const gap = bar?.gap ?? false;
  const cursorTime = cursor === null ? from : from + cursor * barMs;
  return (
    <div className={styles['histogram']}>
      <div
        ref={plot}
        role="slider"
        tabIndex={0}
        aria-label={t(sampled ? 'histogram.sampledLabel' : 'histogram.label')}
        aria-valuemin={0}
        aria-valuemax={bars.length - 1}
        aria-valuenow={cursor ?? 0}
        aria-valuetext={t(
          gap ? 'histogram.gapAt' : sampled ? 'histogram.sampledAt' : 'histogram.at',
          {
            time: rangeText(cursorTime, cursorTime + barMs, to - from > 86_400_000),
            records: t('histogram.records', {
              count: bar?.total ?? 0,
              records: formatCount(bar?.total ?? 0),
            }),
            bytes: formatBytes(bar?.total ?? 0),
            errors: t('histogram.errors', {
              count: bar?.error ?? 0,
              errors: formatCount(bar?.error ?? 0),
            }),
          },
        )}
        className={styles['plot']}
        title={[t('histogram.hint'), sampled && t('histogram.sampledHint', { places: sampled })]
          .filter(Boolean)
          .join('\n')}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onDoubleClick={reset}
        onKeyDown={onKeyDown}
      >
        <BarDrawing histogram={histogram} />
        {selected && selected.to > from && selected.from < to && (
          <div
            className={styles['selected']}
            style={{
              left: `${share(selected.from) * 100}%`,
              right: `${(1 - share(selected.to)) * 100}%`,
            }}
          >
            <i data-edge="from" />
            <i data-edge="to" />
          </div>
        )}
        {cursor !== null && (
          <div
            className={styles['cursor']}
            style={{ left: `${((cursor + 0.4) / bars.length) * 100}%` }}
          />
        )}
        {focusedRow?.time != null && focusedRow.time >= from && focusedRow.time < to && (
          <div className={styles['here']} style={{ left: `${share(focusedRow.time) * 100}%` }} />
        )}
      </div>
      <div className={styles['axis']}>
        {axis.times.map((time) => {
          const at = share(time);
          // The right end is for what the selection says.
          return at > (selected ? 0.45 : sampled ? 0.7 : 0.92) ? null : (
            <span key={time} style={{ left: `${at * 100}%` }}>
              {axisText(time, axis.step)}
            </span>
          );
        })}
        {selected && (
          <div className={styles['chosen']}>
            <output className="fb-ellipsis">
              <SelectionWords selected={selected} counts={sampled ? null : counts} />
            </output>
            <Button
              variant="ghost"
              icon={<IconFilter aria-hidden="true" />}
              onClick={() => void addConditions({ kind: 'time', exclude: false, ...selected })}
            >
              {t('histogram.only')}
            </Button>
          </div>
        )}
        {sampled && !selected && (
          <small className={styles['sampled']}>{t('histogram.sampled')}</small>
        )}
        {(zoomed || selected) && (
          <IconButton
            size="sm"
            label={t('histogram.reset')}
            icon={<IconZoomReset />}
            onClick={reset}
          />
        )}
      </div>
    </div>
  );
}
