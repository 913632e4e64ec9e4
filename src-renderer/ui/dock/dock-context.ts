import { createContext, useContext, type ReactNode } from 'react';
import type { DockPanelKind } from './dock-types';

export interface DockContextValue {
  kinds: Readonly<Record<string, DockPanelKind>>;
  close: (id: string) => Promise<boolean>;
  empty: ReactNode;
}

/** What tabs and the empty dock need; dockview draws them through portals, which keep context. */
export const DockContext = createContext<DockContextValue>({
  kinds: {},
  close: () => Promise.resolve(false),
  empty: null,
});

export function useDockContext(): DockContextValue {
  return useContext(DockContext);
}
