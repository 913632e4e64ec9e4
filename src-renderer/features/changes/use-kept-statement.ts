import { useEffect, useState } from 'react';
import { keptFor, type KeptStatement } from './change-memory';
import { useChanges } from './change-store';

/** The statement kept for a host while it holds, and a way to take it back. */
export function useKeptStatement(name: string | undefined): {
  kept: KeptStatement | null;
  forget: () => void;
} {
  const memory = useChanges((store) => store.memory);
  const forget = useChanges((store) => store.forget);
  const [now, setNow] = useState(() => Date.now());
  const kept = name === undefined ? null : keptFor(memory, name, now);
  const until = kept?.until;
  useEffect(() => {
    if (until === undefined) return;
    const timer = setTimeout(() => setNow(Date.now()), until - Date.now() + 50);
    return () => clearTimeout(timer);
  }, [until]);
  return { kept, forget: () => (name === undefined ? undefined : forget(name)) };
}
