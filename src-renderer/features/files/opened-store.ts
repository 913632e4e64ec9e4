import { create } from 'zustand';

interface Opened {
  /** Panels that may connect: after a start, customers' servers are not reached by themselves. */
  opened: ReadonlySet<string>;
  /** Folders that open pages were asked to go to, by panel. */
  wishes: Readonly<Record<string, string>>;
  open: (panelId: string) => void;
  wish: (panelId: string, path: string) => void;
  /** The page has gone there. */
  granted: (panelId: string) => void;
}

export const useOpened = create<Opened>((set) => ({
  opened: new Set(),
  wishes: {},
  open: (panelId) => set(({ opened }) => ({ opened: new Set([...opened, panelId]) })),
  wish: (panelId, path) => set(({ wishes }) => ({ wishes: { ...wishes, [panelId]: path } })),
  granted: (panelId) =>
    set(({ wishes: { [panelId]: _gone, ...wishes } }) => ({
      wishes,
    })),
}));
