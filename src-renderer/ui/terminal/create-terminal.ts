import { Terminal, type IMarker } from '@xterm/xterm';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import type { ThemeName } from '../theme/theme';
import { guardTerminal, type GuardState } from './guard';
import { marks, minimumContrast, palettes } from './palette';
import { cleanPaste } from './paste';
import type { TerminalHandle, TerminalProps } from './terminal-types';

/** Fonts of the tokens; xterm measures cells in a canvas, which knows no CSS variables. */
function monoFont(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--font-mono') || 'monospace';
}

/** Lines that one pin may mark. */
const mostPinned = 2000;
const mostHits = 1000;

/** Keys that are not the shell's: Ctrl Shift and another one, and Shift Insert, which pastes. */
function isForProgram(event: KeyboardEvent): boolean {
  const combined = (event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey;
  return combined || (event.shiftKey && event.key === 'Insert');
}

/** A terminal that is not drawn yet, with what it can do and what it may not. */
export function createTerminal(
  props: Pick<TerminalProps, 'scrollback' | 'screenReader' | 'readOnly'>,
  look: { theme: () => ThemeName; fontSize: number },
  callbacks: () => TerminalProps,
) {
  const theme = look.theme();
  const terminal = new Terminal({
    // For the search marks and the widths of Unicode 11.
    allowProposedApi: true,
    theme: palettes[theme],
    minimumContrastRatio: minimumContrast[theme],
    fontFamily: monoFont(),
    fontSize: look.fontSize,
    lineHeight: 1.2,
    scrollback: props.scrollback,
    screenReaderMode: props.screenReader ?? false,
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    drawBoldTextInBrightColors: false,
    disableStdin: props.readOnly !== undefined,
    rescaleOverlappingGlyphs: true,
    // A click near the prompt must not type arrow keys.
    altClickMovesCursor: false,
    rightClickSelectsWord: false,
    logLevel: 'off',
    ...(props.readOnly ? { cols: props.readOnly.columns, rows: props.readOnly.rows } : {}),
  });
  const fit = new FitAddon();
  const search = new SearchAddon({ highlightLimit: mostHits });
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const state: GuardState = {
    answers: false,
    onClipboardRefused: () => callbacks().onClipboardRefused?.(),
  };
  guardTerminal(terminal, state);
  terminal.attachCustomKeyEventHandler((event) => !isForProgram(event));
  terminal.onData((text) => callbacks().onInput?.(text, false));
  terminal.onBinary((text) => callbacks().onInput?.(text, true));
  terminal.onTitleChange((title) => callbacks().onTitle?.(title));
  terminal.onSelectionChange(() => callbacks().onSelection?.(terminal.hasSelection()));
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    callbacks().onFound?.({ index: resultIndex, count: resultCount }),
  );

  const handle: TerminalHandle = {
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    reset: () => terminal.reset(),
    setAnswers: (on) => {
      state.answers = on;
    },
    paste: (text) => terminal.paste(cleanPaste(text)),
    selection: () => terminal.getSelection(),
    selectAll: () => terminal.selectAll(),
    clearSelection: () => terminal.clearSelection(),
    pin: (label) => pinSelection(terminal, label, marks[look.theme()].case),
    clear: () => terminal.clear(),
    focus: () => terminal.focus(),
    find: (text, back = false) => {
      const { hit, activeHit } = marks[look.theme()];
      const options = {
        decorations: {
          matchBackground: hit,
          activeMatchBackground: activeHit,
          matchOverviewRuler: hit,
          activeMatchColorOverviewRuler: activeHit,
        },
      };
      if (text === '') search.clearDecorations();
      else if (back) search.findPrevious(text, options);
      else search.findNext(text, options);
    },
    endFind: () => {
      search.clearDecorations();
      terminal.clearSelection();
    },
    resize: (columns, rows) => terminal.resize(columns, rows),
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    get atLineStart() {
      return terminal.buffer.active.cursorX === 0;
    },
  };
  return { terminal, fit, handle };
}

/** Washes the selected lines in the colour of the case, with the label at their end. */
function pinSelection(terminal: Terminal, label: string, backgroundColor: string): () => void {
  const range = terminal.getSelectionPosition();
  const buffer = terminal.buffer.active;
  if (!range || buffer.type === 'alternate') return () => undefined;
  const last = range.end.x === 0 ? range.end.y - 1 : range.end.y;
  const cursor = buffer.baseY + buffer.cursorY;
  const markers: IMarker[] = [];
  for (let line = Math.max(range.start.y, last - mostPinned); line <= last; line += 1) {
    const marker = terminal.registerMarker(line - cursor);
    const decoration = terminal.registerDecoration({
      marker,
      width: terminal.cols,
      backgroundColor,
      layer: 'bottom',
    });
    if (line === last)
      decoration?.onRender((element) => {
        if (element.dataset['pin'] === label) return;
        element.dataset['pin'] = label;
        element.classList.add('fb-terminal-pin');
        const tag = document.createElement('span');
        tag.textContent = label;
        element.replaceChildren(tag);
      });
    markers.push(marker);
  }
  return () => {
    for (const marker of markers) marker.dispose();
  };
}
