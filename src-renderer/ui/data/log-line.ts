import type { LogLevel } from '../marks/LevelTag';
import { clipText, type TextSpan } from './hostile-text';
import type { LineLead } from './line-lead';

/** What a list of log lines shows of a line. */
export interface LogLine {
  text: string;
  level?: LogLevel | undefined;
  /** As it is to be shown. */
  time?: string | undefined;
  /** Makes date and zone, for the tooltip of the time, when the pointer comes. */
  timeTitle?: (() => string) | undefined;
  /** Its number, where numbers are shown. */
  number?: string | undefined;
  /** What stands before its message: drawn shortened and quietly while lines are not wrapped. */
  lead?: LineLead | undefined;
  /** What of the text is marked. */
  spans?: readonly TextSpan[] | undefined;
  /** Which of the list's lanes it belongs to. */
  lane?: number | undefined;
  /** True when `text` is only the beginning of the line. */
  clipped?: boolean | undefined;
  /** Characters of the whole line, when clipped. */
  fullLength?: number | undefined;
  /** What to say where the line is clipped, instead of the number of characters. */
  more?: string | undefined;
  /** Label of the evidence that has it, e.g. `E7`. */
  pin?: string | undefined;
  bookmark?: boolean | undefined;
  /** A further line of a record. */
  stack?: 'text' | 'cause' | 'frame' | 'frameOwn' | undefined;
  /** Lines that are folded away here; a press asks for them. */
  fold?: string | undefined;
  /** Makes it a row of our own between the lines: rotation, gap, reconnect. */
  note?: { tone: 'info' | 'warn' | 'error'; detail?: string } | undefined;
}

/** Characters of one line that are drawn; a longer one says how many are left. */
export const lineLimit = 4000;
/** As many fill the widest pane while lines are neither wrapped nor moved sideways. */
export const paneLimit = 800;

/** Words of a list, translated once and not in every line. */
export interface LogWords {
  levels: Record<LogLevel, string>;
  /** For the characters that are left of a long line. */
  more: (left: number) => string;
  bookmark: string;
}

/** What says that a line is not drawn whole; undefined where it is. */
export function moreOf(line: LogLine, words: LogWords): string | undefined {
  if (line.more !== undefined) return line.more;
  const left = (line.fullLength ?? line.text.length) - clipText(line.text, lineLimit).text.length;
  return left > 0 ? words.more(left) : undefined;
}

/** Whether a line wears a bookmark or a pin; of a record only its first line wears the pin. */
export function hasSigns({ bookmark, pin, stack }: LogLine): boolean {
  return bookmark === true || (pin !== undefined && !stack);
}

/** Whether something stands behind the text of a line. */
export function hasMarks(line: LogLine, words: LogWords): boolean {
  return hasSigns(line) || (moreOf(line, words) ?? line.fold) !== undefined;
}
