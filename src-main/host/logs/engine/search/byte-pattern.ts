import type { Hir, HirKind } from 'rregex';
import { codeOf } from './syntax';

const cr = 0x0d;
const lineFeed = 0x0a;
const replacement = 0xfffd;
const lastCode = 0x10ffff;
/** A class of more ranges is longer as text than it is worth. */
const mostRanges = 200;

type Ranges = readonly { start: string | number; end: string | number }[];

/**
 * Whether a match may need the last character of its line to be a CR: then it matters whether that
 * belongs to the line. `\s+foo` does not, `foo\s*` neither, for it matches without.
 */
export function needsCrAtEnd({ kind }: Hir): boolean {
  return tailOf(kind).cr;
}

/** What the end of an expression takes, which is tried as short as it can be. */
function tailOf(kind: HirKind): { cr: boolean; empty: boolean } {
  switch (kind['@variant']) {
    case 'Empty':
      return { cr: false, empty: true };
    case 'Look':
      // What follows a character is asked for: then the shortest match is not enough.
      return { cr: !kind['@values'][0]['@variant'].startsWith('Start'), empty: true };
    case 'Literal':
      return { cr: kind['@values'][0]['@values'][0].at(-1) === cr, empty: false };
    case 'Class':
      return { cr: has(rangesOf(kind), cr, cr), empty: false };
    case 'Capture':
      return tailOf(kind['@values'][0].sub.kind);
    case 'Repetition': {
      const [{ min, sub }] = kind['@values'];
      return min === 0 ? { cr: false, empty: true } : tailOf(sub.kind);
    }
    case 'Concat': {
      for (const each of [...kind['@values'][0]].reverse()) {
        const { cr: takes, empty } = tailOf(each.kind);
        if (takes || !empty) return { cr: takes, empty };
      }
      return { cr: false, empty: true };
    }
    case 'Alternation': {
      const tails = kind['@values'][0].map((each) => tailOf(each.kind));
      return { cr: tails.some((each) => each.cr), empty: tails.some(({ empty }) => empty) };
    }
  }
}

/**
 * An expression for ripgrep that finds in the bytes of UTF-8 the lines that the expression finds
 * in the decoded text, also where bytes are broken: each of those stands for U+FFFD there, which
 * `.` takes and ripgrep's own `.` does not.
 *
 * What may be any number of such characters (`.*`, `[^,]+`) is said as bytes; what tells how many
 * they are cannot be.
 *
 * @returns null where it cannot be said so
 */
export function bytePattern({ kind }: Hir): string | null {
  const branches = branchesOf(kind).map(branchInBytes);
  return branches.includes(null) ? null : branches.map((each) => `(?:${each})`).join('|');
}

function branchesOf(kind: HirKind): HirKind[] {
  if (kind['@variant'] === 'Capture') return branchesOf(kind['@values'][0].sub.kind);
  if (kind['@variant'] !== 'Alternation') return [kind];
  return kind['@values'][0].flatMap((each) => branchesOf(each.kind));
}

function branchInBytes(kind: HirKind): string | null {
  const items = itemsOf(kind);
  let parts = '';
  /** Characters that the gaps before this item ask for together. */
  let asked = 0;
  for (const [at, item] of items.entries()) {
    const gap = gapOf(item);
    if (!gap) {
      const solid = isStart(item) && at === 0 ? '^' : inText(item);
      if (solid === null) return null;
      parts += solid;
      asked = 0;
      continue;
    }
    asked += gap.min;
    // Two of them may be the bytes of one character.
    if (asked > 1) return null;
    parts += `${gap.bytes}${gap.min === 0 ? '*' : '+'}`;
  }
  return parts;
}

/** The items of a sequence, without what need not be there at its ends. */
function itemsOf(kind: HirKind): HirKind[] {
  const flat = (each: HirKind): HirKind[] => {
    if (each['@variant'] === 'Capture') return flat(each['@values'][0].sub.kind);
    if (each['@variant'] !== 'Concat') return [each];
    return each['@values'][0].flatMap((inner) => flat(inner.kind));
  };
  const items = flat(kind);
  const optional = (item: HirKind | undefined): boolean =>
    item?.['@variant'] === 'Repetition' && item['@values'][0].min === 0;
  while (optional(items.at(-1))) items.pop();
  while (optional(items[0])) items.shift();
  return items;
}

function isStart(kind: HirKind): boolean {
  return kind['@variant'] === 'Look' && kind['@values'][0]['@variant'].startsWith('Start');
}

/** Any number of characters of a class that has all beyond ASCII: as bytes, whatever they make. */
function gapOf(kind: HirKind): { min: 0 | 1; bytes: string } | null {
  if (kind['@variant'] !== 'Repetition') return null;
  const [{ min, max, sub }] = kind['@values'];
  if (max !== null && max !== undefined) return null;
  if ((min !== 0 && min !== 1) || sub.kind['@variant'] !== 'Class') return null;
  const ranges = rangesOf(sub.kind);
  if (!has(ranges, 0x80, lastCode)) return null;
  let bytes = '';
  for (const { start, end } of ranges) {
    for (let code = codeOf(start); code <= Math.min(codeOf(end), 0x7f); code += 1)
      if (code !== lineFeed) bytes += `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return { min, bytes: `(?-u:[${bytes}\\x80-\\xff])` };
}

/** What no broken byte can be part of, in ripgrep's words; null: it can. */
function inText(kind: HirKind): string | null {
  switch (kind['@variant']) {
    case 'Empty':
      return '';
    case 'Look':
      return null;
    case 'Literal': {
      const text = Buffer.from(kind['@values'][0]['@values'][0]).toString();
      if (text.includes('\ufffd')) return null;
      return [...text].map((each) => character(each.codePointAt(0) ?? 0)).join('');
    }
    case 'Class': {
      const ranges = rangesOf(kind);
      if (ranges.length === 0 || ranges.length > mostRanges) return null;
      if (has(ranges, replacement, replacement)) return null;
      const spans = ranges.map(
        ({ start, end }) => `${character(codeOf(start))}-${character(codeOf(end))}`,
      );
      return `[${spans.join('')}]`;
    }
    case 'Capture':
      return inText(kind['@values'][0].sub.kind);
    case 'Repetition': {
      const [{ min, max, sub }] = kind['@values'];
      const inner = inText(sub.kind);
      return inner === null ? null : `(?:${inner}){${min},${max ?? ''}}`;
    }
    case 'Concat':
    case 'Alternation': {
      const parts = kind['@values'][0].map((each) => inText(each.kind));
      if (parts.includes(null)) return null;
      const between = kind['@variant'] === 'Concat' ? '' : '|';
      return `(?:${parts.join(between)})`;
    }
  }
}

function character(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

function rangesOf(kind: HirKind & { '@variant': 'Class' }): Ranges {
  return kind['@values'][0]['@values'][0].ranges;
}

/** Whether a class has all characters of [from, to]. */
function has(ranges: Ranges, from: number, to: number): boolean {
  return ranges.some(({ start, end }) => codeOf(start) <= from && codeOf(end) >= to);
}
