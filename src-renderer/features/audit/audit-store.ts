import { create } from 'zustand';
import type { AuditEntry } from '../../../src-main/contract/index';

interface AuditView {
  /** The row that the inspector shows. */
  selected: AuditEntry | null;
  select: (entry: AuditEntry | null) => void;
}

/** View state of the audit log. */
export const useAuditView = create<AuditView>((set) => ({
  selected: null,
  select: (selected) => set({ selected }),
}));
