import type { EChartsCoreOption } from 'echarts/core';
import { pointsOf, type ChartChoice, type ChartData, type ChartPoint } from './chart-model';

/** Colours and type of the look in force, as CSS values. */
export interface ChartLook {
  text: string;
  quiet: string;
  line: string;
  background: string;
  popup: string;
  warning: string;
  critical: string;
  series: readonly string[];
  font: string;
  /** CSS pixels. */
  size: number;
}

/** Told apart without colour: by symbol and by dash. */
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow', 'roundRect', 'emptyCircle']; // prettier-ignore
const dashes: readonly (string | readonly number[])[] = ['solid', 'dashed', 'dotted', [10, 3, 2, 3], [2, 6], [14, 4], [6, 2, 2, 2, 2, 2], [1, 3]]; // prettier-ignore
/** Symbols on one line, at most; more would hide it. */
const mostSymbols = 24;
/** Points of which the scatter still shows each. */
const symbolSize = 7;

const formatNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** A lower chart has no room for the slider; wheel and keys zoom there, too. CSS pixels. */
const leastForSlider = 260;
/** With fewer names along the axis each is tried; of those that overlap one is left out. */
const fewPlaces = 60;

/** How a tick of a time axis is written, by what begins at it: read the same in any language. */
const timeLabels = {
  year: '{yyyy}',
  month: '{yyyy}-{MM}',
  day: '{MM}-{dd}',
  hour: '{HH}:{mm}',
  minute: '{HH}:{mm}',
  second: '{HH}:{mm}:{ss}',
  millisecond: '{HH}:{mm}:{ss}.{SSS}',
};

/** A number, a time or a name of the axis in words. */
export function axisText(axis: ChartData['axis'], place: number | string): string {
  if (axis === 'time') return new Date(Number(place)).toISOString().slice(0, 19).replace('T', ' ');
  return axis === 'number' ? formatNumber.format(Number(place)) : String(place);
}

/** A chart with a slider for what of its axis is in sight, where it is tall enough. */
export function withSlider(option: EChartsCoreOption, look: ChartLook): EChartsCoreOption {
  const slider = {
    type: 'slider',
    show: false,
    filterMode: 'none',
    height: 18,
    bottom: 8,
    borderColor: look.line,
    textStyle: { color: look.quiet, fontFamily: look.font, fontSize: look.size },
    brushSelect: false,
    showDataShadow: false,
  };
  const rules = (show: boolean, bottom: number, splitNumber: number): EChartsCoreOption => ({
    grid: { bottom },
    yAxis: { splitNumber },
    dataZoom: [{}, { show }],
  });
  return {
    baseOption: { ...option, dataZoom: [...(option['dataZoom'] as unknown[]), slider] },
    media: [
      { query: { minHeight: leastForSlider }, option: rules(true, 62, 5) },
      { query: { maxHeight: leastForSlider - 1 }, option: rules(false, 30, 3) },
    ],
  };
}

/**
 * The chart as ECharts draws it.
 *
 * @param names what the series and the axis are called, made safe to show
 */
export function chartOption(
  data: ChartData,
  choice: ChartChoice,
  look: ChartLook,
  names: { x: string; ys: readonly string[]; description: string; threshold: (level: 'warning' | 'critical') => string }, // prettier-ignore
): EChartsCoreOption {
  const points = pointsOf(data);
  // Bars stand beside each other: their axis has places, not distances.
  const places = choice.kind === 'bar' || data.axis === 'category';
  const text = { color: look.quiet, fontFamily: look.font, fontSize: look.size };
  const axisLine = { lineStyle: { color: look.line } };
  return {
    animation: false,
    useUTC: true,
    backgroundColor: look.background,
    color: [...look.series],
    textStyle: { fontFamily: look.font, fontSize: look.size },
    aria: {
      enabled: true,
      label: { enabled: true, description: names.description },
      decal: { show: choice.kind === 'bar' },
    },
    legend: {
      type: 'scroll',
      data: names.ys.map((name, at) => ({
        name,
        icon: choice.kind === 'bar' ? 'roundRect' : symbols[at % symbols.length],
      })),
      top: 4,
      left: 12,
      right: 12,
      itemWidth: 14,
      itemHeight: 12,
      textStyle: { ...text, color: look.text },
      pageTextStyle: text,
      pageIconColor: look.text,
      inactiveColor: look.line,
    },
    grid: { left: 16, right: 28, top: 40, bottom: 36, containLabel: true },
    tooltip: {
      trigger: choice.kind === 'scatter' ? 'item' : 'axis',
      // Names are hostile text: nothing of them becomes HTML.
      renderMode: 'richText',
      backgroundColor: look.popup,
      borderColor: look.line,
      textStyle: { color: look.text, fontFamily: look.font, fontSize: look.size },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatNumber.format(value) : '–'), // prettier-ignore
      axisPointer: { type: choice.kind === 'bar' ? 'shadow' : 'line' },
    },
    dataZoom: [{ type: 'inside', filterMode: 'none' }],
    xAxis: {
      type: places ? 'category' : data.axis === 'time' ? 'time' : 'value',
      name: names.x,
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: text,
      axisLabel: {
        ...text,
        hideOverlap: true,
        ...(places && points.length <= fewPlaces ? { interval: 0 } : {}),
        ...(!places && data.axis === 'time' ? { formatter: timeLabels } : {}),
      },
      axisLine,
      axisTick: axisLine,
      splitLine: { show: false },
      ...(places
        ? { data: points.map(({ x }) => axisText(data.axis, x)) }
        : { scale: true, min: 'dataMin', max: 'dataMax' }),
    },
    yAxis: {
      type: 'value',
      scale: choice.kind !== 'bar',
      ...roomForThresholds(data),
      axisLabel: { ...text, hideOverlap: true },
      axisLine: { show: true, ...axisLine },
      splitLine: axisLine,
    },
    series: data.series.map(({ column }, at) => ({
      name: names.ys[at] ?? '',
      ...seriesOf(choice, points, at, places, look),
      markLine: markLines(data, column, look, names.threshold),
    })),
  };
}

/**
 * Takes thresholds into the axis that are no farther from the values than these from each other;
 * one far away would press them flat.
 */
function roomForThresholds({ thresholds }: ChartData): Record<string, unknown> {
  type Extent = Record<'min' | 'max', number>;
  const bound = (outer: keyof Extent) => (values: Extent) => {
    const end = Math[outer](values[outer], ...thresholds.map(({ value }) => value).filter((level) => isNear(level, values))); // prettier-ignore
    // Null leaves it to the chart, which ends its axis at a round number.
    return end === values[outer] ? null : end;
  };
  const isNear = (level: number, { min, max }: Extent): boolean => {
    const reach = Math.max(max - min, Math.abs(max) / 2);
    return level >= min - reach && level <= max + reach;
  };
  return { min: bound('min'), max: bound('max') };
}

function seriesOf(
  { kind }: ChartChoice,
  points: readonly ChartPoint[],
  at: number,
  places: boolean,
  look: ChartLook,
): Record<string, unknown> {
  const symbol = symbols[at % symbols.length] ?? 'circle';
  const data = points.map(({ x, values }) => (places ? (values[at] ?? null) : [x, values[at] ?? null])); // prettier-ignore
  if (kind === 'bar') return { type: 'bar', data };
  if (kind === 'scatter') {
    return { type: 'scatter', data, symbol, symbolSize, itemStyle: { borderColor: look.background, borderWidth: 0.5 } }; // prettier-ignore
  }
  const step = Math.ceil(points.length / mostSymbols);
  return {
    type: 'line',
    data,
    connectNulls: false,
    symbolSize,
    symbol: (_: unknown, { dataIndex }: { dataIndex: number }) =>
      dataIndex % step === 0 ? symbol : 'none',
    showAllSymbol: true,
    lineStyle: { width: 1.6, type: dashes[at % dashes.length] },
  };
}

/** A line across the chart for each threshold of a column, with its word. */
function markLines(
  { thresholds }: ChartData,
  column: number,
  look: ChartLook,
  words: (level: 'warning' | 'critical') => string,
): Record<string, unknown> | undefined {
  const own = thresholds.filter((threshold) => threshold.column === column);
  if (own.length === 0) return undefined;
  return {
    silent: true,
    symbol: 'none',
    data: own.map(({ is, value, level }) => ({
      yAxis: value,
      lineStyle: {
        color: level === 'critical' ? look.critical : look.warning,
        type: level === 'critical' ? 'solid' : 'dashed',
        width: 1.4,
      },
      label: {
        position: 'insideEndTop',
        color: level === 'critical' ? look.critical : look.warning,
        formatter: `${words(level)} ${is} ${formatNumber.format(value)}`,
      },
    })),
  };
}
