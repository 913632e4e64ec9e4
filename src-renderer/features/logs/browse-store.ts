import { create } from 'zustand';

/** Whose files are chosen from: this machine's, or those of a host. */
export type BrowsePlace = { kind: 'local' } | { kind: 'remote'; endpointId: string };

interface BrowseState {
  /** The dialog that chooses a file is open for this place. */
  place: BrowsePlace | null;
  show: (place: BrowsePlace | null) => void;
}

/** The dialog that chooses a log file. */
export const useBrowse = create<BrowseState>((set) => ({
  place: null,
  show: (place) => set({ place }),
}));
