import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogOverview } from '../../../src-main/contract/logs';
import { useUi } from '../../ui/index';
import type { LogViewer } from './use-log-viewer';
import { useRefreshed } from './use-refreshed';
import styles from './logs.module.css';

const width = 12;
/** Pixels of a piece of the view. */
const pieceHeight = 2;

/**
 * The whole view beside its rows: where hits, errors and bookmarks are, and what is in sight.
 * Counted by the host in as many pieces as there are pixels, so millions of hits cost the same
 * as one. For the pointer; keys go by F3, `[` `]` and `.`
 */
export function OverviewStrip({ viewer }: { viewer: LogViewer }) {
  const { t } = useTranslation('logs');
  const { theme } = useUi();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, setHeight] = useState(0);
  const { view, jump } = viewer;
  const overview = useOverview(viewer, Math.min(2000, Math.floor(height / pieceHeight)));

  useLayoutEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (element.clientHeight > 0) setHeight(element.clientHeight);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !overview) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    const style = getComputedStyle(element);
    const colours = {
      errors: style.getPropertyValue('--chart-red'),
      hits: style.getPropertyValue('--chart-yellow'),
      bookmarks: style.getPropertyValue('--accent'),
    };
    const piece = height / overview.buckets.length;
    for (const [index, { hits, errors, bookmarks }] of overview.buckets.entries()) {
      const y = index * piece;
      const mark = (colour: string, x: number, size: number, tall: number): void => {
        context.fillStyle = colour;
        context.fillRect(x, y, size, Math.max(tall, piece));
      };
      // Errors at the left, hits at the right, bookmarks across: places tell them apart, too.
      if (errors > 0) mark(colours.errors, 1, 4, 1);
      if (hits > 0) mark(colours.hits, 6, 5, 2);
      if (bookmarks > 0) mark(colours.bookmarks, 1, 10, 2);
    }
  }, [overview, height, theme]);

  return (
    <div
      className={styles['strip']}
      aria-hidden="true"
      title={t('overview.hint')}
      onPointerDown={(event) => {
        if (event.button !== 0 || view.rows === 0) return;
        const area = event.currentTarget.getBoundingClientRect();
        const share = Math.min(1, Math.max(0, (event.clientY - area.top) / area.height));
        jump({ kind: 'share', share });
      }}
    >
      <canvas ref={canvas} style={{ width, height }} />
      <InSight viewer={viewer} height={height} />
    </div>
  );
}

/** The rows in sight, as a part of all. They differ with every step of the wheel: no render. */
function InSight({ viewer, height }: { viewer: LogViewer; height: number }) {
  const { sight, view } = viewer;
  const mark = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const shown = partOf(view);
    const at = (row: number): number =>
      shown.from + ((row - view.firstRow) / view.rows) * (shown.to - shown.from);
    const place = (): void => {
      if (!mark.current) return;
      const { from, to } = sight.get();
      const top = Math.max(0, at(from)) * height;
      const size = Math.max(4, (at(to) - at(from)) * height);
      const { style } = mark.current;
      style.transform = `translateY(${Math.min(height - size, top)}px)`;
      style.height = `${size}px`;
    };
    place();
    return sight.subscribe(place);
  }, [sight, view, height]);
  return view.rows > 0 && <div ref={mark} className={styles['inSight']} />;
}

/** The part of the strip that the rows at hand are: of a file read in place only a piece is, by bytes. */
function partOf({ sources, before, after }: LogViewer['view']): { from: number; to: number } {
  const [only, ...others] = sources;
  const inPlace = only?.place.kind === 'remote' && others.length === 0 && before + after > 0;
  if (!inPlace || only.bytes === 0) return { from: 0, to: 1 };
  return { from: before / only.bytes, to: 1 - after / only.bytes };
}

function useOverview({ view, logs, fail }: LogViewer, buckets: number): LogOverview | null {
  const { id } = view;
  return useRefreshed(
    `${id} ${buckets}`,
    `${view.generation} ${view.rows} ${view.before} ${view.after} ${view.hits.rows} ${view.hits.done}`,
    buckets < 10 ? null : () => logs.overview({ id, buckets }),
    fail,
  );
}
