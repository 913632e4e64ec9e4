import type { ReactNode } from 'react';
import { PanelHeader } from '../../ui';
import { useFrame } from './frame-store';

/**
 * A section below the side list of an activity. Its heading folds it; what is folded is kept
 * with the frame.
 */
export function SideSection({
  id,
  title,
  count,
  actions,
  children,
}: {
  /** One word, the same at every start. */
  id: string;
  title: string;
  count?: number | undefined;
  actions?: ReactNode;
  children?: ReactNode;
}) {
  const folded = useFrame((frame) => frame.foldedSections);
  const change = useFrame((frame) => frame.change);
  const open = !folded.includes(id);
  const toggle = (): void =>
    change({ foldedSections: open ? [...folded, id] : folded.filter((other) => other !== id) });
  return (
    <div role="group" aria-label={title}>
      <PanelHeader title={title} count={count} actions={actions} fold={{ open, toggle }} />
      {open && children}
    </div>
  );
}
