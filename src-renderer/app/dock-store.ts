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

/** Opens or activates a panel; waits for the dock when it is not there yet. */
export function openPanel(input: OpenPanelInput): void {
  const { handle, waiting } = useDock.getState();
  if (!handle) {
    useDock.setState({ waiting: [...waiting.filter(({ id }) => id !== input.id), input] });
    return;
  }
  const { beside, ...panel } = input;
  handle.openPanel({ ...panel, ...(beside ? { beside: 'right' as const } : {}) });
}

export function updatePanel(id: string, update: PanelUpdate): void {
  useDock.getState().handle?.updatePanel(id, update);
}
