import { useEffect, useRef } from 'react';
import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import './terminal.css';
import { useUi } from '../theme/UiProvider';
import { createTerminal } from './create-terminal';
import { minimumContrast, palettes } from './palette';
import type { TerminalProps } from './terminal-types';
import styles from './Terminal.module.css';

/** A terminal on the screen: xterm, fitted into its place, in the look of the program. */
export default function TerminalView(props: TerminalProps) {
  const { theme, zoom } = useUi();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef({ props, theme });
  const made = useRef<ReturnType<typeof createTerminal> | null>(null);
  const { fontSize, scrollback, screenReader = false, visible, label, readOnly } = props;
  const pixels = Math.round(fontSize * zoom);
  useEffect(() => {
    latest.current = { props, theme };
  });

  // Made once; what changes later is set on it by the effects below.
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const first = latest.current.props;
    const created = createTerminal(
      first,
      { theme: () => latest.current.theme, fontSize: pixels },
      () => latest.current.props,
    );
    made.current = created;
    const { terminal, fit, handle } = created;
    terminal.open(element);
    if (terminal.textarea) terminal.textarea.setAttribute('aria-label', first.label);
    const fitNow = (): void => {
      if (first.readOnly || element.clientWidth === 0 || element.clientHeight === 0) return;
      fit.fit();
    };
    let frame = 0;
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(fitNow);
    });
    observer.observe(element);
    fitNow();
    terminal.onResize(({ cols, rows }) => latest.current.props.onResize?.(cols, rows));
    const onReadyEnd = first.onReady(handle);
    if (!first.readOnly) first.onResize?.(terminal.cols, terminal.rows);
    // The font may come later than the first measure.
    void document.fonts.ready.then(() => {
      if (made.current !== created) return;
      terminal.clearTextureAtlas();
      fitNow();
    });
    return () => {
      made.current = null;
      observer.disconnect();
      cancelAnimationFrame(frame);
      if (onReadyEnd) onReadyEnd();
      terminal.dispose();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- made once
  }, []);

  useEffect(() => {
    const terminal = made.current?.terminal;
    if (!terminal) return;
    terminal.options.theme = palettes[theme];
    terminal.options.minimumContrastRatio = minimumContrast[theme];
  }, [theme]);
  useEffect(() => {
    const current = made.current;
    if (!current) return;
    const { options } = current.terminal;
    if (options.fontSize !== pixels) options.fontSize = pixels;
    if (options.scrollback !== scrollback) options.scrollback = scrollback;
    if (options.screenReaderMode !== screenReader) options.screenReaderMode = screenReader;
    if (!readOnly && place.current && place.current.clientWidth > 0) current.fit.fit();
  }, [pixels, scrollback, screenReader, readOnly]);
  useEffect(() => {
    made.current?.terminal.textarea?.setAttribute('aria-label', label);
  }, [label]);
  useEffect(() => {
    const terminal = made.current?.terminal;
    return terminal && visible ? paintWithGraphicsCard(terminal) : undefined;
  }, [visible]);

  return (
    <div
      className={styles['place']}
      onPasteCapture={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const text = event.clipboardData.getData('text/plain');
        if (text !== '') props.onPaste?.(text);
      }}
      onContextMenuCapture={(event) => {
        event.preventDefault();
        event.stopPropagation();
        // A program that follows the mouse gets the press itself; with Shift the menu comes.
        const follows = made.current?.terminal.modes.mouseTrackingMode !== 'none';
        if (!follows || event.shiftKey) props.onMenu?.({ x: event.clientX, y: event.clientY });
      }}
    >
      <div ref={place} className={styles['terminal']} data-page-focus />
    </div>
  );
}

/**
 * Draws with WebGL while in sight; a browser has only some sixteen of these contexts. Where there
 * is none, or it is made by software, the lines are elements of the page: faster then.
 */
function paintWithGraphicsCard(terminal: Terminal): (() => void) | undefined {
  if (!hasGraphicsCard()) return undefined;
  try {
    const addon = new WebglAddon();
    let gone = false;
    const drop = (): void => {
      if (gone) return;
      gone = true;
      addon.dispose();
    };
    addon.onContextLoss(drop);
    terminal.loadAddon(addon);
    return drop;
  } catch {
    return undefined;
  }
}

let graphicsCard: boolean | undefined;

function hasGraphicsCard(): boolean {
  graphicsCard ??= lookForGraphicsCard();
  return graphicsCard;
}

function lookForGraphicsCard(): boolean {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) return false;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const name = names ? String(context.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(name);
}
