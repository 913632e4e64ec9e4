import { useSyncExternalStore, type ReactElement, type Ref } from 'react';
import { flushSync } from 'react-dom';
import { Tooltip as MantineTooltip } from '@mantine/core';
import { cx } from '../cx';
import { Kbd } from '../marks/Kbd';
import styles from './Tooltip.module.css';

/** Set while a press of Escape is told: no tooltip is open then. */
let quiet = false;
const listeners = new Set<() => void>();

function setQuiet(now: boolean): void {
  quiet = now;
  for (const listener of listeners) listener();
}

/**
 * Escape closes a tooltip and does what it is meant for besides. The library would keep the key for
 * itself, so its tooltips are closed before it hears of it: the window comes before the document.
 */
function onKeyDown({ key }: KeyboardEvent): void {
  if (key !== 'Escape' || !document.querySelector('[role="tooltip"]')) return;
  flushSync(() => setQuiet(true));
  setTimeout(() => setQuiet(false));
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('keydown', onKeyDown, true);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('keydown', onKeyDown, true);
  };
}

/**
 * A short text shown on hover and on keyboard focus. It repeats or explains, it never is the only
 * place of an information. `children` is one element that takes a ref.
 */
export function Tooltip({
  label,
  kbd,
  disabled = false,
  children,
  ref,
}: {
  label: string;
  kbd?: string | undefined;
  /** Never shown. */
  disabled?: boolean;
  children: ReactElement;
  ref?: Ref<HTMLElement>;
}) {
  const isQuiet = useSyncExternalStore(subscribe, () => quiet);
  return (
    <MantineTooltip
      ref={ref as Ref<HTMLDivElement>}
      label={
        <>
          {label}
          {kbd && <Kbd keys={kbd} />}
        </>
      }
      disabled={disabled || isQuiet}
      openDelay={450}
      events={{ hover: true, focus: true, touch: false }}
      transitionProps={{ duration: 80 }}
      // What has nothing to say yet may have as it is looked at: see Button.
      classNames={{ tooltip: cx(styles['tooltip'], label === '' && styles['empty']) ?? '' }}
      multiline
      withinPortal
    >
      {children}
    </MantineTooltip>
  );
}
