import type { LogRecord } from '../../../src-main/contract/logs';

/** A line of a record. */
export type RecordLine = LogRecord['text'][number];

/** Records of at most this many lines after the first are unfolded as a whole at once. */
const shortRecord = 7;
/** Own frames, or else first frames, that a half unfolded stack shows for each cause. */
const framesShown = 3;
/** Lines of plain text that it shows before the stack. */
const textShown = 3;

/** Lines with a hit of the search that it shows wherever they stand. */
const hitsShown = 5;

/** What an unfolded record shows after its first line. */
export interface UnfoldedRecord {
  /** Indices into the record's lines, rising. */
  shown: number[];
  /** Lines that are still folded away, and whether all of them are frames of frameworks. */
  hidden: number;
  onlyFrames: boolean;
}

/**
 * Half unfolds a record: its texts, the causes, and after the last cause, the one that matters,
 * the frames of its own packages, or else the first ones. What is searched for is shown, too.
 */
export function unfoldRecord(lines: readonly RecordLine[], whole: boolean): UnfoldedRecord {
  const rest = lines.length - 1;
  if (whole || rest <= shortRecord) {
    return {
      shown: Array.from({ length: Math.max(0, rest) }, (_, index) => index + 1),
      hidden: 0,
      onlyFrames: false,
    };
  }
  const shown = new Set<number>();
  let texts = 0;
  let hits = 0;
  const causes: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    if (line.kind === 'cause') causes.push(index);
    else if (line.kind === 'text' && texts < textShown) {
      texts++;
      shown.add(index);
    }
    if (hits < hitsShown && line.spans?.some(({ tone }) => tone < 0)) {
      hits++;
      shown.add(index);
    }
  }
  // The first cause is what happened, the last one why.
  for (const index of [causes[0], causes.at(-1)]) if (index !== undefined) shown.add(index);
  const frames = framesAfter(lines, causes.at(-1) ?? 0);
  const own = frames.filter((index) => lines[index]?.kind === 'frameOwn');
  for (const index of (own.length > 0 ? own : frames).slice(0, framesShown)) shown.add(index);
  const sorted = [...shown].toSorted((a, b) => a - b);
  return {
    shown: sorted,
    hidden: rest - sorted.length,
    onlyFrames: lines.every(
      ({ kind }, index) => index === 0 || shown.has(index) || kind === 'frame',
    ),
  };
}

function framesAfter(lines: readonly RecordLine[], from: number): number[] {
  const frames: number[] = [];
  for (let index = from + 1; index < lines.length; index++) {
    const kind = lines[index]?.kind;
    if (kind === 'frame' || kind === 'frameOwn') frames.push(index);
    else if (frames.length > 0) break;
  }
  return frames;
}
