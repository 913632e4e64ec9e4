/** One event of a recording: seconds from the beginning, kind, data. */
export type CastEvent = readonly [at: number, kind: string, data: string];

/** A recording that can be played. */
export interface Cast {
  columns: number;
  rows: number;
  events: readonly CastEvent[];
  /** Seconds. */
  duration: number;
  /** Only its beginning was read: it is longer than a player holds. */
  cut: boolean;
}

/** Characters of a recording that a player holds. */
const mostHeld = 96 * 1024 * 1024;
const largestSide = 1000;

/**
 * Reads an asciicast version 2 text that comes in pieces of any cut. What is no event is left
 * out: a recording is data from elsewhere.
 */
export async function readCast(pieces: AsyncIterable<readonly string[]>): Promise<Cast> {
  const events: CastEvent[] = [];
  let size = { columns: 80, rows: 24 };
  let rest = '';
  let length = 0;
  let cut = false;
  const line = (text: string): void => {
    const value = parsed(text);
    if (isEvent(value)) events.push(value);
    else if (isHead(value)) size = { columns: side(value.width), rows: side(value.height) };
  };
  for await (const batch of pieces) {
    for (const piece of batch) {
      length += piece.length;
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) line(text);
    }
    if (length > mostHeld) {
      cut = true;
      break;
    }
  }
  if (!cut) line(rest);
  return { ...size, events, duration: events.at(-1)?.[0] ?? 0, cut };
}

/** New size that an event of kind `r` tells, or null. */
export function sizeOf(data: string): { columns: number; rows: number } | null {
  const [columns = 0, rows = 0] = data.split('x').map(Number);
  return columns >= 1 && rows >= 1 ? { columns: side(columns), rows: side(rows) } : null;
}

function side(value: number): number {
  return Math.min(largestSide, Math.max(1, Math.floor(value)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isEvent(value: unknown): value is CastEvent {
  return (
    Array.isArray(value) &&
    typeof value[0] === 'number' &&
    typeof value[1] === 'string' &&
    typeof value[2] === 'string'
  );
}

function isHead(value: unknown): value is { width: number; height: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'width' in value &&
    'height' in value &&
    Number(value.width) > 0 &&
    Number(value.height) > 0
  );
}
