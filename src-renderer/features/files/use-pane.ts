import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FileEntry, FilePlace } from '../../../src-main/contract/index';
import {
  emptySelection,
  selectionRows,
  selectionSize,
  selectRange,
  type RowSelection,
} from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { parentPath } from './paths';
import type { FileHost } from './places';
import { useListing, type FileSort, type ListingView } from './use-listing';

/** The most entries one action takes, see the contract. */
export const mostSelected = 1000;

/** What is typed into a pane now. */
export type PaneEditing = { kind: 'rename'; entry: FileEntry } | { kind: 'folder' | 'path' };

/** One side of the browser: a folder, how it is shown, and what is selected in it. */
export interface Pane {
  side: 'local' | 'remote';
  /** Null on this device. */
  host: FileHost | null;
  place: FilePlace;
  view: ListingView;
  sort: FileSort;
  setSort: (sort: FileSort) => void;
  filter: string;
  setFilter: (filter: string) => void;
  showHidden: boolean;
  setShowHidden: (show: boolean) => void;
  selection: RowSelection;
  setSelection: (selection: RowSelection) => void;
  selectedCount: number;
  /** The one selected entry, or null with none or several. */
  single: FileEntry | null;
  /** Every selected entry; null after a notice when there are too many. */
  selected: () => Promise<FileEntry[] | null>;
  go: (path: string, focusName?: string) => void;
  back: (() => void) | null;
  forward: (() => void) | null;
  up: (() => void) | null;
  editing: PaneEditing | null;
  setEditing: (editing: PaneEditing | null) => void;
  /** Reads the folder again and then stands on an entry. */
  refreshAt: (name: string) => void;
}

/** Keeps one pane of the browser. */
export function usePane({
  side,
  host,
  initialPath,
  enabled,
  onPath,
}: {
  side: 'local' | 'remote';
  host: FileHost | null;
  initialPath: string;
  enabled: boolean;
  /** Told whenever another folder is shown, for what is kept with the layout. */
  onPath: (path: string) => void;
}): Pane {
  const workbench = useWorkbench();
  const endpointId = host?.endpoint.id ?? null;
  const [trail, setTrail] = useState({ paths: [initialPath], at: 0 });
  const [sort, setSort] = useState<FileSort>({ by: 'name', descending: false });
  const [filter, setFilter] = useState('');
  const [showHidden, setShowHidden] = useState(true);
  const [selection, setSelection] = useState(emptySelection);
  const [editing, setEditing] = useState<PaneEditing | null>(null);
  /** The entry to stand on once another listing than `before` is there. */
  const wanted = useRef<{ name: string; before: string | undefined } | null>(null);
  const shownId = useRef<string | undefined>(undefined);
  const path = trail.paths[trail.at] ?? '';
  const place = useMemo(() => ({ endpointId, path }), [endpointId, path]);
  const filterNow = useDelayed(filter, 120);
  const view = useListing(place, { showHidden, sort, filter: filterNow, enabled });
  const { listing, version, seek, refresh } = view;

  const folder = useRef<string | undefined>(undefined);
  const shownPath = listing?.place.path;
  useEffect(() => {
    // A row number now means another entry: nothing may stay selected by it. Within a folder the
    // keyboard stays where it was.
    const stays = folder.current === shownPath;
    folder.current = shownPath;
    setSelection((before) => (stays ? { ...emptySelection, focus: before.focus } : emptySelection));
  }, [version, shownPath]);
  useEffect(() => {
    if (listing) onPath(listing.place.path);
    // Only where it is counts; the function may be a new one each time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [listing?.place.path]);

  useEffect(() => {
    shownId.current = listing?.id;
  }, [listing?.id]);
  useEffect(() => {
    const target = wanted.current;
    if (!target || !listing?.complete || listing.id === target.before) return;
    wanted.current = null;
    seek(target.name, 0)
      .then((row) => {
        if (row !== null) setSelection(selectRange(row, row));
      })
      .catch(() => undefined);
  }, [listing?.complete, listing?.id, version, seek]);

  const go = useCallback((next: string, focusName?: string) => {
    wanted.current = focusName === undefined ? null : { name: focusName, before: shownId.current };
    setFilter('');
    setEditing(null);
    setTrail(({ paths, at }) =>
      paths[at] === next ? { paths, at } : { paths: [...paths.slice(0, at + 1), next], at: at + 1 },
    );
  }, []);
  const step = (by: number): (() => void) | null => {
    const at = trail.at + by;
    if (trail.paths[at] === undefined) return null;
    return () => {
      setFilter('');
      setEditing(null);
      setTrail({ paths: trail.paths, at });
    };
  };
  const parent = listing?.crumbs.at(-2);
  const here = listing?.crumbs.at(-1);
  const above = listing ? parent?.path : /^(\/.|bytes:)/.test(path) ? parentPath(path) : undefined;
  const up = above === undefined ? null : () => go(above, here?.name);

  const refreshAt = useCallback(
    (name: string) => {
      wanted.current = { name, before: shownId.current };
      refresh();
    },
    [refresh],
  );

  const selectedCount = selectionSize(selection);
  const selected = async (): Promise<FileEntry[] | null> => {
    if (selectedCount > mostSelected) {
      workbench.notify({
        id: 'files-too-many',
        tone: 'info',
        title: workbench.text('files:tooMany', { limit: mostSelected }),
        keep: false,
      });
      return null;
    }
    return view.fetchRows([...selectionRows(selection)]);
  };
  const [range] = selection.ranges;
  const single = selectedCount === 1 && range ? (view.get(range[0]) ?? null) : null;
  return {
    side,
    host,
    place,
    view,
    sort,
    setSort,
    filter,
    setFilter,
    showHidden,
    setShowHidden,
    selection,
    setSelection,
    selectedCount,
    single,
    selected,
    go,
    back: step(-1),
    forward: step(1),
    up,
    editing,
    setEditing,
    refreshAt,
  };
}

/** A value once it has stood still for a while. */
function useDelayed(value: string, delayMs: number): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return value === '' ? '' : delayed;
}
