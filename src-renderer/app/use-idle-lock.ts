import { useEffect } from 'react';
import { useSettings, useWorkbench } from '../features/workbench/index';

const checkEveryMs = 10_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Locks after the minutes of the setting without a sign of a person; 0 never locks. */
export function useIdleLock(): void {
  const workbench = useWorkbench();
  const minutes = useSettings().lockAfterMinutes;
  useEffect(() => {
    if (minutes <= 0) return;
    let last = Date.now();
    const onSign = (): void => {
      last = Date.now();
    };
    for (const sign of signs)
      window.addEventListener(sign, onSign, { passive: true, capture: true });
    const timer = setInterval(() => {
      if (Date.now() - last >= minutes * 60_000) workbench.run('vault.lock', 'idle');
    }, checkEveryMs);
    return () => {
      clearInterval(timer);
      for (const sign of signs) window.removeEventListener(sign, onSign, { capture: true });
    };
  }, [minutes, workbench]);
}
