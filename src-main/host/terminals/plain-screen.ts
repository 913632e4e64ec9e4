/** Characters two cells wide: East Asian wide and full-width forms, and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;

/** Stands where a full-screen program was; its pictures are no lines. */
const fullScreen = '⟦full screen⟧';

/**
 * One token: a control sequence (parameters, final), a string sequence (title, clipboard, …),
 * another escape, a control character, or text. Only tokens that have come whole match.
 */
const token =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b[\]PX^_][^\u0007\u001b\u0018]*(?:\u0007|\u001b\\|\u0018)|\u001b([ -/]*[0-Z\\^-~])|([\u0000-\u001a\u001c-\u001f\u007f-\u009f])|([^\u0000-\u001f\u007f-\u009f]+)/y;

/** Of a sequence that does not end, at most so many characters wait. */
const mostWaiting = 64 * 1024;

interface Line {
  cells: string[];
  /** Goes on the line before, which was full. */
  wrapped: boolean;
}

/**
 * Resolves what a terminal was sent into lines of text, as simply as reading it needs: moving
 * within the screen, erasing, wrapping. Colours are dropped, what is cleared is kept as lines,
 * and of full-screen programs only a mark stays.
 */
export class PlainScreen {
  private columns: number;
  private rows: number;
  private lines: Line[] = [{ cells: [], wrapped: false }];
  private row = 0;
  private column = 0;
  private saved = { row: 0, column: 0 };
  private alternate = false;
  private rest = '';
  private finished: string[] = [];

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    while (this.lines.length > rows) {
      this.finishTop();
      this.row = Math.max(0, this.row - 1);
    }
    this.row = Math.min(this.row, rows - 1);
  }

  feed(text: string): void {
    const all = this.rest + text;
    token.lastIndex = 0;
    let at = 0;
    for (let match = token.exec(all); match; match = token.exec(all)) {
      at = token.lastIndex;
      const [, parameters, final, escape, control, printed] = match;
      if (final !== undefined) this.sequence(parameters ?? '', final);
      else if (escape !== undefined) this.escape(escape);
      else if (control !== undefined) this.control(control);
      else if (printed !== undefined && !this.alternate) this.print(printed);
    }
    this.rest = all.slice(at);
    // Of a title or the like that never ends only its beginning is kept, so that it can still end.
    if (this.rest.length > mostWaiting) this.rest = this.rest.slice(0, 2);
  }

  /** Lines that left the screen since they were taken last, but for one that may still go on. */
  take(): string[] {
    const last = this.finished.pop();
    const taken = this.finished;
    this.finished = last === undefined ? [] : [last];
    return taken;
  }

  /** What is left on the screen, without the empty lines below. */
  end(): string[] {
    while (this.lines.length > 1 && this.lines.at(-1)?.cells.length === 0) this.lines.pop();
    while (this.lines.length > 0) this.finishTop();
    if (this.finished.at(-1) === '') this.finished.pop();
    return this.finished.splice(0);
  }

  private print(text: string): void {
    for (const character of text) {
      const line = this.line();
      if (combining.test(character)) {
        const before = Math.max(0, this.column - 1);
        line.cells[before] = (line.cells[before] ?? ' ') + character;
        continue;
      }
      const width = wide.test(character) ? 2 : 1;
      if (this.column + width > this.columns) {
        this.lineFeed();
        this.column = 0;
        this.line().wrapped = true;
      }
      const { cells } = this.line();
      while (cells.length < this.column) cells.push(' ');
      cells[this.column] = character;
      if (width === 2) cells[this.column + 1] = '';
      this.column += width;
    }
  }

  private control(control: string): void {
    if (this.alternate) return;
    if (control === '\n' || control === '\v' || control === '\f') this.lineFeed();
    else if (control === '\r') this.column = 0;
    else if (control === '\b') this.column = Math.max(0, this.column - 1);
    else if (control === '\t') this.column = Math.min(this.columns - 1, (this.column | 7) + 1);
  }

  private escape(escape: string): void {
    if (this.alternate) return;
    if (escape === '7') this.saved = { row: this.row, column: this.column };
    else if (escape === '8') ({ row: this.row, column: this.column } = this.saved);
    else if (escape === 'D' || escape === 'E') this.lineFeed();
    else if (escape === 'M') this.row = Math.max(0, this.row - 1);
    else if (escape === 'c') this.clearScreen();
    if (escape === 'E') this.column = 0;
  }

  private sequence(parameters: string, final: string): void {
    if (parameters.startsWith('?')) {
      const modes = parameters.slice(1).split(';');
      if (modes.some((mode) => mode === '47' || mode === '1047' || mode === '1049'))
        this.setAlternate(final === 'h');
      return;
    }
    if (this.alternate || /[<=>]/.test(parameters)) return;
    const [first = 0, second = 0] = parameters.split(';').map(Number);
    const count = Math.min(1000, Math.max(1, first));
    const { cells } = this.line();
    switch (final) {
      case 'A':
        this.row = Math.max(0, this.row - count);
        break;
      case 'B':
        this.row = Math.min(this.rows - 1, this.row + count);
        break;
      case 'C':
        this.column = Math.min(this.columns - 1, this.column + count);
        break;
      case 'D':
        this.column = Math.max(0, this.column - count);
        break;
      case 'G':
        this.column = Math.min(this.columns, count) - 1;
        break;
      case 'd':
        this.row = Math.min(this.rows, count) - 1;
        break;
      case 'H':
      case 'f':
        this.row = Math.min(this.rows, count) - 1;
        this.column = Math.min(this.columns, Math.max(1, second)) - 1;
        break;
      case 'J':
        this.eraseScreen(first);
        break;
      case 'K':
        if (first === 0) cells.length = Math.min(cells.length, this.column);
        else if (first === 1) cells.fill(' ', 0, this.column + 1);
        else cells.length = 0;
        break;
      case 'P':
        cells.splice(this.column, count);
        break;
      case '@':
        if (this.column < cells.length)
          cells.splice(this.column, 0, ...Array.from({ length: count }, () => ' '));
        break;
      case 'X':
        cells.fill(' ', this.column, this.column + count);
        break;
      default:
    }
  }

  private eraseScreen(how: number): void {
    if (how >= 2 || (how === 0 && this.row === 0 && this.column === 0)) this.clearScreen();
    else if (how === 0) {
      const { cells } = this.line();
      cells.length = Math.min(cells.length, this.column);
      this.lines.length = Math.min(this.lines.length, this.row + 1);
    }
  }

  /** What is cleared was there: it becomes lines above. */
  private clearScreen(): void {
    while (this.lines.length > 0 && this.lines.at(-1)?.cells.length === 0) this.lines.pop();
    while (this.lines.length > 0) this.finishTop();
  }

  private setAlternate(on: boolean): void {
    if (on === this.alternate) return;
    this.alternate = on;
    if (on) this.finished.push(...this.linesAbove(), fullScreen);
  }

  /** Everything on the screen becomes lines; the screen goes on empty below. */
  private linesAbove(): string[] {
    const before = this.finished.length;
    this.clearScreen();
    this.row = 0;
    this.column = 0;
    return this.finished.splice(before);
  }

  private lineFeed(): void {
    if (this.row + 1 < this.rows) this.row += 1;
    else {
      this.line();
      this.finishTop();
    }
  }

  private line(): Line {
    while (this.lines.length <= this.row) this.lines.push({ cells: [], wrapped: false });
    return this.lines[this.row] as Line;
  }

  private finishTop(): void {
    const top = this.lines.shift();
    if (!top) return;
    const text = top.cells.join('');
    const last = this.finished.length - 1;
    if (top.wrapped && last >= 0) this.finished[last] += text;
    else this.finished.push(text);
  }
}
