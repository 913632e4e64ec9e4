import { create } from 'zustand';

interface TerminalDialogs {
  /** A host is to be chosen for a new terminal. */
  picking: boolean;
  pick: (picking: boolean) => void;
  /** Terminals that get the line on the page that sends to several. */
  ticked: ReadonlySet<string>;
  tick: (id: string, on: boolean) => void;
}

/** Dialogs of terminals that belong to no page. */
export const useTerminalDialogs = create<TerminalDialogs>((set) => ({
  picking: false,
  pick: (picking) => set({ picking }),
  ticked: new Set(),
  tick: (id, on) =>
    set(({ ticked }) => ({
      ticked: new Set(on ? [...ticked, id] : [...ticked].filter((other) => other !== id)),
    })),
}));
