import type { Item, ProgramSpec } from './program';

/** Goes through items and those within them. */
export function walk(items: readonly Item[], visit: (item: Item) => void): void {
  for (const item of items) {
    visit(item);
    if (item.op === 'optional') walk(item.items, visit);
  }
}

export function looksAhead(items: readonly Item[]): boolean {
  let found = false;
  walk(items, (item) => (found ||= item.op === 'levelWithin' && item.lines !== undefined));
  return found;
}

/**
 * The items before the seconds whose match depends on nothing but their own bytes, and which end
 * with a literal: what lines of the same minute have in common.
 */
export function segmentOf(items: readonly Item[]): [from: number, to: number] {
  const to = items.findIndex((item) => item.op === 'digits' && item.field === 'second');
  if (to < 1 || items[to - 1]?.op !== 'literal') return [0, 0];
  let from = to;
  while (from > 0 && isPlain(items[from - 1])) from--;
  // A word looks for the literal after it, which must stand right behind it.
  if (from > 0 && items[from - 1]?.op === 'word') from++;
  return to - from >= 3 ? [from, to] : [0, 0];
}

function isPlain(item: Item | undefined): boolean {
  return (
    item?.op === 'literal' ||
    item?.op === 'digits' ||
    item?.op === 'blanks' ||
    item?.op === 'monthName' ||
    item?.op === 'weekday'
  );
}

/** Whether a line's start or time can depend on lines far before it. */
export function isSequential(spec: ProgramSpec): boolean {
  return spec.heads.some((head) => {
    if (head.notAfterStart || head.items.some(({ op }) => op === 'sameTime')) return true;
    const always = new Set(head.items.flatMap(fieldsOf));
    if ([...always].some((field) => field.startsWith('epoch'))) return false;
    const year = always.has('year') || always.has('year2');
    if (year && (always.has('day') || always.has('dayOfYear'))) return false;
    let timed = false;
    walk(head.items, (item) => (timed ||= fieldsOf(item).length > 0));
    return timed;
  });
}

function fieldsOf(item: Item): string[] {
  if (item.op === 'digits' && item.field) return [item.field];
  return item.op === 'monthName' ? ['month'] : [];
}
