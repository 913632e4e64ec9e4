import { createContext, useCallback, useContext, useRef, type ReactNode } from 'react';

export type Politeness = 'polite' | 'assertive';
export type Announce = (text: string, politeness?: Politeness) => void;

const LiveRegionContext = createContext<Announce>(() => {});

/**
 * Says a sentence to screen readers. Polite for counts, ends of tasks and sync; assertive only for
 * a breached deadline, write mode and a lost connection. Never call it per log line.
 */
export function useAnnounce(): Announce {
  return useContext(LiveRegionContext);
}

/** Holds the two live regions of the program. They exist from the start: a region added together
 * with its text is not read by most screen readers. */
export function LiveRegionProvider({ children }: { children: ReactNode }) {
  const polite = useRef<HTMLDivElement>(null);
  const assertive = useRef<HTMLDivElement>(null);
  const announce = useCallback<Announce>((text, politeness = 'polite') => {
    const region = (politeness === 'assertive' ? assertive : polite).current;
    if (!region) return;
    // The same sentence twice is only read twice when the text differs; a no-break space does it.
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }, []);
  return (
    <LiveRegionContext value={announce}>
      {children}
      <div ref={polite} className="fb-visually-hidden" aria-live="polite" />
      <div ref={assertive} className="fb-visually-hidden" aria-live="assertive" />
    </LiveRegionContext>
  );
}
