import type { TerminalNote, TerminalOutput } from '../../contract/terminals';
import { lastWhile } from '../../kit/sorted';
import { Modes } from './modes';

/** Characters kept for views that attach later. */
const keptLength = 2 * 1024 * 1024;
/** Small pieces are joined up to this length, so that a session of key strokes stays few entries. */
const joinedLength = 4096;

interface Entry {
  /** Where it begins, in characters since the terminal was opened; a note counts as one. */
  at: number;
  item: string | TerminalNote;
}

/**
 * The end of what a terminal showed: text of the last 2 Mi characters and the program's own
 * notes between it. Positions count from the beginning of the session and stay valid until
 * what they point at is dropped.
 */
export class Scrollback {
  private entries: Entry[] = [];
  private readonly modes = new Modes();
  /** Modes that stood where the kept text begins. */
  private readonly droppedModes = new Modes();
  private readonly limit: number;
  private next = 0;

  constructor(limit = keptLength) {
    this.limit = limit;
  }

  /** Where the next character will stand. */
  get end(): number {
    return this.next;
  }

  /** The first position that is kept. */
  get start(): number {
    return this.entries[0]?.at ?? this.next;
  }

  text(text: string): void {
    if (text === '') return;
    this.modes.feed(text);
    const last = this.entries.at(-1);
    if (last && typeof last.item === 'string' && last.item.length + text.length <= joinedLength)
      last.item += text;
    else this.entries.push({ at: this.next, item: text });
    this.next += text.length;
    this.trim();
  }

  note(note: TerminalNote): void {
    this.entries.push({ at: this.next, item: note });
    this.next += 1;
  }

  /** Adds what ends the modes of a program that died. */
  resetModes(): string {
    const text = this.modes.reset();
    this.text(text);
    return text;
  }

  /** Modes a view must be put into before it is given the kept text. */
  preamble(): string {
    return this.droppedModes.restore();
  }

  /** What stands from a position on, at most so many characters, and where it ends. */
  read(from: number, most: number): { items: TerminalOutput[]; to: number } {
    const items: TerminalOutput[] = [];
    let at = from;
    let left = most;
    for (let index = this.indexOf(from); index < this.entries.length && left > 0; index += 1) {
      const entry = this.entries[index];
      if (!entry) break;
      if (typeof entry.item !== 'string') {
        if (at > entry.at) continue;
        items.push(entry.item);
        at = entry.at + 1;
        left -= 1;
        continue;
      }
      const offset = at - entry.at;
      const text = entry.item.slice(offset, offset + wholeCharacters(entry.item, offset, left));
      if (text === '') break;
      const before = items.at(-1);
      if (before?.kind === 'text') before.text += text;
      else items.push({ kind: 'text', text });
      at += text.length;
      left -= text.length;
      if (offset + text.length < entry.item.length) break;
    }
    return { items, to: at };
  }

  private indexOf(position: number): number {
    const { entries } = this;
    return lastWhile(entries.length, (index) => (entries[index]?.at ?? 0) <= position);
  }

  /** Drops the oldest text, up to a place where no escape sequence is under way. */
  private trim(): void {
    // Not for every piece: dropping moves the whole list.
    if (this.next - this.start <= this.limit + this.limit / 8) return;
    const target = this.next - this.limit;
    let count = 0;
    for (const { at, item } of this.entries) {
      if (at + lengthOf(item) > target) break;
      if (typeof item === 'string') this.droppedModes.feed(item);
      count += 1;
    }
    this.entries = this.entries.slice(count);
    const first = this.entries[0];
    if (!first || typeof first.item !== 'string') return;
    const cut = safePlace(first.item, target - first.at);
    this.droppedModes.feed(first.item.slice(0, cut));
    first.item = first.item.slice(cut);
    first.at += cut;
    if (first.item === '') this.entries.shift();
  }
}

function lengthOf(item: string | TerminalNote): number {
  return typeof item === 'string' ? item.length : 1;
}

/** After the next line end or before the next escape sequence, whichever comes first. */
function safePlace(text: string, from: number): number {
  const line = text.indexOf('\n', from);
  const escape = text.indexOf('\u001b', from);
  if (line < 0 && escape < 0) return text.length;
  return escape < 0 || (line >= 0 && line < escape) ? line + 1 : escape;
}

/** At most `most` characters, not ending between the two halves of one. */
function wholeCharacters(text: string, from: number, most: number): number {
  if (from + most >= text.length || most < 2) return most;
  const last = text.charCodeAt(from + most - 1);
  return last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
}
