import { create } from 'zustand';

interface VaultView {
  /** The new recovery key, until its owner says that it is kept. Only in memory. */
  recoveryKey: string | null;
  /** Locked in this page by a person or by idleness: the keyring is not asked by itself. */
  lockedHere: 'person' | 'idle' | null;
  showKey: (recoveryKey: string) => void;
  keyKept: () => void;
  lockedBy: (who: VaultView['lockedHere']) => void;
}

export const useVaultView = create<VaultView>((set) => ({
  recoveryKey: null,
  lockedHere: null,
  showKey: (recoveryKey) => set({ recoveryKey }),
  keyKept: () => set({ recoveryKey: null }),
  lockedBy: (lockedHere) => set({ lockedHere }),
}));

/** The recovery key that still has to be kept by its owner, or null. */
export function usePendingRecoveryKey(): string | null {
  return useVaultView((view) => view.recoveryKey);
}
