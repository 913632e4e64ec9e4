import { create } from 'zustand';

/** Dialogs that commands of the tunnels open. */
export type TunnelDialog =
  /** `id` null adds one. */
  | { kind: 'form'; id: string | null; endpointId?: string }
  /** Other computers could use it: a person decides. */
  | { kind: 'network'; id: string }
  | { kind: 'remove'; id: string };

interface TunnelsView {
  dialog: TunnelDialog | null;
  show: (dialog: TunnelDialog | null) => void;
  /** The tunnel that is selected in the side list or on the page; start and stop act on it. */
  selected: string | undefined;
  select: (id: string | undefined) => void;
}

/** View state of the tunnels' screens. */
export const useTunnelsView = create<TunnelsView>((set) => ({
  dialog: null,
  show: (dialog) => set({ dialog }),
  selected: undefined,
  select: (selected) => set({ selected }),
}));
