import type { ThemeName } from '../theme/theme';
import type { MonacoApi } from './editor-types';

function token(style: CSSStyleDeclaration, name: string): string {
  const value = style.getPropertyValue(`--${name}`).trim();
  // Monaco reads #rrggbb only.
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value);
  return short ? `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : value;
}

/** Gives the editor the colours that tokens.css has in force, and returns the theme's name. */
export function applyEditorTheme(monaco: MonacoApi, theme: ThemeName): string {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => token(style, name);
  const rule = (scope: string, name: string) => ({
    token: scope,
    foreground: colour(name).slice(1),
  });
  const name = `fieldbench-${theme}`;
  monaco.editor.defineTheme(name, {
    base: theme === 'contrast' ? 'hc-black' : theme === 'light' ? 'vs' : 'vs-dark',
    inherit: false,
    rules: [
      { token: '', foreground: colour('fg').slice(1) },
      rule('keyword', 'tok-kw'),
      rule('operator', 'fg'),
      rule('predefined', 'tok-fn'),
      rule('type', 'tok-fn'),
      rule('string', 'tok-str'),
      rule('number', 'tok-num'),
      rule('comment', 'tok-com'),
      rule('variable', 'tok-par'),
      rule('string.link', 'accent'),
    ],
    colors: {
      'editor.background': colour('bg'),
      'editor.foreground': colour('fg'),
      'editorLineNumber.foreground': colour('fg-3'),
      'editorLineNumber.activeForeground': colour('fg-2'),
      'editor.lineHighlightBackground': colour('bg-hover'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': colour('bg-select'),
      'editor.inactiveSelectionBackground': colour('bg-active'),
      'editorCursor.foreground': colour('fg'),
      'editorWhitespace.foreground': colour('line-strong'),
      'editorIndentGuide.background1': colour('line'),
      'editor.findMatchBackground': colour('hl'),
      'editor.findMatchHighlightBackground': colour('hl'),
      'editorBracketMatch.background': colour('bg-active'),
      'editorBracketMatch.border': colour('line-strong'),
      'editorBracketHighlight.unexpectedBracket.foreground': colour('fg'),
      'diffEditor.insertedTextBackground': `${colour('ok')}40`,
      'diffEditor.removedTextBackground': `${colour('error')}40`,
      'diffEditor.insertedLineBackground': `${colour('ok')}18`,
      'diffEditor.removedLineBackground': `${colour('error')}18`,
      'diffEditor.diagonalFill': colour('line'),
      'diffEditor.border': colour('line'),
      'editorError.foreground': colour('error'),
      'editorWarning.foreground': colour('warn'),
      'editorInfo.foreground': colour('info'),
      'editorWidget.background': colour('bg-pop'),
      'editorWidget.foreground': colour('fg'),
      'editorWidget.border': colour('line-strong'),
      'editorHoverWidget.background': colour('bg-pop'),
      'editorHoverWidget.border': colour('line-strong'),
      'editorSuggestWidget.background': colour('bg-pop'),
      'editorSuggestWidget.border': colour('line-strong'),
      'editorSuggestWidget.foreground': colour('fg'),
      'editorSuggestWidget.selectedBackground': colour('bg-select'),
      'editorSuggestWidget.selectedForeground': colour('fg'),
      'editorSuggestWidget.highlightForeground': colour('accent'),
      'editorGutter.background': colour('bg'),
      'editorOverviewRuler.border': '#00000000',
      'input.background': colour('bg-field'),
      'input.foreground': colour('fg'),
      'input.border': colour('line-field'),
      'input.placeholderForeground': colour('fg-3'),
      'menu.background': colour('bg-pop'),
      'menu.foreground': colour('fg'),
      'menu.selectionBackground': colour('bg-select'),
      'menu.selectionForeground': colour('fg'),
      'menu.border': colour('line-strong'),
      'list.hoverBackground': colour('bg-hover'),
      'list.hoverForeground': colour('fg'),
      'list.focusBackground': colour('bg-select'),
      'list.focusForeground': colour('fg'),
      'list.highlightForeground': colour('accent'),
      'scrollbarSlider.background': `${colour('line-strong')}99`,
      'scrollbarSlider.hoverBackground': colour('line-strong'),
      'scrollbarSlider.activeBackground': colour('line-field'),
      'scrollbar.shadow': '#00000000',
      focusBorder: colour('focus'),
      'widget.shadow': '#00000055',
    },
  });
  monaco.editor.setTheme(name);
  return name;
}
