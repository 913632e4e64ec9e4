import { create } from 'zustand';

export type CaseDialog = { kind: 'create' } | { kind: 'export'; caseId: string; number: string };

/** Which dialog of the cases stands open. */
export const useCaseDialogs = create<{
  dialog: CaseDialog | null;
  show: (dialog: CaseDialog) => void;
  close: () => void;
}>((set) => ({
  dialog: null,
  show: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}));
