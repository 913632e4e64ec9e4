import { create } from 'zustand';
import type { OpenPanelInput, PanelUpdate } from '../features/workbench/index';
import type { DockHandle } from '../ui';

interface DockState {
  handle: DockHandle | null;
  /** Panels asked for before the dock stood. */
  waiting: readonly OpenPanelInput[];
  setHandle: (handle: DockHandle | null) => void;
}

/** The dock of the frame, for commands and handlers outside of it. */
export const useDock = create<DockState>((set) => ({
  handle: null,
  waiting: [],
  setHandle: (handle) => set({ handle, ...(handle ? { waiting: [] } : {}) }),
}));

/** Whether the panel that is opened or activated next takes the focus. */
let focusWanted = false;

/**
 * A key opened what comes next, so the focus goes there with it. The next key or press takes the
 * wish back (`false`), so that nothing moves the focus of somebody who went on working.
 */
export function wantFocus(wanted: boolean): void {
  focusWanted = wanted;
}

function giveFocus(handle: DockHandle): void {
  if (!focusWanted) return;
  focusWanted = false;
  handle.focus();
}

/** Opens or activates a panel; waits for the dock when it is not there yet. */
export function openPanel(input: OpenPanelInput): void {
  const { handle, waiting } = useDock.getState();
  if (!handle) {
    useDock.setState({ waiting: [...waiting.filter(({ id }) => id !== input.id), input] });
    return;
  }
  const { beside, focus, ...panel } = input;
  handle.openPanel({
    ...panel,
    ...(beside ? { beside: beside === true ? ('right' as const) : beside } : {}),
  });
  if (focus) focusWanted = true;
  giveFocus(handle);
}

export function activatePanel(id: string): void {
  const { handle } = useDock.getState();
  if (!handle) return;
  handle.activate(id);
  giveFocus(handle);
}

export function closePanel(id: string): void {
  const { handle } = useDock.getState();
  // What had the focus goes with the panel: the one behind it goes on.
  void handle?.closePanel(id).then((closed) => closed && giveFocus(handle));
}

export function updatePanel(id: string, update: PanelUpdate): void {
  useDock.getState().handle?.updatePanel(id, update);
}
