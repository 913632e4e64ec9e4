import { create } from 'zustand';
import type { ToastAction } from '../../ui';

export interface NoticeInput {
  /** The same id again replaces the toast in place. */
  id?: string;
  tone?: 'info' | 'ok' | 'warn' | 'error' | 'case';
  title: string;
  body?: string;
  /** A toast with actions stays until it is closed, unless it has a time. */
  actions?: ToastAction[];
  /** Milliseconds in sight, for one whose buttons stand elsewhere too. */
  timeoutMs?: number;
  /** False for a mere receipt: it is shown but not kept in the list. */
  keep?: boolean;
}

export interface Notice extends NoticeInput {
  key: number;
  at: number;
}

/** How many past notices the bell lists. */
const kept = 100;

interface Notices {
  list: readonly Notice[];
  unread: number;
  add: (notice: NoticeInput) => void;
  read: () => void;
  clear: () => void;
}

let nextKey = 1;

/** Past notices: a toast is never the only record of anything. */
export const useNotices = create<Notices>((set) => ({
  list: [],
  unread: 0,
  add: (notice) =>
    set(({ list, unread }) => ({
      // What replaces a toast replaces its record, so that a used-up Undo is not offered again.
      list: [
        { ...notice, key: nextKey++, at: Date.now() },
        ...list.filter(({ id }) => id === undefined || id !== notice.id),
      ].slice(0, kept),
      unread: unread + 1,
    })),
  read: () => set({ unread: 0 }),
  clear: () => set({ list: [], unread: 0 }),
}));
