import { create } from 'zustand';
import type { Run, Schedule } from '../../../src-main/contract/index';
import type { Cell } from './run-model';

/** What the inspector shows of a run's page. */
export interface RunFacts {
  run: Run;
  chosen: Cell | null;
}

/** Dialogs that commands and pages open. */
export type RunbookDialog =
  | { kind: 'review'; runbookId: string }
  | { kind: 'remove'; runbookId: string }
  | { kind: 'schedule'; schedule: Schedule | null; runbookId?: string; endpointIds?: string[] }
  | { kind: 'stop'; run: Run; endpointId: string | null; rollBack: boolean };

interface RunbookView {
  /** Runbook the library has selected. */
  selected: string | undefined;
  select: (id: string) => void;
  /** By panel. */
  facts: Readonly<Record<string, RunFacts>>;
  report: (panelId: string, facts: RunFacts | null) => void;
  /** The cell a person chose on a run's page, by panel. */
  cells: Readonly<Record<string, Cell>>;
  choose: (panelId: string, cell: Cell) => void;
  dialog: RunbookDialog | null;
  show: (dialog: RunbookDialog | null) => void;
}

/** View state of the runbooks' screens. */
export const useRunbookView = create<RunbookView>((set) => ({
  selected: undefined,
  select: (selected) => set({ selected }),
  facts: {},
  report: (panelId, facts) =>
    set((state) => {
      if (facts) return { facts: { ...state.facts, [panelId]: facts } };
      const { [panelId]: _gone, ...rest } = state.facts;
      return { facts: rest };
    }),
  cells: {},
  choose: (panelId, cell) => set((state) => ({ cells: { ...state.cells, [panelId]: cell } })),
  dialog: null,
  show: (dialog) => set({ dialog }),
}));
