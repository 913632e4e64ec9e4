import { create } from 'zustand';

interface TerminalDialogs {
  /** A host is to be chosen for a new terminal. */
  picking: boolean;
  pick: (picking: boolean) => void;
  /** Terminals ticked on the page that sends to several, until it is shown. */
  wanted: readonly string[];
  want: (ids: readonly string[]) => void;
}

/** Dialogs of terminals that belong to no page. */
export const useTerminalDialogs = create<TerminalDialogs>((set) => ({
  picking: false,
  pick: (picking) => set({ picking }),
  wanted: [],
  want: (wanted) => set({ wanted }),
}));
