import type { ReactElement, Ref } from 'react';
import { Tooltip as MantineTooltip } from '@mantine/core';
import { Kbd } from '../marks/Kbd';
import styles from './Tooltip.module.css';

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
  return (
    <MantineTooltip
      ref={ref as Ref<HTMLDivElement>}
      label={
        <>
          {label}
          {kbd && <Kbd keys={kbd} />}
        </>
      }
      disabled={disabled}
      openDelay={450}
      events={{ hover: true, focus: true, touch: false }}
      transitionProps={{ duration: 80 }}
      classNames={{ tooltip: styles['tooltip'] ?? '' }}
      multiline
      withinPortal
    >
      {children}
    </MantineTooltip>
  );
}
