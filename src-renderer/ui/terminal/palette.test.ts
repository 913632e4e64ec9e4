import { describe, expect, it } from 'vitest';
import { contrast } from '../theme/contrast';
import { marks, minimumContrast, palettes } from './palette';
import { cleanPaste, pasteFacts } from './paste';

const foregrounds = [
  'foreground',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
] as const;

describe.each(['dark', 'light', 'contrast'] as const)('colours of a terminal, %s', (theme) => {
  const palette = palettes[theme];
  it.each(foregrounds)('%s can be read', (name) => {
    expect(contrast(palette[name], palette.background)).toBeGreaterThanOrEqual(
      minimumContrast[theme],
    );
  });
  it('lets the text be read where it is selected, found or in the case', () => {
    const { hit, activeHit, case: kept } = marks[theme];
    for (const ground of [
      palette.selectionBackground,
      palette.selectionInactiveBackground,
      hit,
      activeHit,
      kept,
    ])
      expect(contrast(palette.foreground, ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.cursor, palette.background)).toBeGreaterThanOrEqual(3);
  });
});

describe('text before it is pasted', () => {
  it('loses what would act as a key or end the paste', () => {
    expect(cleanPaste('a\r\nb\rc\td\u001b[201~\u0003\u0085é')).toBe('a\nb\nc\td[201~é');
  });
  it('is counted', () => {
    expect(pasteFacts('ls\n')).toEqual({ lines: 1, characters: 3, controls: 0, runs: true });
    expect(pasteFacts('ls')).toEqual({ lines: 1, characters: 2, controls: 0, runs: false });
    expect(pasteFacts('a\r\nb\u0007')).toMatchObject({ lines: 2, controls: 1, runs: true });
  });
});
