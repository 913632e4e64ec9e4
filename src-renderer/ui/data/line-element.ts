import { cx } from '../cx';
import { levelClasses } from '../marks/LevelTag';
import { make, place, setClass, write } from './dom';
import {
  hostileClass,
  hostilePieces,
  markedPieces,
  pieceNode,
  type TextPiece,
} from './hostile-pieces';
import { clipText, type TextSpan } from './hostile-text';
import { laneLetter, laneShape, shapedLanes } from './LaneMark';
import { shortenedLead, type LineLead } from './line-lead';
import { hasMarks, hasSigns, lineLimit, moreOf, type LogLine, type LogWords } from './log-line';
import styles from './LogList.module.css';

/** How all lines of a list look. */
export interface LinesLook {
  wrap: boolean;
  /** Characters of a text that can be in sight, at most {@link lineLimit}. */
  limit: number;
  /** Which columns stand before the text. */
  number: boolean;
  time: boolean;
  level: boolean;
  /** Names of the lanes; none or one draws no lanes. */
  lanes: readonly string[];
  /** Search text to mark in lines that say nothing of spans. */
  highlight: string | undefined;
  words: LogWords;
  /** A line that is not drawn whole can be opened. */
  opens: boolean;
}

/** A line where it stands in the list. */
export interface LineInList {
  index: number;
  /** Only where something refers to it. */
  id: string | undefined;
  /** Undefined while it is fetched. */
  line: LogLine | undefined;
  selected: boolean;
  focused: boolean;
}

const fixedLine = cx(styles['line'], styles['fixed']);
const wrappedLine = cx(styles['line'], styles['wrapped']);
const toneOfLevel = {
  fatal: styles['fatal'],
  error: styles['error'],
  warn: styles['warn'],
  info: undefined,
  debug: styles['debug'],
  trace: styles['debug'],
};
const toneOfStack = {
  text: undefined,
  cause: styles['error'],
  frame: styles['frameLine'],
  frameOwn: styles['frameOwn'],
};

let made = 0;

/**
 * The elements of one line. It is drawn without React, since a list draws some forty lines anew
 * with every jump, and nearly all of a line is text: written into the text nodes that are there,
 * it costs a fifth of the time. Icons are left to React, in {@link signs} and {@link note}, see
 * `LogLineParts`.
 */
export class LineElement {
  readonly key = String((made += 1));
  readonly root = make('div', { role: 'row' });
  /** Takes bookmark and pin, behind the text. */
  readonly signs = make('span', { role: 'presentation', class: styles['contents'] });
  /** Takes all of a note. */
  readonly note = make('div', { role: 'presentation', class: styles['contents'] });
  private readonly lane = cell('span');
  private readonly number = cell('span', styles['number']);
  private readonly time = cell('time', styles['time']);
  private readonly level = cell('span', styles['level']);
  private readonly levelWord = make('span');
  private readonly message = cell('span', cx(styles['message'], hostileClass));
  private readonly lead = make('span', { class: styles['lead'] });
  private readonly plainText = document.createTextNode('');
  private readonly leadText = document.createTextNode('');
  private readonly marks = cell('span', styles['marks']);
  private readonly pending = cell('span', styles['pending']);
  private shown: LineInList | null = null;
  private look: LinesLook | null = null;

  constructor() {
    this.message.dataset['text'] = '';
    this.message.dir = 'ltr';
    this.pending.ariaBusy = 'true';
  }

  /** Draws a line, as far as it is not drawn already. */
  draw(next: LineInList, look: LinesLook): void {
    const { index, id, line, selected, focused } = next;
    const { root, shown } = this;
    if (shown?.index !== index) root.ariaRowIndex = String(index + 1);
    if (shown?.selected !== selected) root.ariaSelected = String(selected);
    if (shown?.id !== id) {
      if (id === undefined) root.removeAttribute('id');
      else root.id = id;
    }
    const same = shown?.line === line && this.look === look;
    this.shown = next;
    this.look = look;
    if (same && shown?.focused === focused) return;
    setClass(root, classOf(line, focused, look));
    if (!same) place(root, this.cells(line, look));
  }

  /** Where the text stands, and about how wide it is, in columns; null where none is drawn. */
  get text(): { element: HTMLElement; columns: number } | null {
    const { line } = this.shown ?? {};
    if (!line || line.note) return null;
    const { text } = line;
    let columns = text.length;
    for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 0x1100) columns += 1;
    return { element: this.message, columns };
  }

  /** The cells of a line with what stands in them. */
  private cells(line: LogLine | undefined, look: LinesLook): HTMLElement[] {
    if (line?.note) return [this.note];
    const cells: HTMLElement[] = [];
    if (look.lanes.length > 1) cells.push(this.laneCell(line, look.lanes));
    if (look.number) cells.push(write(this.number, line?.number ?? ''));
    if (look.time) cells.push(write(this.time, line?.time ?? ''));
    if (look.level) cells.push(this.levelCell(line, look.words));
    cells.push(line ? this.messageCell(line, look) : this.pending);
    if (line && hasMarks(line, look.words)) cells.push(this.marksCell(line, look));
    return cells;
  }

  /** Which source a line is of: place and shape first, colour second. */
  private laneCell(line: LogLine | undefined, lanes: readonly string[]): HTMLElement {
    const number = line?.lane ?? -1;
    const name = lanes[number] ?? '';
    this.lane.title = name;
    setClass(this.lane, cx(styles['lanes'], lanes.length > shapedLanes && styles['lettered']));
    if (line?.lane === undefined || line.stack) this.lane.replaceChildren();
    else {
      const shape = laneShape(number);
      const mark = make(shape ? 'i' : 'span', {
        role: 'img',
        'aria-label': name,
        class: shape ?? styles['laneLetter'],
      });
      this.lane.replaceChildren(shape ? mark : write(mark, laneLetter(number)));
    }
    return this.lane;
  }

  private levelCell(line: LogLine | undefined, words: LogWords): HTMLElement {
    if (!line?.level || line.stack) place(this.level, []);
    else {
      setClass(this.levelWord, levelClasses[line.level]);
      place(this.level, [write(this.levelWord, words.levels[line.level])]);
    }
    return this.level;
  }

  private messageCell(line: LogLine, { wrap, limit, highlight }: LinesLook): HTMLElement {
    const { text } = clipText(line.text, lineLimit);
    const lead = !wrap && line.lead && line.lead.to < text.length ? line.lead : undefined;
    const from = lead?.to ?? 0;
    const spans = line.spans ?? [];
    const drawn = clipText(text.slice(from), limit).text;
    const pieces =
      spans.length > 0
        ? markedPieces(drawn, spansBehind(spans, from))
        : hostilePieces(drawn, { tabs: true, highlight });
    const nodes = nodesOf(pieces, this.plainText);
    this.message.toggleAttribute('data-lead', lead !== undefined);
    place(this.message, lead ? [this.leadCell(line.text, spans, lead), ...nodes] : nodes);
    return this.message;
  }

  /** What stands before the message: shortened, but whole where something in it is marked. */
  private leadCell(text: string, spans: readonly TextSpan[], lead: LineLead): HTMLElement {
    const marked = spans.some(({ from, to }) => from < Math.min(lead.to, to));
    const whole = text.slice(0, lead.to);
    const pieces = marked
      ? markedPieces(whole, spans)
      : hostilePieces(shortenedLead(text, lead) ?? whole, { tabs: true });
    place(this.lead, nodesOf(pieces, this.leadText));
    return this.lead;
  }

  private marksCell(line: LogLine, { words, opens }: LinesLook): HTMLElement {
    const more = moreOf(line, words);
    const marks: HTMLElement[] = [];
    if (more !== undefined) marks.push(badge(more, opens ? 'more' : undefined));
    if (line.fold !== undefined) marks.push(badge(line.fold, 'fold'));
    if (hasSigns(line)) marks.push(this.signs);
    place(this.marks, marks);
    return this.marks;
  }
}

/** A badge, and what pressing it asks of the list; see {@link pressedBadge}. */
function badge(text: string, press?: BadgePress): HTMLElement {
  const attributes = { class: styles['more'], 'data-press': press };
  return press
    ? write(make('button', { ...attributes, type: 'button', tabindex: '-1' }), text)
    : write(make('span', attributes), text);
}

/** What a badge does: opens all of a row, or unfolds the lines behind a line. */
type BadgePress = 'more' | 'fold';

/** The badge that was pressed, if it was one. */
export function pressedBadge(target: EventTarget): BadgePress | undefined {
  const pressed = target instanceof Element ? target.closest<HTMLElement>('[data-press]') : null;
  return pressed?.dataset['press'] as BadgePress | undefined;
}

function classOf(
  line: LogLine | undefined,
  focused: boolean,
  { wrap }: LinesLook,
): string | undefined {
  const { note, pin, stack, level } = line ?? {};
  const shape = wrap ? wrappedLine : fixedLine;
  const tone = stack ? toneOfStack[stack] : level && toneOfLevel[level];
  // Nearly all lines: not a list of names for each.
  if (!note && !stack && !focused && pin === undefined) return tone ? `${shape} ${tone}` : shape;
  return cx(
    shape,
    pin !== undefined && styles['pinned'],
    focused && styles['focused'],
    note && styles['note'],
    note?.tone === 'warn' && styles['noteWarn'],
    note?.tone === 'error' && styles['noteError'],
    stack && styles['further'],
    tone,
  );
}

/** Spans seen from a place within the text. */
function spansBehind(spans: readonly TextSpan[], at: number): readonly TextSpan[] {
  if (at === 0) return spans;
  return spans.map(({ from, to, tone }) => ({ from: from - at, to: to - at, tone }));
}

function cell(tag: string, className?: string): HTMLElement {
  return make(tag, { role: 'gridcell', class: className });
}

/** Nodes of a text; `plain` where it is one that neither acts nor is marked. */
function nodesOf(pieces: readonly TextPiece[], plain: Text): Node[] {
  const [only] = pieces;
  if (pieces.length !== 1 || !only || only.element) return pieces.map(pieceNode);
  if (plain.data !== only.text) plain.data = only.text;
  return [plain];
}
