import { create } from 'zustand';
import type { QueryCard } from '../../../../src-main/contract/index';

/** A dialog about queries of the library, whoever opened it. */
export type QueryDialog =
  /** Folder and tags of some. */
  | { kind: 'place'; queries: readonly QueryCard[] }
  /** Everything that is said about one. */
  | { kind: 'edit'; id: string }
  | { kind: 'import' }
  | { kind: 'export'; ids: readonly string[] };

export const useQueryDialogs = create<{
  dialog: QueryDialog | null;
  show: (dialog: QueryDialog | null) => void;
}>((set) => ({ dialog: null, show: (dialog) => set({ dialog }) }));

/** Opens a dialog about queries. */
export function showQueryDialog(dialog: QueryDialog): void {
  useQueryDialogs.getState().show(dialog);
}
