import { create } from 'zustand';
import type { LogLine } from '../../../src-main/contract/index';

interface TailViewState {
  /** Log endpoints that a person opened since the program started; only these connect by themselves. */
  opened: ReadonlySet<string>;
  open: (endpointId: string) => void;
  /** What the inspector shows: the focused line of each panel. */
  focused: Readonly<Record<string, { tailId: string; line: LogLine } | null>>;
  focus: (panelId: string, focused: { tailId: string; line: LogLine } | null) => void;
}

/** View state of the tails; the logs themselves live in the host. */
export const useTailViews = create<TailViewState>((set) => ({
  opened: new Set(),
  open: (endpointId) => set(({ opened }) => ({ opened: new Set([...opened, endpointId]) })),
  focused: {},
  focus: (panelId, focused) =>
    set((state) => ({ focused: { ...state.focused, [panelId]: focused } })),
}));
