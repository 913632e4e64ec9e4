import { useRef, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import type { LogPlace } from '../../../src-main/contract/logs';
import { useAnnounce } from '../../ui/index';
import { placeKey } from './places';

/** A log that is chosen in the side list to be read with others. */
export interface MarkedLog {
  place: LogPlace;
  name: string;
  production: boolean;
}

interface Marked {
  logs: readonly MarkedLog[];
  set: (logs: readonly MarkedLog[]) => void;
}

/** Chosen logs, in the order in which they were chosen. */
export const useMarked = create<Marked>((set) => ({
  logs: [],
  set: (logs) => set({ logs }),
}));

/** Which mark a log has among the chosen ones; −1 for none. */
export function markOf(logs: readonly MarkedLog[], place: LogPlace): number {
  const key = placeKey(place);
  return logs.findIndex((log) => placeKey(log.place) === key);
}

/**
 * Choosing several rows of a list that selects one: X or a click with Ctrl chooses a row and
 * takes it back, Escape takes all back, Enter opens what is chosen. Spread `area` on an element
 * around the list.
 */
export function useMarking({
  logsOf,
  selected,
  onSelect,
  onOpen,
  onOpenMarked,
}: {
  /** The logs of a row; a host has several. */
  logsOf: (id: string) => readonly MarkedLog[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  onOpenMarked: () => void;
}) {
  const { t } = useTranslation('logs');
  const announce = useAnnounce();
  const { logs, set } = useMarked();
  const withCtrl = useRef(false);

  const toggle = (id: string): void => {
    const row = logsOf(id);
    if (row.length === 0) return;
    const all = row.every(({ place }) => markOf(logs, place) >= 0);
    const rest = logs.filter(({ place }) => markOf(row, place) < 0);
    const added = all ? [] : row.filter(({ place }) => markOf(logs, place) < 0);
    const next = all ? rest : [...logs, ...added];
    set(next);
    announce(t('merge.marked', { count: next.length }));
  };
  return {
    area: {
      onClickCapture: (event: MouseEvent) => {
        withCtrl.current = event.ctrlKey || event.metaKey;
      },
      onKeyDownCapture: (event: KeyboardEvent) => {
        withCtrl.current = false;
        if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key.toLowerCase() === 'x' && selected !== undefined) toggle(selected);
        else if (event.key === 'Enter' && logs.length > 1) onOpenMarked();
        else if (event.key === 'Escape' && logs.length > 0) set([]);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
    },
    select: (id: string): void => {
      onSelect(id);
      if (withCtrl.current) toggle(id);
    },
    activate: (id: string): void => {
      if (!withCtrl.current) onOpen(id);
    },
  };
}
