import type { Hir, HirKind } from 'rregex';

/** What an expression is made of, as far as a search must know. */
export interface Traits {
  /** The only text it matches; null when there are several. */
  literal: string | null;
  /** It looks at the begin or the end of the line. */
  start: boolean;
  end: boolean;
  /** Each match stands there, not only some. */
  onlyAtStart: boolean;
  onlyAtEnd: boolean;
  /** A class or a text of it can take a CR. */
  takesCr: boolean;
  /** A CR is in its words: ripgrep then refuses to know CRLF. */
  namesCr: boolean;
  /** It tells U+FFFD, which stands for broken bytes, from a byte that is none. */
  takesBroken: boolean;
  /** A line feed must be matched: no line ever does. */
  namesLf: boolean;
  /** Steps of the automaton, about. */
  size: number;
}

const replacement = 0xfffd;
const cr = 0x0d;

/** Looks through the syntax tree of an expression. */
export function traitsOf(hir: Hir): Traits {
  const traits: Traits = {
    literal: literalOf(hir.kind),
    start: false,
    end: false,
    onlyAtStart: isBound(hir, 'Start'),
    onlyAtEnd: isBound(hir, 'End'),
    takesCr: false,
    namesCr: false,
    takesBroken: false,
    namesLf: false,
    size: 0,
  };
  traits.size = walk(hir.kind, traits);
  return traits;
}

/** Goes through the tree and gives the size of the automaton for it. */
function walk(kind: HirKind, traits: Traits): number {
  switch (kind['@variant']) {
    case 'Empty':
      return 1;
    case 'Literal': {
      const bytes = kind['@values'][0]['@values'][0];
      const text = Buffer.from(bytes).toString();
      if (text.includes('\r')) traits.takesCr = traits.namesCr = true;
      if (text.includes('\n')) traits.namesLf = true;
      if (text.includes('\ufffd')) traits.takesBroken = true;
      return bytes.length;
    }
    case 'Class': {
      const [set] = kind['@values'];
      const [{ ranges }] = set['@values'];
      for (const range of ranges) {
        const from = codeOf(range.start);
        const to = codeOf(range.end);
        if (from <= cr && to >= cr) {
          traits.takesCr = true;
          if (ranges.length === 1 && from === to) traits.namesCr = true;
        }
        if (from <= replacement && to >= replacement) traits.takesBroken = true;
      }
      // Sixteen ranges of characters share their bytes with others in about one step.
      return 1 + ranges.length / 16;
    }
    case 'Look': {
      const look = kind['@values'][0]['@variant'];
      if (look.startsWith('Start')) traits.start = true;
      else if (look.startsWith('End')) traits.end = true;
      // Beside bytes that are no UTF-8 the regex crate lets no `\B` match.
      else if (look !== 'WordUnicode' && look !== 'WordAscii') traits.takesBroken = true;
      return 1;
    }
    case 'Repetition': {
      const [{ min, max, sub }] = kind['@values'];
      return Math.max(1, max ?? min) * (1 + walk(sub.kind, traits));
    }
    case 'Capture':
      return walk(kind['@values'][0].sub.kind, traits);
    case 'Concat':
    case 'Alternation':
      return kind['@values'][0].reduce((sum, each) => sum + walk(each.kind, traits), 0);
  }
}

/** Whether each match of an expression stands at one side of the line. */
function isBound({ kind }: Hir, side: 'Start' | 'End'): boolean {
  switch (kind['@variant']) {
    case 'Look':
      return kind['@values'][0]['@variant'].startsWith(side);
    case 'Repetition':
      return kind['@values'][0].min > 0 && isBound(kind['@values'][0].sub, side);
    case 'Capture':
      return isBound(kind['@values'][0].sub, side);
    case 'Concat':
      return kind['@values'][0].some((each) => isBound(each, side));
    case 'Alternation':
      return kind['@values'][0].every((each) => isBound(each, side));
    default:
      return false;
  }
}

/** Whether an expression asks for the begin or end of the whole text, whatever lines are in it. */
export function seesEdges({ kind }: Hir): boolean {
  switch (kind['@variant']) {
    case 'Look':
      return ['Start', 'End'].includes(kind['@values'][0]['@variant']);
    case 'Repetition':
    case 'Capture':
      return seesEdges(kind['@values'][0].sub);
    case 'Concat':
    case 'Alternation':
      return kind['@values'][0].some(seesEdges);
    default:
      return false;
  }
}

/** First character of a class's bound, or its byte. */
export function codeOf(bound: string | number): number {
  return typeof bound === 'number' ? bound : (bound.codePointAt(0) ?? 0);
}

function literalOf(kind: HirKind): string | null {
  if (kind['@variant'] === 'Capture') return literalOf(kind['@values'][0].sub.kind);
  if (kind['@variant'] !== 'Literal') return null;
  return Buffer.from(kind['@values'][0]['@values'][0]).toString();
}
