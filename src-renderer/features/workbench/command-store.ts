import { create } from 'zustand';
import { matchesChord, parseChord, isPlainChord, type KeyPress } from './keys';
import type { Command, CommandState } from './types';

interface Registered {
  command: Command;
  /** Lives with this panel and acts only while the panel is active; null lives with the frame. */
  panelId: string | null;
}

interface CommandRegistry {
  registered: readonly Registered[];
  register: (command: Command, panelId: string | null) => () => void;
}

/** The one registry of commands. */
export const useCommandRegistry = create<CommandRegistry>((set) => ({
  registered: [],
  register: (command, panelId) => {
    const entry = { command, panelId };
    set(({ registered }) => ({ registered: [...registered, entry] }));
    return () =>
      set(({ registered }) => ({ registered: registered.filter((other) => other !== entry) }));
  },
}));

/** Commands that exist now. Those of the active panel come first and win over others of their id. */
export function presentCommands(
  registered: readonly Registered[],
  state: Pick<CommandState, 'activePanel'>,
): Command[] {
  const active = state.activePanel;
  const group = active?.component.split('.')[0];
  const rank = ({ command, panelId }: Registered): number =>
    panelId !== null ? 0 : command.id.split('.')[0] === group ? 1 : 2;
  const seen = new Set<string>();
  return registered
    .filter(({ panelId }) => panelId === null || panelId === active?.id)
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ command }) => command)
    .filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Chords of a command, the shown one first. */
export function keysOf(command: Command): readonly string[] {
  if (command.keys === undefined) return [];
  return typeof command.keys === 'string' ? [command.keys] : command.keys;
}

/** The i18n key of the reason why a command cannot be used now, or null. */
export function refusal(command: Command, state: CommandState): string | null {
  const verdict = command.when?.(state) ?? true;
  return verdict === true ? null : verdict;
}

/**
 * The command that a key press means, or null. One that can be used now is preferred; if all
 * are refused the first is returned, so that its reason can be shown.
 */
export function commandOfPress(
  commands: readonly Command[],
  press: KeyPress,
  state: CommandState,
  lettersAct: boolean,
): Command | null {
  const meant = commands.filter((command) =>
    keysOf(command).some((text) => {
      const chord = parseChord(text);
      return (lettersAct || !isPlainChord(chord)) && matchesChord(chord, press);
    }),
  );
  return meant.find((command) => refusal(command, state) === null) ?? meant[0] ?? null;
}
