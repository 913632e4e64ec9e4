import { useEffect } from 'react';
import {
  commandOfPress,
  isLetterPlace,
  isPlainChord,
  keysOf,
  matchesChord,
  parseChord,
  presentCommands,
  useCommandRegistry,
  useWorkbench,
  type Command,
  type Workbench,
} from '../features/workbench/index';
import { lastFocus } from './commands';
import { wantFocus } from './dock-store';

/** Acts even while a dialog is open. */
const alwaysAllowed = new Set(['vault.lock']);

function inDialog(): boolean {
  return document.querySelector('dialog[open], [role="dialog"][aria-modal="true"]') !== null;
}

function pressesControl(event: KeyboardEvent): boolean {
  return (
    (event.key === ' ' || event.key === 'Enter') &&
    event.target instanceof Element &&
    event.target.closest('button, a, summary, [role="button"], [role="tab"], [role="switch"]') !==
      null
  );
}

/** In a terminal every key is the shell's, but Ctrl Shift and another key. */
function isForTerminal(event: KeyboardEvent): boolean {
  const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
  return inTerminal && !((event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey);
}

function commandFor(event: KeyboardEvent, workbench: Workbench, plain: boolean): Command | null {
  const { registered } = useCommandRegistry.getState();
  const { state } = workbench;
  const commands = presentCommands(registered, state).filter((command) =>
    keysOf(command).some((text) => {
      const chord = parseChord(text);
      return isPlainChord(chord) === plain && matchesChord(chord, event);
    }),
  );
  const command = commandOfPress(commands, event, state, plain);
  return command && (!inDialog() || alwaysAllowed.has(command.id)) ? command : null;
}

/**
 * Turns key presses into commands. Chords with Ctrl or Alt and function keys come first, before
 * an editor takes them; plain letters come last, only in panes, never in a field and never
 * while an input method composes.
 */
export function Keyboard(): null {
  const workbench = useWorkbench();
  useEffect(() => {
    const run = (event: KeyboardEvent, plain: boolean): void => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      if (isForTerminal(event)) return;
      if (plain && !workbench.state.unlocked) return;
      if (plain && (!isLetterPlace(event.target) || pressesControl(event))) return;
      const command = commandFor(event, workbench, plain);
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      wantFocus(true);
      workbench.run(command.id);
    };
    const onCapture = (event: KeyboardEvent): void => {
      // What a press of Enter opens takes the focus; the next key takes the wish back.
      wantFocus(!event.isComposing && (event.key === 'Enter' || pressesControl(event)));
      run(event, false);
    };
    const onPointer = (): void => wantFocus(false);
    const onBubble = (event: KeyboardEvent): void => run(event, true);
    const onFocus = (event: FocusEvent): void => {
      if (!(event.target instanceof Element)) return;
      const region = event.target.closest('[data-region]');
      if (region) lastFocus.set(region, event.target);
    };
    window.addEventListener('keydown', onCapture, { capture: true });
    window.addEventListener('keydown', onBubble);
    window.addEventListener('pointerdown', onPointer, { capture: true });
    window.addEventListener('focusin', onFocus);
    return () => {
      window.removeEventListener('keydown', onCapture, { capture: true });
      window.removeEventListener('keydown', onBubble);
      window.removeEventListener('pointerdown', onPointer, { capture: true });
      window.removeEventListener('focusin', onFocus);
    };
  }, [workbench]);
  return null;
}
