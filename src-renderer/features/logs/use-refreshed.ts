import { useEffect, useRef, useState } from 'react';

/** What a growing log makes stale is asked for again at most this often. */
const refreshMs = 1000;

/**
 * The latest answer to a question that goes stale again and again: one question at a time, at
 * most one a second; another `key` is asked at once, and answers to the old one do not count.
 *
 * @param stamp whatever makes the answer stale
 * @param ask the question; null asks nothing
 */
export function useRefreshed<Answer>(
  key: string,
  stamp: string,
  ask: (() => Promise<Answer>) | null,
  onError: (error: unknown) => void,
): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const latest = useRef({ key, ask, onError });
  const state = useRef({ busy: false, stale: false, last: 0, timer: 0, key: '' });
  useEffect(() => {
    latest.current = { key, ask, onError };
  });
  useEffect(() => {
    const current = state.current;
    const run = async (): Promise<void> => {
      current.timer = 0;
      const { key: asked, ask: question, onError: fail } = latest.current;
      if (!question) return;
      current.busy = true;
      current.stale = false;
      current.last = Date.now();
      try {
        const found = await question();
        if (asked === latest.current.key) setAnswer(() => found);
      } catch (error) {
        fail(error);
      }
      current.busy = false;
      // Became stale meanwhile.
      if (current.stale) schedule(refreshMs);
    };
    const schedule = (wait: number): void => {
      if (current.busy) {
        current.stale = true;
        return;
      }
      if (current.timer !== 0) return;
      current.timer = window.setTimeout(() => void run(), wait);
    };
    if (current.key !== key) {
      current.key = key;
      window.clearTimeout(current.timer);
      current.timer = 0;
      schedule(0);
    } else schedule(Math.max(0, current.last + refreshMs - Date.now()));
  }, [key, stamp]);
  useEffect(
    () => () => {
      const current = state.current;
      window.clearTimeout(current.timer);
      current.timer = 0;
      current.key = '';
    },
    [],
  );
  return answer;
}
