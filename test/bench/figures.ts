/** One measured number and what it is held against. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The target, and whether less or more of it is better. */
  target: number;
  better: 'less' | 'more';
  /** The same work by a peer in the same run, in the same unit. */
  peer?: { name: string; value: number };
}

/** A bench measures and gives its figures; it cleans up after itself. */
export type Bench = () => Promise<Figure[]>;

export function isMet({ value, target, better }: Figure): boolean {
  return better === 'less' ? value <= target : value >= target;
}

/** One line of the report. */
export function describeFigure(figure: Figure): string {
  const { name, value, unit, target, better, peer } = figure;
  const wanted = `${better === 'less' ? '≤' : '≥'} ${round(target)} ${unit}`;
  const beside = peer
    ? `, ${peer.name} ${round(peer.value)} ${unit} (${(value / peer.value).toFixed(2)}×)`
    : '';
  return `${isMet(figure) ? 'met   ' : 'MISSED'}  ${name}: ${round(value)} ${unit}, target ${wanted}${beside}`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The value below which this share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
