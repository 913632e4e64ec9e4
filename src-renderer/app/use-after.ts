import { useEffect, useState } from 'react';

/** Becomes true once the clock has passed `at` (milliseconds since 1970). */
export function useAfter(at: number): boolean {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return now >= at;
}
