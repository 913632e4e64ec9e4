import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, parseThemes } from './contrast';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = parseThemes(css);

const grounds = ['bg', 'bg-frame', 'bg-panel', 'bg-pop', 'bg-field', 'bg-hover', 'bg-select'];
const meanings = ['fatal', 'error', 'warn', 'ok', 'info', 'case', 'accent'];

/** Text on what it is drawn on: foreground, background. */
const textPairs: [string, string][] = [
  ...['fg', 'fg-2', 'fg-3'].flatMap((text) =>
    grounds
      // Faint text on a selected row is raised to the second grey by the components.
      .filter((ground) => !(text === 'fg-3' && ground === 'bg-select'))
      .map((ground): [string, string] => [text, ground]),
  ),
  ['fg', 'bg-active'],
  ['fg-2', 'bg-active'],
  ...meanings.flatMap((tone): [string, string][] => [
    [tone, 'bg'],
    [tone, 'bg-panel'],
    [tone, 'bg-pop'],
    [tone, `${tone}-wash`],
    ['fg', `${tone}-wash`],
  ]),
  ...['fatal', 'error', 'warn', 'case'].map((tone): [string, string] => [tone, 'bg-select']),
  ...['env-prod', 'env-test', 'env-dev'].flatMap((environment): [string, string][] => [
    [environment, 'bg'],
    [environment, 'bg-panel'],
    ['fg', `${environment}-wash`],
    ['fg-2', `${environment}-wash`],
  ]),
  ['fg-2', 'grey-wash'],
  ['on-accent', 'accent-solid'],
  ['on-accent', 'accent-hover'],
  ['on-case', 'case-solid'],
  ['fg', 'hl'],
  ['fg', 'add-wash'],
  ['fg', 'del-wash'],
  ...['kw', 'fn', 'str', 'num', 'com', 'par'].flatMap((token): [string, string][] => [
    [`tok-${token}`, 'bg'],
    [`tok-${token}`, 'bg-hover'],
  ]),
];

const white = [
  'fatal-solid',
  'error-solid',
  'warn-solid',
  'ok-solid',
  'env-prod-solid',
  'env-test-solid',
  'env-dev-solid',
];

/** What is not text but must be seen: edges of fields, focus, chart fills. */
const shapePairs: [string, string][] = [
  ...['bg', 'bg-panel', 'bg-pop', 'bg-field'].flatMap((ground): [string, string][] => [
    ['line-field', ground],
    ['focus', ground],
  ]),
  ...['red', 'yellow', 'green'].map((fill): [string, string] => [`chart-${fill}`, 'bg']),
  ...['a', 'b', 'c'].map((source): [string, string] => [`src-${source}`, 'bg']),
];

describe.each(['dark', 'light', 'contrast'])('the %s look', (name) => {
  const tokens = themes[name] ?? {};
  const value = (token: string): string => {
    const found = tokens[token];
    if (!found) throw new Error(`tokens.css has no --${token} for ${name}`);
    return found;
  };
  const below = (pairs: [string, string][], least: number) =>
    pairs
      .map(([text, ground]) => ({
        pair: `${text} on ${ground}`,
        ratio: contrast(value(text), value(ground)),
      }))
      .filter(({ ratio }) => ratio < least);

  it('shows every text at 4.5 to 1 or better', () => {
    expect(below(textPairs, 4.5)).toEqual([]);
  });

  it('shows white on every solid colour at 4.5 to 1 or better', () => {
    expect(white.filter((token) => contrast('#fff', value(token)) < 4.5)).toEqual([]);
  });

  it('shows fields, focus and chart fills at 3 to 1 or better', () => {
    expect(below(shapePairs, 3)).toEqual([]);
  });
});

describe('contrast', () => {
  it('is 21 between black and white and 1 between equals', () => {
    expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#777')).toBe(1);
  });

  it('agrees with a published example', () => {
    // WebAIM and WCAG techniques give 4.54 for #767676 on white, the lightest passing grey.
    expect(contrast('#767676', '#fff')).toBeCloseTo(4.54, 2);
  });
});
