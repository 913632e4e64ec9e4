import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'; // prettier-ignore
import type { EChartsCoreOption } from 'echarts/core';
import { withSlider, type ChartLook } from './chart-option';
import { init, type ECharts } from './echarts';
import styles from './chart.module.css';

export interface ChartHandle {
  /** What of the chart is in sight, as a picture: PNG at twice its size, as data URL. */
  png: () => string;
  svg: () => string;
}

/** A picture is no smaller, however little room its chart has on the screen; CSS pixels. */
const leastPicture = { width: 960, height: 480 };

/** Share of what is in sight by which a key moves or zooms. */
const keyStep = 0.2;

/**
 * Draws a chart and keeps it in the size of its place. Wheel and drag zoom and move along the
 * axis; so do + and −, the arrows, and 0 shows all again.
 */
export function ChartCanvas({
  option,
  look,
  locale,
  label,
  handle,
}: {
  option: EChartsCoreOption;
  look: ChartLook;
  locale: 'EN' | 'ZH';
  label: string;
  handle: Ref<ChartHandle>;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<ECharts | null>(null);
  useEffect(() => {
    if (!place.current) return;
    const made = init(place.current, null, { locale });
    setChart(made);
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, [locale]);
  useEffect(() => {
    if (chart && !chart.isDisposed()) chart.setOption(withSlider(option, look), { notMerge: true });
  }, [chart, option, look]);
  useImperativeHandle(handle, () => {
    const size = {
      width: Math.max(chart?.getWidth() ?? 0, leastPicture.width),
      height: Math.max(chart?.getHeight() ?? 0, leastPicture.height),
    };
    // Drawn apart: without the slider, and at a size that can be read.
    const drawn = <Picture,>(still: ECharts, taken: (still: ECharts) => Picture): Picture => {
      const [zoom] = zoomOf(chart);
      still.setOption(option);
      if (zoom) still.setOption({ dataZoom: [{ start: zoom.start, end: zoom.end }] });
      const picture = taken(still);
      still.dispose();
      return picture;
    };
    return {
      png: () =>
        drawn(init(document.createElement('div'), null, { locale, ...size }), (still) =>
          still.getDataURL({ type: 'png', pixelRatio: 2 }),
        ),
      svg: () =>
        drawn(init(null, null, { renderer: 'svg', ssr: true, locale, ...size }), (still) =>
          still.renderToSVGString(),
        ),
    };
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!chart || event.ctrlKey || event.altKey || event.metaKey) return;
    const [zoom] = zoomOf(chart);
    const next = zoom && movedZoom(zoom, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    chart.dispatchAction({ type: 'dataZoom', ...next });
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys move a picture
    <div
      role="img"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- reached for its keys
      tabIndex={0}
      className={styles['canvas']}
      onKeyDown={onKeyDown}
      data-page-focus
    >
      <div ref={place} aria-hidden="true" className={styles['drawn']} />
    </div>
  );
}

export interface Zoom {
  /** Per cent of the axis. */
  start: number;
  end: number;
}

function zoomOf(chart: ECharts | null): Zoom[] {
  return (chart?.getOption()['dataZoom'] ?? []) as Zoom[];
}

/** What of the axis is in sight after a key; null where it means nothing. */
export function movedZoom({ start, end }: Zoom, key: string): Zoom | null {
  const width = end - start;
  const middle = (start + end) / 2;
  const within = (from: number, size: number): Zoom => {
    const wide = Math.min(100, Math.max(0.5, size));
    const at = Math.min(100 - wide, Math.max(0, from));
    return { start: at, end: at + wide };
  };
  const around = (size: number): Zoom => within(middle - Math.min(100, size) / 2, size);
  switch (key) {
    case '+':
    case '=':
      return around(width * (1 - 2 * keyStep));
    case '-':
      return around(width / (1 - 2 * keyStep));
    case '0':
      return { start: 0, end: 100 };
    case 'ArrowLeft':
      return within(start - width * keyStep, width);
    case 'ArrowRight':
      return within(start + width * keyStep, width);
    default:
      return null;
  }
}
