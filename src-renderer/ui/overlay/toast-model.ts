import type { ReactNode } from 'react';

export interface ToastAction {
  label: string;
  onClick: () => void;
  kbd?: string;
}

export interface ToastInput {
  /** Showing the same id again replaces the toast in place. */
  id?: string;
  tone?: 'info' | 'ok' | 'warn' | 'error' | 'case';
  title: string;
  body?: ReactNode;
  /** A toast with actions stays until one is used or it is closed, unless it has a time. */
  actions?: ToastAction[];
  /** How long it stays, in milliseconds; default 5 000 without actions. */
  timeoutMs?: number;
}

export interface Toast extends ToastInput {
  id: string;
}

/** At most this many are in sight. */
const toastLimit = 3;

/**
 * The stack after one more toast. When it is full the oldest one without buttons goes; when all
 * have buttons the oldest goes, since a toast is never the only record of anything.
 */
export function pushToast(stack: readonly Toast[], toast: Toast): Toast[] {
  if (stack.some((other) => other.id === toast.id)) {
    return stack.map((other) => (other.id === toast.id ? toast : other));
  }
  const next = [...stack, toast];
  if (next.length <= toastLimit) return next;
  const expendable = next.findIndex((other) => !other.actions?.length);
  // The newest is never the one to go.
  const victim = expendable >= 0 && expendable < next.length - 1 ? expendable : 0;
  return next.filter((_, index) => index !== victim);
}
