import { create } from 'zustand';
import type { LogRow, LogTarget, LogView } from '../../../src-main/contract/logs';

/** What the keyboard stands on in a log page. */
export interface FocusedRow {
  viewId: string;
  /** Of the view that numbers it. */
  generation: number;
  row: LogRow;
}

interface LogPages {
  /** Endpoints that a person opened since the program started; only these connect by themselves. */
  allowed: ReadonlySet<string>;
  allow: (endpointIds: readonly string[]) => void;
  /** The latest state of each open page's view, by panel id. */
  views: Readonly<Record<string, LogView>>;
  setView: (panelId: string, view: LogView | null) => void;
  /** What the inspector shows, by panel id. */
  focused: Readonly<Record<string, FocusedRow>>;
  focus: (panelId: string, focused: FocusedRow | null) => void;
  /** Where a page that is being opened, or is open, shall go, by panel id; the page takes it away. */
  targets: Readonly<Record<string, LogTarget>>;
  aim: (panelId: string, target: LogTarget | null) => void;
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string) {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** View state of the log pages; the logs themselves live in the host. */
export const useLogPages = create<LogPages>((set) => ({
  allowed: new Set(),
  allow: (endpointIds) =>
    set(({ allowed }) => ({ allowed: new Set([...allowed, ...endpointIds]) })),
  views: {},
  setView: (panelId, view) =>
    set(({ views }) => ({
      views: view ? { ...views, [panelId]: view } : without(views, panelId),
    })),
  targets: {},
  aim: (panelId, target) =>
    set(({ targets }) => ({
      targets: target ? { ...targets, [panelId]: target } : without(targets, panelId),
    })),
  focused: {},
  focus: (panelId, focused) =>
    set((state) => {
      if (!focused && !(panelId in state.focused)) return {};
      return {
        focused: focused
          ? { ...state.focused, [panelId]: focused }
          : without(state.focused, panelId),
      };
    }),
}));
