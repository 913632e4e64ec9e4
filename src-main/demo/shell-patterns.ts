import { normalisePath, type VirtualFiles } from './files';

/** Quotes text so that a pattern takes it literally. */
export function literalPattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** Whether anything in a pattern stands for more than itself. */
export function isPattern(pattern: string): boolean {
  return /[*?[]/.test(pattern.replace(/\\./gs, ''));
}

/** A shell pattern (`*`, `?`, `[…]`, `\` quotes) as the source of a regular expression. */
function patternSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    const set = character === '[' ? /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/s : undefined;
    const found = set?.exec(pattern.slice(at));
    if (found) {
      const inside = (found[2] ?? '').replace(/\[(?!:)/g, '\\[').replace(/^\]/, '\\]');
      source += `[${found[1] ? '^' : ''}${inside}]`;
      at += found[0].length - 1;
    } else if (character === '\\') {
      at += 1;
      source += escape(pattern[at] ?? '\\');
    } else if (character === '*') source += '.*?';
    else if (character === '?') source += '.';
    else source += escape(character);
  }
  return source;
}

/** A pattern that must match a whole text; one that is no pattern at all matches nothing. */
export function patternMatcher(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${patternSource(pattern)})$`, 's');
  } catch {
    return /(?!)/;
  }
}

/** Cuts what matches from the front (`#`, `##`) or the end (`%`, `%%`) of a value. */
export function cutPattern(value: string, operator: string, pattern: string): string {
  const matcher = patternMatcher(pattern);
  const fromFront = operator.startsWith('#');
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    const piece = fromFront ? value.slice(0, length) : value.slice(value.length - length);
    if (matcher.test(piece))
      return fromFront ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}

/** Paths that match a pattern, part by part, sorted; hidden names only where the pattern says so. */
export function matchingPaths(files: VirtualFiles, pattern: string, directory: string): string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter(Boolean)) {
    const matcher = patternMatcher(part);
    found = found.flatMap((base) =>
      (files.list(normalisePath(base || '.', directory)) ?? [])
        .filter((name) => matcher.test(name) && (part.startsWith('.') || !name.startsWith('.')))
        .map((name) => (base === '' || base.endsWith('/') ? `${base}${name}` : `${base}/${name}`)),
    );
  }
  return found;
}

function escape(text: string): string {
  return text.replace(/[.+^${}()|[\]\\*?/]/g, '\\$&');
}
