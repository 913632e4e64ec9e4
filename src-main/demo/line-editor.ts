import { columnsOf } from './listing';

/** Longer lines are not taken. */
const LONGEST_LINE = 8192;
const MOST_HISTORY = 500;

/** What the editor of a line needs of the terminal around it. */
export interface EditorParts {
  print: (text: string) => void;
  columns: () => number;
  /** Texts with which the word before the cursor could go on, each whole. */
  complete: (before: string) => string[];
  enter: (line: string) => void;
  interrupt: () => void;
  /** Ctrl D on an empty line. */
  end: () => void;
}

/**
 * Edits one line as readline does by default: arrows, Home, End, Delete, history, Tab, and
 * Ctrl A, B, C, D, E, F, H, K, L, N, P, T, U, W, Y.
 */
export class LineEditor {
  readonly #parts: EditorParts;
  readonly #history: string[] = [];
  #prompt = '';
  #line: string[] = [];
  #cursor = 0;
  /** Place in the history; at its end is the line that is being typed. */
  #at = 0;
  #typed = '';
  #killed = '';
  /** Row of the cursor below the first row of the prompt. */
  #row = 0;

  constructor(parts: EditorParts) {
    this.#parts = parts;
  }

  /** Lines that were entered, oldest first. */
  get history(): readonly string[] {
    return this.#history;
  }

  /** Begins a new line behind a prompt; colours in it take no column. */
  begin(prompt: string): void {
    this.#prompt = prompt;
    this.#line = [];
    this.#cursor = 0;
    this.#at = this.#history.length;
    this.#row = 0;
    this.#parts.print(prompt);
  }

  /** Takes one key: a character, a control character, or a whole escape sequence. */
  key(key: string): void {
    // oxlint-disable-next-line no-control-regex -- keys arrive as control characters
    const sequence = /^\u001b(?:\[|O)([0-9;]*)([A-Za-z~])$/.exec(key);
    if (sequence) return this.#sequence(sequence[1] ?? '', sequence[2] ?? '');
    switch (key) {
      case '\r':
      case '\n':
        return this.#enter();
      case '\u0003':
        this.#parts.print('^C\r\n');
        return this.#parts.interrupt();
      case '\u0004':
        return this.#line.length === 0 ? this.#parts.end() : this.#remove(this.#cursor, 1);
      case '\u007f':
      case '\b':
        return this.#remove(this.#cursor - 1, 1);
      case '\u0001':
        return this.#move(0);
      case '\u0005':
        return this.#move(this.#line.length);
      case '\u0002':
        return this.#move(this.#cursor - 1);
      case '\u0006':
        return this.#move(this.#cursor + 1);
      case '\u000b':
        return this.#kill(this.#cursor, this.#line.length);
      case '\u0015':
        return this.#kill(0, this.#cursor);
      case '\u0017':
        return this.#kill(this.#wordStart(), this.#cursor);
      case '\u0019':
        return this.#insert(this.#killed);
      case '\u000c':
        this.#parts.print('\u001b[H\u001b[2J');
        this.#row = 0;
        return this.#paint();
      case '\u0010':
        return this.#recall(this.#at - 1);
      case '\u000e':
        return this.#recall(this.#at + 1);
      case '\t':
        return this.#complete();
      default:
        if (key >= ' ') this.#insert(key);
    }
  }

  #sequence(number: string, letter: string): void {
    const acts: Record<string, () => void> = {
      A: () => this.#recall(this.#at - 1),
      B: () => this.#recall(this.#at + 1),
      C: () => this.#move(this.#cursor + 1),
      D: () => this.#move(this.#cursor - 1),
      H: () => this.#move(0),
      F: () => this.#move(this.#line.length),
      '1~': () => this.#move(0),
      '3~': () => this.#remove(this.#cursor, 1),
      '4~': () => this.#move(this.#line.length),
    };
    acts[letter === '~' ? `${number}~` : letter]?.();
  }

  #enter(): void {
    const line = this.#line.join('');
    this.#move(this.#line.length);
    this.#parts.print('\r\n');
    if (line.trim() !== '' && this.#history.at(-1) !== line) {
      this.#history.push(line);
      if (this.#history.length > MOST_HISTORY) this.#history.shift();
    }
    this.#line = [];
    this.#cursor = 0;
    this.#parts.enter(line);
  }

  #insert(text: string): void {
    const characters = [...text];
    if (this.#line.length + characters.length > LONGEST_LINE) return;
    const atEnd = this.#cursor === this.#line.length;
    this.#line.splice(this.#cursor, 0, ...characters);
    this.#cursor += characters.length;
    // What is added at the end needs no new painting, unless the line comes to the edge.
    if (atEnd && this.#columnsBefore() % this.#parts.columns() >= columnsOf(text))
      return this.#parts.print(text);
    this.#paint();
  }

  #remove(from: number, count: number): void {
    if (from < 0 || from >= this.#line.length) return;
    const removed = this.#line.splice(from, count).join('');
    const wasAtEnd = from === this.#line.length && this.#cursor > from;
    this.#cursor = Math.min(from, this.#line.length);
    const columns = columnsOf(removed);
    const edge = (this.#columnsBefore() + columns) % this.#parts.columns();
    if (wasAtEnd && edge >= columns)
      return this.#parts.print('\b'.repeat(columns) + ' '.repeat(columns) + '\b'.repeat(columns));
    this.#paint();
  }

  #kill(from: number, to: number): void {
    this.#killed = this.#line.slice(from, to).join('');
    this.#line.splice(from, to - from);
    this.#cursor = from;
    this.#paint();
  }

  #wordStart(): number {
    let start = this.#cursor;
    while (start > 0 && this.#line[start - 1] === ' ') start -= 1;
    while (start > 0 && this.#line[start - 1] !== ' ') start -= 1;
    return start;
  }

  #move(to: number): void {
    if (to < 0 || to > this.#line.length || to === this.#cursor) return;
    this.#cursor = to;
    this.#paint();
  }

  #recall(at: number): void {
    if (at < 0 || at > this.#history.length) return;
    if (this.#at === this.#history.length) this.#typed = this.#line.join('');
    this.#at = at;
    this.#line = [...(this.#history[at] ?? this.#typed)];
    this.#cursor = this.#line.length;
    this.#paint();
  }

  #complete(): void {
    const before = this.#line.slice(this.#cursor - this.#lastWord().length, this.#cursor).join('');
    const found = this.#parts.complete(this.#line.slice(0, this.#cursor).join(''));
    const [first = ''] = found;
    let common = first;
    for (const each of found) while (!each.startsWith(common)) common = common.slice(0, -1);
    if (found.length === 0) return this.#parts.print('\u0007');
    if (common.length > before.length) {
      const ends = found.length === 1 && !common.endsWith('/') ? ' ' : '';
      return this.#insert(common.slice(before.length) + ends);
    }
    if (found.length === 1) return;
    this.#parts.print(`\r\n${found.slice(0, 60).join('  ')}\r\n`);
    this.#row = 0;
    this.#paint();
  }

  #lastWord(): string {
    return /\S*$/.exec(this.#line.slice(0, this.#cursor).join(''))?.[0] ?? '';
  }

  #columnsBefore(): number {
    return this.#promptColumns() + columnsOf(this.#line.slice(0, this.#cursor).join(''));
  }

  #promptColumns(): number {
    // oxlint-disable-next-line no-control-regex -- colours are escape sequences
    return columnsOf(this.#prompt.replace(/\u001b\[[0-9;]*m/g, ''));
  }

  /** Writes prompt and line anew, over what was there, and puts the cursor in its place. */
  #paint(): void {
    const columns = this.#parts.columns();
    const end = this.#promptColumns() + columnsOf(this.#line.join(''));
    const place = this.#columnsBefore();
    const [endRow, row] = [Math.floor(end / columns), Math.floor(place / columns)];
    const up = this.#row > 0 ? `\u001b[${this.#row}A` : '';
    // At the very edge the cursor hangs behind the last column until something follows.
    const turn = end > 0 && end % columns === 0 ? '\r\n' : '';
    const back = endRow > row ? `\u001b[${endRow - row}A` : '';
    const across = place % columns > 0 ? `\u001b[${place % columns}C` : '';
    this.#parts.print(
      `${up}\r${this.#prompt}${this.#line.join('')}\u001b[J${turn}${back}\r${across}`,
    );
    this.#row = row;
  }
}
