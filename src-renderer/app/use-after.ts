import { useEffect, useState } from 'react';

/** Becomes true once the clock has passed `at` (milliseconds since 1970). */
export function useAfter(at: number): boolean {
  const [passed, setPassed] = useState(() => Date.now() >= at);
  useEffect(() => {
    const left = at - Date.now();
    if (left <= 0) {
      setPassed(true);
      return;
    }
    setPassed(false);
    const timer = setTimeout(() => setPassed(true), left);
    return () => clearTimeout(timer);
  }, [at]);
  return passed;
}
