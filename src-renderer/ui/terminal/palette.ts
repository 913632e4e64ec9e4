import type { ITheme } from '@xterm/xterm';
import type { ThemeName } from '../theme/theme';

/**
 * Colours of terminals for each look. Foregrounds reach 4.5:1 on their background (7:1 in high
 * contrast), but for the one that is meant to be a background; what programs mix themselves is
 * lifted by {@link minimumContrast}.
 */
export const palettes: Record<
  ThemeName,
  Required<
    Omit<
      ITheme,
      | 'extendedAnsi'
      | 'selectionForeground'
      | 'scrollbarSliderBackground'
      | 'scrollbarSliderHoverBackground'
      | 'scrollbarSliderActiveBackground'
    >
  >
> = {
  dark: {
    background: '#14171b',
    foreground: '#e4e7ec',
    cursor: '#8fb0ff',
    cursorAccent: '#14171b',
    selectionBackground: '#2d4a86',
    selectionInactiveBackground: '#24385f',
    overviewRulerBorder: '#272d35',
    black: '#2a3038',
    red: '#ff8f88',
    green: '#74d09b',
    yellow: '#f2c063',
    blue: '#86a9ff',
    magenta: '#ff8fc7',
    cyan: '#67cdd2',
    white: '#d3d8df',
    brightBlack: '#949eac',
    brightRed: '#ffb0aa',
    brightGreen: '#97e3b8',
    brightYellow: '#ffd88f',
    brightBlue: '#a9c2ff',
    brightMagenta: '#ffb4da',
    brightCyan: '#8fe3e7',
    brightWhite: '#ffffff',
  },
  light: {
    background: '#ffffff',
    foreground: '#191d23',
    cursor: '#2a58d4',
    cursorAccent: '#ffffff',
    selectionBackground: '#bcd0ff',
    selectionInactiveBackground: '#d5e0f7',
    overviewRulerBorder: '#dde1e7',
    black: '#191d23',
    red: '#b3231d',
    green: '#166a3c',
    yellow: '#835200',
    blue: '#1f4fc4',
    magenta: '#a3155f',
    cyan: '#0b646b',
    white: '#dfe3e9',
    brightBlack: '#5b6472',
    brightRed: '#c5302a',
    brightGreen: '#1b7a46',
    brightYellow: '#8f5f00',
    brightBlue: '#2f61d8',
    brightMagenta: '#b8267a',
    brightCyan: '#0f757d',
    brightWhite: '#f6f7f9',
  },
  contrast: {
    background: '#000000',
    foreground: '#ffffff',
    cursor: '#ffe600',
    cursorAccent: '#000000',
    selectionBackground: '#0048b8',
    selectionInactiveBackground: '#00307a',
    overviewRulerBorder: '#8a8a8a',
    black: '#000000',
    red: '#ff9c96',
    green: '#6dff9f',
    yellow: '#ffd24d',
    blue: '#7fd4ff',
    magenta: '#ffa6d6',
    cyan: '#6df3fa',
    white: '#ffffff',
    brightBlack: '#d6d6d6',
    brightRed: '#ffc4c0',
    brightGreen: '#a5ffc4',
    brightYellow: '#ffe38f',
    brightBlue: '#b3e5ff',
    brightMagenta: '#ffcbe8',
    brightCyan: '#b0f9fd',
    brightWhite: '#ffffff',
  },
};

/** Text of programs is lifted to this contrast with its background. */
export const minimumContrast: Record<ThemeName, number> = { dark: 4.5, light: 4.5, contrast: 7 };

/** Backgrounds of search hits and of lines that are in the case. */
export const marks: Record<ThemeName, { hit: string; activeHit: string; case: string }> = {
  dark: { hit: '#5b4a12', activeHit: '#8f5c00', case: '#2a2140' },
  light: { hit: '#ffe58a', activeHit: '#ffb84d', case: '#f1eafd' },
  contrast: { hit: '#6b5400', activeHit: '#a06a00', case: '#1c0636' },
};
