import type { TextFile } from './text-file';

/** How the lines of a file end. */
export type LineBreak = TextFile['lineBreak'];

const breaks = { lf: '\n', crlf: '\r\n', cr: '\r' } as const;

/** A text for the editor, which knows one kind of line break at a time. */
export function toEditor(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/**
 * The editor's text with the line breaks of the file. Where they are mixed, lines before the
 * first and after the last change keep their own; those between get the most frequent one.
 *
 * @param edited lines parted by `\n`
 * @param original the file as it was read
 */
export function fromEditor(edited: string, original: string, kind: LineBreak): string {
  if (kind !== 'mixed') return edited.replaceAll('\n', breaks[kind]);
  const before = partsOf(original);
  const after = edited.split('\n');
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head]?.text === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail)?.text === after.at(-1 - tail)) tail += 1;
  const usual = usualBreak(before);
  return after
    .map((text, index) => {
      if (index === after.length - 1) return text;
      const own =
        index < head
          ? before[index]
          : index >= after.length - tail
            ? before[before.length - (after.length - index)]
            : undefined;
      return text + (own?.end || usual);
    })
    .join('');
}

interface Part {
  text: string;
  /** Empty for the last one. */
  end: string;
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(/\r\n|\r|\n/g)) {
    parts.push({ text: text.slice(from, found.index), end: found[0] });
    from = found.index + found[0].length;
  }
  return [...parts, { text: text.slice(from), end: '' }];
}

function usualBreak(parts: readonly Part[]): string {
  const counts = new Map<string, number>();
  for (const { end } of parts) if (end) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '\n';
}
