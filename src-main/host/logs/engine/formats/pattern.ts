import type { Forms, Head, Item, TimeField } from '../kernel/program';
import type { Said } from './problems';
import type { FormatDocument } from './schema';

/** Position of the tables of level words in a program. */
export const tables = { here: 0, within: 1 } as const;

/** A pattern that cannot be read, told to the person who wrote it. */
export class PatternError extends Error {
  readonly said: Said;

  constructor(said: Said) {
    super(said.en);
    this.said = said;
  }
}

/** What patterns need to become items. */
export interface PatternContext {
  /** Byte forms of a text in the log's encoding; none when it cannot be said there. */
  forms: (text: string) => Forms;
  levelNumbers: FormatDocument['levelNumbers'];
}

const usualSkip = 256;

/** Tokens that stand for longer patterns. */
const macros: Record<string, string> = {
  // ISO 8601 with its usual liberties.
  T: '%Y-%2m-%2d%t%2H:%M:%S%f%[%z%]',
  // Seconds, milliseconds, microseconds or nanoseconds since 1970.
  E: '%[%n19%]%[%n16%]%[%n13%]%[%n10%f%]',
};

const digits: Record<string, { field: TimeField; min: number; max: number; padded?: boolean }> = {
  Y: { field: 'year', min: 4, max: 4 },
  y: { field: 'year2', min: 2, max: 2 },
  m: { field: 'month', min: 1, max: 2, padded: true },
  d: { field: 'day', min: 1, max: 2, padded: true },
  j: { field: 'dayOfYear', min: 3, max: 3 },
  H: { field: 'hour', min: 1, max: 2, padded: true },
  M: { field: 'minute', min: 2, max: 2 },
  S: { field: 'second', min: 2, max: 2 },
  s: { field: 'epochSeconds', min: 9, max: 10 },
  Q: { field: 'epochMillis', min: 12, max: 13 },
};

const epochs: Record<string, { field: TimeField; min: number; max: number }> = {
  '10': { field: 'epochSeconds', min: 9, max: 10 },
  '13': { field: 'epochMillis', min: 13, max: 13 },
  '16': { field: 'epochMicros', min: 16, max: 16 },
  '19': { field: 'epochNanos', min: 19, max: 19 },
};

/**
 * Reads the pattern of a head into the kernel's items.
 *
 * @returns null when a text of it cannot be said in the log's encoding: such a head never matches
 * @throws PatternError
 */
export function headOf(
  head: FormatDocument['heads'][number],
  context: PatternContext,
): Head | null {
  const reader = new PatternReader(head.pattern, context);
  const items = reader.read();
  if (!reader.sayable) return null;
  if (head.level) items.push({ op: 'setLevel', level: head.level });
  return {
    items,
    ...(head.as ? { as: head.as } : {}),
    ...(head.notAfterStart ? { notAfterStart: true } : {}),
  };
}

class PatternReader {
  sayable = true;
  private readonly text: string;
  private readonly context: PatternContext;
  private at = 0;

  constructor(pattern: string, context: PatternContext) {
    this.text = pattern.replace(/%([TE])/g, (_, name: string) => macros[name] ?? '');
    this.context = context;
  }

  read(nested = false): Item[] {
    const items: Item[] = [];
    let literal = '';
    const flush = (): void => {
      if (literal) items.push(this.literal([literal]));
      literal = '';
    };
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) {
        if (nested) throw this.error('有 %[ 而没有 %]', '%[ without %]');
        break;
      }
      if (character !== '%') {
        literal += character;
        this.at += 1;
        continue;
      }
      this.at += 1;
      if (this.text[this.at] === '%') {
        literal += '%';
        this.at += 1;
        continue;
      }
      flush();
      if (this.text[this.at] === ']') {
        if (!nested) throw this.error('有 %] 而没有 %[', '%] without %[');
        this.at += 1;
        return items;
      }
      items.push(this.token());
    }
    flush();
    return items;
  }

  private token(): Item {
    const number = this.takeDigits();
    const letter = this.text[this.at] ?? '';
    this.at += 1;
    const count = number ? Number(number) : null;
    const simple = digits[letter];
    // A number says how many digits there are at least; two of two are read fastest.
    if (simple)
      return count === null
        ? { op: 'digits', ...simple }
        : { op: 'digits', field: simple.field, min: count, max: simple.max };
    switch (letter) {
      case ' ':
        return { op: 'blanks' };
      case '[':
        return { op: 'optional', items: this.read(true) };
      case '{':
        return this.literal(alternatives(this.until('}')));
      case '(':
        return this.key(this.until(')'));
      case 'n':
        return this.epoch();
      case '#':
        return { op: 'digits', field: null, min: 1, max: 19 };
      case 't':
        return this.literal(['T', ' ', 't']);
      case 'f':
        return { op: 'optional', items: [{ op: 'fraction' }] };
      case 'b':
      case 'B':
        return { op: 'monthName' };
      case 'a':
        return { op: 'weekday' };
      case 'p':
        return { op: 'meridiem' };
      case 'z':
        return { op: 'zone', words: false };
      case 'Z':
        return { op: 'zone' };
      case 'w':
        return { op: 'word' };
      case '*':
        return { op: 'skip', limit: count ?? usualSkip };
      case '$':
        return { op: 'end' };
      case '~':
        return { op: 'sameTime' };
      case 'L':
        return count === null
          ? { op: 'level', table: tables.here }
          : { op: 'levelWithin', table: tables.within, limit: count };
      case 'N':
        if (!this.context.levelNumbers)
          throw this.error('%N 需要写明 levelNumbers', '%N needs levelNumbers');
        return this.levelNumber(this.context.levelNumbers);
      case '+': {
        const lines = this.text[this.at] === '+' ? 'all' : 'next';
        if (lines === 'all') this.at += 1;
        if (this.text[this.at] !== 'L') break;
        this.at += 1;
        return { op: 'levelWithin', table: tables.here, limit: count ?? 40, lines };
      }
    }
    throw this.error(
      `没有 %${letter} 这一项；百分号本身写作 %%`,
      `%${letter} is not known; a percent sign itself is %%`,
    );
  }

  private levelNumber(numbers: NonNullable<FormatDocument['levelNumbers']>): Item {
    const { mask, ranges } = numbers;
    return { op: 'levelNumber', ranges, ...(mask === undefined ? {} : { mask }) };
  }

  private epoch(): Item {
    const found = epochs[this.takeDigits()];
    if (!found) throw this.error('%n 后面只能是 10、13、16 或 19', '%n takes 10, 13, 16 or 19');
    return { op: 'digits', ...found };
  }

  private key(names: string): Item {
    const logfmt = names.startsWith('=');
    const forms = (logfmt ? names.slice(1) : names).split('|').flatMap((name) => this.say(name));
    return { op: 'key', forms, style: logfmt ? 'logfmt' : 'json' };
  }

  private literal(texts: readonly string[]): Item {
    return { op: 'literal', forms: texts.flatMap((text) => this.say(text)) };
  }

  private say(text: string): Forms {
    if (!text) throw this.error('有一段空的文字', 'there is an empty text');
    const forms = this.context.forms(text);
    if (forms.length === 0) this.sayable = false;
    return forms;
  }

  private until(end: string): string {
    const found = this.text.indexOf(end, this.at);
    if (found < 0) throw this.error(`缺少 ${end}`, `${end} is missing`);
    const inside = this.text.slice(this.at, found);
    this.at = found + 1;
    return inside;
  }

  private error(zh: string, en: string): PatternError {
    return new PatternError({
      zh: `模式“${this.text}”：${zh}。`,
      en: `In the pattern “${this.text}”: ${en}.`,
    });
  }

  private takeDigits(): string {
    const found = /^\d+/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += found.length;
    return found;
  }
}

/** Texts parted by `|`; one itself is written `\\|`. */
function alternatives(text: string): string[] {
  return text.split(/(?<!\\)\|/).map((part) => part.replaceAll('\\|', '|'));
}
