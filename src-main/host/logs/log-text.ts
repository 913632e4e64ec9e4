import type { LogLine } from '../../contract/logs';
import type { Endpoint } from '../../contract/systems';
import type { SealedFile } from '../../kit/sealed-file';
import { Capture } from './capture';
import { levelOf, timeOf } from './classify';
import {
  clipBytes,
  decodeLine,
  EncodingVote,
  looksWide,
  wideSampleBytes,
  type LogEncoding,
} from './encoding';
import { lineEnd, LineIndex } from './line-index';
import { MatchSet } from './match-set';
import { TextMatcher } from './text-matcher';

/** Characters of a line that are shown. */
export const shownCharacters = 4096;
/** The most bytes of one line that are given out at once. */
export const wholeLineBytes = 16 * 1024 * 1024;
/** A window is cut short here, so that an answer stays far below a frame of the wire. */
const windowCharacters = 4 * 1024 * 1024;
const blockBytes = 64 * 1024;
/** A line longer than this is filtered by its beginning. */
const filteredLineBytes = 1024 * 1024;

type EncodingChoice = Extract<Endpoint['detail'], { kind: 'log' }>['encoding'];

/** A filter and how far it has gone. */
interface Filter {
  text: string;
  matcher: TextMatcher;
  encoding: LogEncoding;
  matches: MatchSet;
  line: number;
  offset: number;
}

/**
 * The lines of a captured log: where they are, what they say, which pass the filter. Text
 * is decoded only when it is asked for; the filter goes on in slices, so that nothing else
 * waits for it.
 */
export class LogText {
  readonly capture: Capture;
  private index: LineIndex;
  private readonly choice: EncodingChoice;
  private readonly vote = new EncodingVote();
  private filter: Filter | null = null;
  private slice: ReturnType<typeof setImmediate> | null = null;
  private readonly onProgress: () => void;

  /** @param onProgress told when the filter has found or finished something */
  constructor(file: SealedFile, choice: EncodingChoice, onProgress: () => void) {
    this.capture = new Capture(file);
    this.choice = choice;
    this.index = new LineIndex(choice === 'utf-16le');
    this.onProgress = onProgress;
  }

  get encoding(): LogEncoding {
    if (this.choice !== 'auto') return this.choice;
    return this.index.wide ? 'utf-16le' : this.vote.encoding;
  }

  get lines(): number {
    return this.index.lines;
  }

  get bytes(): number {
    return this.capture.size;
  }

  get filterText(): string {
    return this.filter?.text ?? '';
  }

  /** Lines that pass the filter, as far as it has gone; an unterminated last line counts. */
  get matched(): number {
    if (!this.filter) return this.lines;
    return this.filter.matches.count + (this.openLineMatches(this.filter) ? 1 : 0);
  }

  /** Takes in bytes of the log, at most 256 KiB at once. @throws AppError `profile.disk-full` */
  append(piece: Buffer): void {
    const first = this.capture.size === 0;
    this.capture.append(piece);
    this.index.add(piece);
    if (this.choice === 'auto') this.detect(piece, first);
    this.work();
  }

  /** Shows only lines that contain a text, ignoring case; an empty text shows all. */
  setFilter(text: string): void {
    this.filter = text === '' ? null : this.newFilter(text);
    this.work();
  }

  /** Resolves when the filter has gone through everything that is here. */
  async filtered(): Promise<void> {
    while (this.slice) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Number of the line that holds an offset of the capture. */
  lineAt(offset: number): number {
    let { line, offset: at } = this.index.beforeOffset(offset);
    const bytes = this.capture.read(at, offset);
    const base = at;
    for (at = 0; ; line += 1) {
      at = lineEnd(bytes, at, this.index.wide, base);
      if (at < 0) return line;
    }
  }

  /** Lines as they are shown, from the filtered ones when `matched`; fewer where they are very long. */
  window(from: number, count: number, matched: boolean): LogLine[] {
    const result: LogLine[] = [];
    let characters = 0;
    let next: { line: number; start: number } | null = null;
    for (let n = from; n < from + count && characters < windowCharacters; n += 1) {
      const line = matched ? this.matchedLine(n) : n;
      if (line === undefined || line >= this.lines) break;
      const start: number = next?.line === line ? next.start : this.startOf(line);
      const end = this.endOf(line, start);
      next = { line: line + 1, start: end };
      const shown = this.show(line, start, end);
      characters += shown.text.length;
      result.push(shown);
    }
    return result;
  }

  /** The text of a line without its line break, up to 16 MiB of it, and its length in bytes. */
  whole(line: number): { text: string; bytes: number } | null {
    if (line >= this.lines) return null;
    const start = this.startOf(line);
    const content = this.trimmed(start, this.endOf(line, start));
    const part = clipBytes(
      this.capture.read(start, start + Math.min(content, wholeLineBytes + 4)),
      wholeLineBytes,
      this.encoding,
    );
    return { text: this.decode(part), bytes: content };
  }

  /**
   * Where lines stand in the capture, with their line breaks; neighbours make one range.
   *
   * @param lines in any order; those that are not here are left out
   */
  ranges(lines: readonly number[]): { count: number; ranges: { from: number; to: number }[] } {
    const ranges: { from: number; to: number }[] = [];
    let count = 0;
    let next: { line: number; start: number } | null = null;
    for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
      if (line < 0 || line >= this.lines) continue;
      const from: number = next?.line === line ? next.start : this.startOf(line);
      const to = this.endOf(line, from);
      next = { line: line + 1, start: to };
      count += 1;
      const last = ranges.at(-1);
      if (last?.to === from) last.to = to;
      else ranges.push({ from, to });
    }
    return { count, ranges };
  }

  close(): void {
    if (this.slice) clearImmediate(this.slice);
    this.slice = null;
    this.capture.close();
  }

  private newFilter(text: string): Filter {
    const { encoding } = this;
    const matcher = new TextMatcher(text, encoding, this.choice === 'auto');
    return { text, matcher, encoding, matches: new MatchSet(), line: 0, offset: 0 };
  }

  /** Looks at new bytes for the encoding; a change makes what depends on it begin anew. */
  private detect(piece: Buffer, first: boolean): void {
    if (!this.index.wide) {
      if (first) {
        const end = piece.indexOf(0x0a);
        if (end >= 0) this.vote.addLine(piece.subarray(0, end));
      }
      this.vote.add(piece);
    }
    if (this.capture.size - piece.length < wideSampleBytes) {
      const wide = looksWide(this.capture.read(0, wideSampleBytes));
      if (wide !== this.index.wide) {
        this.index = new LineIndex(wide);
        for (let at = 0; at < this.capture.size; at += blockBytes)
          this.index.add(this.capture.read(at, at + blockBytes));
        if (this.filter) this.filter = this.newFilter(this.filter.text);
      }
    }
    if (this.filter && this.filter.encoding !== this.encoding)
      this.filter = this.newFilter(this.filter.text);
  }

  private work(): void {
    if (this.slice || !this.filter || this.filter.offset >= this.index.openStart) return;
    this.slice = setImmediate(() => {
      this.slice = null;
      if (this.filter) this.advance(this.filter);
      this.onProgress();
      this.work();
    });
  }

  /** Takes the filter one slice further. */
  private advance(filter: Filter): void {
    const end = Math.min(filter.offset + 4 * blockBytes, this.index.openStart);
    const bytes = this.capture.read(filter.offset, end);
    const done = filter.matcher.scan(bytes, filter.offset, (line) =>
      filter.matches.add(filter.line + line),
    );
    if (done.lines === 0) {
      // A line longer than the slice.
      const lineStop = this.endOf(filter.line, filter.offset);
      const head = this.capture.read(
        filter.offset,
        Math.min(lineStop, filter.offset + filteredLineBytes),
      );
      if (filter.matcher.matches(head)) filter.matches.add(filter.line);
      filter.line += 1;
      filter.offset = lineStop;
      return;
    }
    filter.line += done.lines;
    filter.offset += done.bytes;
  }

  private openLineMatches(filter: Filter): boolean {
    const start = this.index.openStart;
    if (start === this.capture.size || filter.offset < start) return false;
    return filter.matcher.matches(this.capture.read(start, start + blockBytes));
  }

  private matchedLine(n: number): number | undefined {
    if (!this.filter) return n;
    if (n === this.filter.matches.count && this.openLineMatches(this.filter))
      return this.index.completeLines;
    return this.filter.matches.at(n);
  }

  private startOf(line: number): number {
    const known = this.index.before(line);
    if (known.line === line) return known.offset;
    // Less than a block lies between a known start and the next one, see LineIndex.
    const bytes = this.capture.read(known.offset, known.offset + blockBytes);
    let at = 0;
    for (let n = known.line; n < line; n += 1)
      at = lineEnd(bytes, at, this.index.wide, known.offset);
    return known.offset + at;
  }

  /** Where a line ends, with its line break, when it begins at `start`. */
  private endOf(line: number, start: number): number {
    if (line >= this.index.completeLines) return this.capture.size;
    const after = this.index.before(line + 1);
    if (after.line === line + 1) return after.offset;
    for (let at = start; at < this.capture.size;) {
      const bytes = this.capture.read(at, at + blockBytes);
      const end = lineEnd(bytes, 0, this.index.wide, at);
      if (end >= 0) return at + end;
      // A line feed of UTF-16 may lie across two blocks.
      at += Math.max(1, bytes.length - (this.index.wide ? 1 : 0));
    }
    return this.capture.size;
  }

  /** Length of a line's bytes without CR and LF. */
  private trimmed(start: number, end: number): number {
    const unit = this.index.wide ? 2 : 1;
    let length = end - start;
    const tail = this.capture.read(Math.max(start, end - 2 * unit), end);
    for (const code of [0x0a, 0x0d]) {
      const at = tail.length - unit - (end - start - length);
      if (at >= 0 && tail[at] === code && (unit === 1 || tail[at + 1] === 0)) length -= unit;
    }
    return length;
  }

  private show(line: number, start: number, end: number): LogLine {
    const content = this.trimmed(start, end);
    // No character takes more than four bytes.
    const limit = shownCharacters * 4;
    const bytes = this.capture.read(start, start + Math.min(content, limit + 4));
    const text = this.decode(clipBytes(bytes, limit, this.encoding));
    const clipped = content > limit || text.length > shownCharacters;
    const shown = clipped ? clipCharacters(text) : text;
    return {
      line,
      text: shown,
      level: levelOf(shown),
      time: timeOf(shown),
      fullLength: clipped ? content : null,
    };
  }

  private decode(bytes: Buffer): string {
    return decodeLine(bytes, this.encoding, this.choice === 'auto');
  }
}

/** Cuts a text without leaving half of a surrogate pair. */
function clipCharacters(text: string): string {
  const last = text.charCodeAt(shownCharacters - 1);
  const splits = text.length > shownCharacters && last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? shownCharacters - 1 : shownCharacters);
}
