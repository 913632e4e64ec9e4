import type { StoredCapture } from '../captures-store';
import type { Capture } from './capture';

/** Bytes of the log in a capture, and gaps in it. */
export function countsOf(capture: Capture): { bytes: number; gaps: number } {
  return {
    bytes: capture.size,
    gaps: capture.marks.filter(({ kind }) => kind === 'gap').length,
  };
}

/** What another process says of the capture it writes, or else what was written down last. */
export function countsIn(state: unknown, row: StoredCapture): { bytes: number; gaps: number } {
  const { bytes, gaps } = (state ?? {}) as Record<string, unknown>;
  return {
    bytes: typeof bytes === 'number' ? bytes : row.bytes,
    gaps: typeof gaps === 'number' ? gaps : row.gaps,
  };
}
