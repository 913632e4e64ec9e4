import type { DragEvent } from 'react';
import type { FileEntry } from '../../../src-main/contract/index';
import type { Pane } from './use-pane';

/** What travels in a drag of the program itself: only that it is one. */
const dragType = 'application/x-fieldbench-files';

/** The pane whose entries are being dragged; a drag never leaves its window. */
let dragged: { side: Pane['side']; panelId: string; entries: Promise<FileEntry[] | null> } | null =
  null;

/** Begins to drag the selected entries of a pane. */
export function startDrag(event: DragEvent, pane: Pane, panelId: string): void {
  dragged = { side: pane.side, panelId, entries: pane.selected() };
  event.dataTransfer.effectAllowed = 'copy';
  event.dataTransfer.setData(dragType, pane.side);
  window.addEventListener(
    'dragend',
    () => {
      dragged = null;
    },
    { once: true },
  );
}

/** What is dragged over a pane: entries of its other side, files of the system, or nothing for it. */
export function draggedOver(
  event: DragEvent,
  pane: Pane,
  panelId: string,
): 'entries' | 'files' | null {
  const { types } = event.dataTransfer;
  if (types.includes(dragType))
    return dragged && dragged.panelId === panelId && dragged.side !== pane.side ? 'entries' : null;
  return types.includes('Files') && pane.side === 'remote' ? 'files' : null;
}

/** The entries that were dragged, for the pane they are dropped on. */
export async function droppedEntries(): Promise<readonly FileEntry[]> {
  return (await dragged?.entries) ?? [];
}
