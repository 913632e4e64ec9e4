/** What the palette looks for: everything, or one kind named by the first character. */
export interface PaletteQuery {
  scope: 'all' | 'command' | 'case' | 'log' | 'code';
  text: string;
}

const scopes: Record<string, PaletteQuery['scope']> = {
  '>': 'command',
  '》': 'command',
  '@': 'case',
  '/': 'log',
  '、': 'log',
  '#': 'code',
};

/** Reads the prefix. Full-width forms count, since a Chinese input method types those. */
export function parseQuery(input: string): PaletteQuery {
  const trimmed = input.trimStart();
  const scope = scopes[(trimmed[0] ?? '').normalize('NFKC')] ?? scopes[trimmed[0] ?? ''];
  return scope ? { scope, text: trimmed.slice(1).trim() } : { scope: 'all', text: input.trim() };
}

/** A match: higher scores first; ranges of the title to mark, half open. */
export interface Match {
  score: number;
  ranges: readonly (readonly [number, number])[];
}

const anywhere = 1;
/** Score of a word of the text that begins a word of the title. */
export const wordStart = 3;
const textStart = 6;
const elsewhere = 0.5;

/**
 * Whether every word of `text` stands in the title, or else in `extra` (an id, other names).
 * The start of the title counts most, then the start of a word. Empty text matches all.
 */
export function matchText(text: string, title: string, extra = ''): Match | null {
  const lower = title.toLowerCase();
  const lowerExtra = extra.toLowerCase();
  let score = 0;
  const ranges: [number, number][] = [];
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = lower.indexOf(word);
    if (at >= 0) {
      const before = lower[at - 1];
      const starts = before !== undefined && /[\s\p{P}]/u.test(before);
      score += at === 0 ? textStart : starts ? wordStart : anywhere;
      ranges.push([at, at + word.length]);
    } else if (lowerExtra.includes(word)) score += elsewhere;
    else return null;
  }
  return { score, ranges: mergeRanges(ranges) };
}

function mergeRanges(ranges: [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The best matches, in the order given where scores are equal. */
export function rank<Item>(
  text: string,
  items: readonly Item[],
  words: (item: Item) => { title: string; extra?: string; penalty?: number },
): { item: Item; match: Match }[] {
  return items
    .flatMap((item) => {
      const { title, extra = '', penalty = 0 } = words(item);
      const match = matchText(text, title, extra);
      return match ? [{ item, match: { ...match, score: match.score - penalty } }] : [];
    })
    .toSorted((a, b) => b.match.score - a.match.score);
}
