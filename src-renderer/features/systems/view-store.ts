import { create } from 'zustand';
import type { KeptForm, SystemMode } from './kept-form';

/** Dialogs that commands of the systems open. */
export type SystemDialog =
  | { kind: 'create'; customerId?: string; siteId?: string }
  | { kind: 'customer'; id: string | null }
  | { kind: 'site'; id: string | null; customerId?: string }
  | { kind: 'import' }
  | { kind: 'sshConfig'; systemId?: string }
  | { kind: 'secret'; name: string };

interface SystemsView {
  modes: Readonly<Record<string, SystemMode>>;
  /** Systems whose form holds changes that are not saved. */
  dirty: ReadonlySet<string>;
  /** Latest typing in the form of each system; null once it was saved or given up. */
  drafts: Readonly<Record<string, KeptForm | null>>;
  /** Endpoint to which the eye is led, by system. */
  highlights: Readonly<Record<string, string>>;
  /** Changes the mode of a panel, unless that would lose what was typed; tells whether it did. */
  setMode: (systemId: string, mode: SystemMode) => boolean;
  /** Ends the form of a panel, saved or given up. */
  endForm: (systemId: string) => void;
  setDirty: (systemId: string, dirty: boolean) => void;
  setDraft: (systemId: string, draft: KeptForm | null) => void;
  setHighlight: (systemId: string, endpointId: string) => void;
  dialog: SystemDialog | null;
  showDialog: (dialog: SystemDialog) => void;
  closeDialog: () => void;
}

const reading: SystemMode = { kind: 'read' };

/** View state of the systems' screens. */
export const useSystemsView = create<SystemsView>((set, get) => ({
  modes: {},
  dirty: new Set(),
  drafts: {},
  highlights: {},
  setMode: (systemId, mode) => {
    if (get().dirty.has(systemId)) return false;
    set((state) => ({ modes: { ...state.modes, [systemId]: mode } }));
    return true;
  },
  endForm: (systemId) =>
    set((state) => ({
      modes: { ...state.modes, [systemId]: reading },
      dirty: without(state.dirty, systemId),
    })),
  setDirty: (systemId, dirty) =>
    set((state) => {
      if (state.dirty.has(systemId) === dirty) return state;
      return {
        dirty: dirty ? new Set([...state.dirty, systemId]) : without(state.dirty, systemId),
      };
    }),
  setDraft: (systemId, draft) =>
    set((state) => ({ drafts: { ...state.drafts, [systemId]: draft } })),
  setHighlight: (systemId, endpointId) =>
    set((state) => ({ highlights: { ...state.highlights, [systemId]: endpointId } })),
  dialog: null,
  showDialog: (dialog) => set({ dialog }),
  closeDialog: () => set({ dialog: null }),
}));

/** What the panel of a system is doing now. */
export function useSystemMode(systemId: string): SystemMode {
  return useSystemsView((store) => store.modes[systemId]) ?? reading;
}

function without(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...set].filter((other) => other !== id));
}
