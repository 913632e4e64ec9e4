import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The three looks; `contrast` is black, white and a yellow focus. */
export type ThemeName = 'dark' | 'light' | 'contrast';

/** Which of Mantine's two schemes a look builds on. */
export function mantineScheme(theme: ThemeName): 'dark' | 'light' {
  return theme === 'light' ? 'light' : 'dark';
}

// Mantine wants ten shades. Ours come from tokens.css, where each look sets them.
const accent: MantineColorsTuple = [
  'var(--accent-wash)',
  'var(--accent-wash)',
  'var(--accent)',
  'var(--accent)',
  'var(--accent)',
  'var(--accent)',
  'var(--accent-solid)',
  'var(--accent-solid)',
  'var(--accent-hover)',
  'var(--accent-hover)',
];

const px = (value: number): string => `calc(${value}px * var(--zoom))`;

/** Mantine, made dense and calm: 13 px, small radii, our fonts, no motion beyond 140 ms. */
export const mantineTheme = createTheme({
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: 6,
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '8px', xl: '8px' },
  spacing: { xs: px(4), sm: px(8), md: px(12), lg: px(16), xl: px(24) },
  fontSizes: { xs: px(11), sm: px(12), md: px(13), lg: px(15), xl: px(20) },
  lineHeights: { xs: '1.45', sm: '1.5', md: '1.54', lg: '1.6', xl: '1.4' },
  respectReducedMotion: true,
  cursorType: 'default',
  focusRing: 'auto',
  shadows: {
    xs: 'none',
    sm: 'none',
    md: 'var(--shadow-pop)',
    lg: 'var(--shadow-pop)',
    xl: 'var(--shadow-pop)',
  },
});

const semantic: Record<string, string> = {
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-text': 'var(--fg)',
  '--mantine-color-bright': 'var(--fg)',
  '--mantine-color-dimmed': 'var(--fg-3)',
  '--mantine-color-placeholder': 'var(--fg-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--error)',
  '--mantine-color-default': 'var(--bg-field)',
  '--mantine-color-default-hover': 'var(--bg-hover)',
  '--mantine-color-default-color': 'var(--fg)',
  '--mantine-color-default-border': 'var(--line-field)',
  '--mantine-color-disabled': 'var(--bg-hover)',
  '--mantine-color-disabled-color': 'var(--fg-3)',
  '--mantine-color-disabled-border': 'var(--line)',
};

/** Points Mantine's own variables at our tokens in both of its schemes. */
export const mantineVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: semantic,
  dark: semantic,
});
