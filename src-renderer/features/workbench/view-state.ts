import { useCallback, useEffect, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useHost } from './host';
import { useHostQuery } from './queries';

/**
 * View state of this device, kept in the encrypted store: layouts, widths, drafts. The value
 * is read once; `save` writes the latest value within `delayMs` and when the view or page goes away:
 * what shows the same key next begins with it.
 * Key it by feature: `queries/draft/<id>`.
 */
export function useViewState(
  key: string,
  delayMs = 500,
): { loaded: boolean; initial: string | null; save: (value: string) => void } {
  const host = useHost();
  const queryClient = useQueryClient();
  const { data } = useHostQuery(['viewState', key], (client) => client.settings.viewState({ key }));
  const latest = useRef<string | null>(null);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; value: string } | null>(null);
  const write = useRef((_value: string): void => undefined);
  useEffect(() => {
    write.current = (value) => {
      // The next change writes again; a view state is worth no message of its own.
      host.settings.setViewState({ key, value }).catch(() => undefined);
    };
  }, [host, key]);
  useEffect(() => {
    const flush = (): void => {
      if (!waiting.current) return;
      clearTimeout(waiting.current.timer);
      write.current(waiting.current.value);
      waiting.current = null;
    };
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
      // The page in front keeps what it began with: the cache learns of the rest as it goes away.
      if (latest.current !== null)
        queryClient.setQueryData(['viewState', key], { value: latest.current });
      latest.current = null;
    };
  }, [key, queryClient]);
  const save = useCallback(
    (value: string) => {
      latest.current = value;
      // Counted from the first change: somebody who goes on typing must not put it off.
      if (waiting.current) {
        waiting.current.value = value;
        return;
      }
      const next = {
        value,
        timer: setTimeout(() => {
          waiting.current = null;
          write.current(next.value);
        }, delayMs),
      };
      waiting.current = next;
    },
    [delayMs],
  );
  // Once read it stays read: while the vault is locked again behind the kept pages, asking anew
  // fails, and that must not take the pages away.
  return { loaded: data !== undefined, initial: data?.value ?? null, save };
}
