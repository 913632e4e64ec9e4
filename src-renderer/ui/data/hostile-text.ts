/**
 * Log lines, cells and notes come from machines we do not trust. These functions turn such text
 * into pieces that are safe to show: React already renders HTML as text, so what is left are
 * characters that act instead of showing (terminal escapes, control codes, bidirectional and
 * invisible marks). They change what is displayed, never the data itself.
 */

/** A run of text, or a visible mark that stands for a character which would not show by itself. */
export interface DisplaySegment {
  kind: 'text' | 'mark';
  text: string;
  /** True inside a match of the search text. */
  hit: boolean;
}

export interface DisplayOptions {
  /** Keep line breaks and tabs as they are (notes, details); otherwise they become marks. */
  multiline?: boolean;
  /** Keep tabs as they are. */
  tabs?: boolean;
  /** Search text to mark, case-insensitive, literal. */
  highlight?: string | undefined;
}

// ASCII names of the C0 codes, by code. The glyphs of “Control Pictures” cannot be read at 12 px.
const controlNames: Record<number, string> = {
  ...(
    'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI ' +
    'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'
  ).split(' '),
  0x7f: 'DEL',
};

// Names from the Unicode Character Database; the bidirectional ones are the abbreviations of
// UAX #9. Joiners (U+200C, U+200D) stay: emoji and several scripts need them.
const named: Record<string, string> = {
  '\u00ad': 'SHY',
  '\u034f': 'CGJ',
  '\u061c': 'ALM',
  '\u115f': 'HCF',
  '\u1160': 'HJF',
  '\u180e': 'MVS',
  '\u200b': 'ZWSP',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u2028': 'LS',
  '\u2029': 'PS',
  '\u202a': 'LRE',
  '\u202b': 'RLE',
  '\u202c': 'PDF',
  '\u202d': 'LRO',
  '\u202e': 'RLO',
  '\u2060': 'WJ',
  '\u2066': 'LRI',
  '\u2067': 'RLI',
  '\u2068': 'FSI',
  '\u2069': 'PDI',
  '\u3164': 'HF',
  '\ufeff': 'BOM',
};

/* oxlint-disable no-control-regex -- finding control characters is the purpose */
// ECMA-48 “select graphic rendition”: colours and weight only, so leaving it out loses no content.
const colourSequence = /\u001b\[[0-9;:]*m/g;
const acting =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\u034f|\p{Surrogate}/gu;
// A quick look at UTF-16 units: most lines have none of these, nor half of a pair.
const maybeActing =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\ufff9-\ufffb]|\u034f/;
/* oxlint-enable no-control-regex */

/** Characters that stay as they are though they act. */
interface Kept {
  breaks: boolean;
  tabs: boolean;
}

function markFor(character: string, kept: Kept): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  if ((kept.breaks && character === '\n') || (kept.tabs && character === '\t')) return undefined;
  if (character === '\t') return '⇥';
  if (character === '\n') return '↵';
  const name =
    controlNames[code] ??
    named[character] ??
    `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `⟦${name}⟧`;
}

function appendSafe(into: DisplaySegment[], text: string, hit: boolean, kept: Kept): void {
  if (!maybeActing.test(text)) {
    if (text !== '') into.push({ kind: 'text', text, hit });
    return;
  }
  let from = 0;
  for (const match of text.matchAll(acting)) {
    const mark = markFor(match[0], kept);
    if (mark === undefined) continue;
    if (match.index > from) into.push({ kind: 'text', text: text.slice(from, match.index), hit });
    into.push({ kind: 'mark', text: mark, hit });
    from = match.index + match[0].length;
  }
  if (from < text.length) into.push({ kind: 'text', text: text.slice(from), hit });
}

function literalPattern(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu');
}

/**
 * Splits hostile text into what is shown. Colour escapes are left out; every other control,
 * bidirectional or invisible character becomes a visible mark such as `⟦ESC⟧` or `⟦RLO⟧`.
 * Carriage returns at the end of the text are dropped (Windows line ends).
 */
export function displayText(raw: string, options: DisplayOptions = {}): DisplaySegment[] {
  const { multiline = false, tabs = multiline, highlight } = options;
  const kept = { breaks: multiline, tabs };
  let text = raw.includes('\u001b') ? raw.replace(colourSequence, '') : raw;
  if (multiline) text = text.replaceAll('\r\n', '\n');
  if (text.endsWith('\r')) text = text.slice(0, -1);
  const segments: DisplaySegment[] = [];
  let from = 0;
  if (highlight) {
    for (const match of text.matchAll(literalPattern(highlight))) {
      if (match[0] === '') break;
      appendSafe(segments, text.slice(from, match.index), false, kept);
      appendSafe(segments, match[0], true, kept);
      from = match.index + match[0].length;
    }
  }
  appendSafe(segments, text.slice(from), false, kept);
  return segments;
}

/** A part of a text that is marked, [from, to) in UTF-16 units. `tone` −1 is the search. */
export interface TextSpan {
  from: number;
  to: number;
  tone: number;
}

/** A run of text with the mark it wears; `tone` undefined is none. */
export interface SpanSegment extends Omit<DisplaySegment, 'hit'> {
  tone: number | undefined;
}

/**
 * Splits a line of a log as {@link displayText} does, at the borders of spans; tabs stay. Where
 * spans overlap, the search wins, then the lower tone.
 */
export function displaySpans(raw: string, spans: readonly TextSpan[]): SpanSegment[] {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const borders = new Set([0, text.length]);
  for (const { from, to } of spans) {
    borders.add(Math.min(Math.max(0, from), text.length));
    borders.add(Math.min(Math.max(0, to), text.length));
  }
  const sorted = [...borders].toSorted((a, b) => a - b);
  const segments: SpanSegment[] = [];
  for (const [index, to] of sorted.entries()) {
    const from = sorted[index - 1];
    if (from === undefined) continue;
    let tone: number | undefined;
    for (const span of spans) {
      if (span.from <= from && span.to >= to && (tone === undefined || span.tone < tone))
        tone = span.tone;
    }
    const piece = text.slice(from, to);
    const safe: DisplaySegment[] = [];
    const plain = piece.includes('\u001b') ? piece.replace(colourSequence, '') : piece;
    appendSafe(safe, plain, false, { breaks: false, tabs: true });
    for (const { kind, text: shown } of safe) segments.push({ kind, text: shown, tone });
  }
  return segments;
}

/** The same as one string, for tooltips, labels and announcements. */
export function plainDisplay(raw: string): string {
  return displayText(raw)
    .map((segment) => segment.text)
    .join('');
}

/**
 * The first `limit` UTF-16 units of a text, never cutting a surrogate pair, and how many are left.
 */
export function clipText(text: string, limit: number): { text: string; rest: number } {
  if (text.length <= limit) return { text, rest: 0 };
  const last = text.charCodeAt(limit - 1);
  const cut = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return { text: text.slice(0, cut), rest: text.length - cut };
}

/**
 * One cell of tab-separated text as spreadsheets read it: quoted when it holds a tab, a line break
 * or a quote. The data is copied unchanged.
 */
export function tsvCell(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
