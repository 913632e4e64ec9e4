import { create } from 'zustand';

interface Overlays {
  /** Text the palette starts with, or null while it is closed. */
  palette: string | null;
  help: boolean;
  notices: boolean;
  show: (part: Partial<Pick<Overlays, 'palette' | 'help' | 'notices'>>) => void;
}

/** What lies over the frame. */
export const useOverlays = create<Overlays>((set) => ({
  palette: null,
  help: false,
  notices: false,
  show: (part) => set(part),
}));
