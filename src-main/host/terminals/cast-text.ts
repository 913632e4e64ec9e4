import { PlainScreen } from './plain-screen';

/** Whether a piece of evidence is a recording in the asciicast format. */
export function isCast(format: string): boolean {
  return format === 'asciicast-v2';
}

/**
 * What a recorded terminal showed, as lines that can be read and searched: escape sequences
 * resolved, colours dropped.
 *
 * @param lines of an asciicast version 2 file; one that is no JSON, e.g. a last half one, is skipped
 */
export function* castText(lines: Iterable<string>): Generator<string> {
  let screen: PlainScreen | null = null;
  for (const line of lines) {
    const event = parsed(line);
    if (Array.isArray(event)) {
      screen ??= new PlainScreen(80, 24);
      const [, kind, data] = event as unknown[];
      if (typeof data !== 'string') continue;
      if (kind === 'o') screen.feed(data);
      else if (kind === 'r') {
        const [columns = 80, rows = 24] = data.split('x').map(Number);
        if (columns > 0 && rows > 0) screen.resize(columns, rows);
      }
      yield* screen.take().map(trimmed);
    } else if (isHead(event)) {
      screen ??= new PlainScreen(event.width, event.height);
    }
  }
  yield* (screen?.end() ?? []).map(trimmed);
}

function trimmed(line: string): string {
  return line.trimEnd();
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
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
