import { useEffect, useRef } from 'react';
import { usePanelScope } from './panel';

/** False keeps the panel open. */
export type CloseGuard = () => boolean | Promise<boolean>;

const guards = new Map<string, CloseGuard>();

/**
 * Asks before this panel is closed by its user, e.g. because something runs in it, and does what
 * closing means. Not called when the page goes away. The latest `guard` is called.
 */
export function useCloseGuard(guard: CloseGuard): void {
  const panelId = usePanelScope()?.panelId;
  const latest = useRef(guard);
  useEffect(() => {
    latest.current = guard;
  });
  useEffect(() => {
    if (panelId === undefined) return;
    const own: CloseGuard = () => latest.current();
    guards.set(panelId, own);
    return () => {
      if (guards.get(panelId) === own) guards.delete(panelId);
    };
  }, [panelId]);
}

/** Whether a panel may be closed, as far as it minds. */
export async function mayClose(panelId: string): Promise<boolean> {
  return (await guards.get(panelId)?.()) ?? true;
}
