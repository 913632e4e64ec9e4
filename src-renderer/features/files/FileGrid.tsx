import {
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/index';
import {
  extendTo,
  formatCount,
  physicalHeight,
  selectionAfterKey,
  selectionHas,
  selectionSize,
  selectRange,
  titleOfCutText,
  toggleRow,
  useAnnounce,
  useRowScroller,
  useUi,
  windowAt,
  type RowSelection,
} from '../../ui/index';
import {
  commandOfPress,
  presentCommands,
  useCommandRegistry,
  useWorkbench,
} from '../workbench/index';
import { FileGridHead } from './FileGridHead';
import { FileRow } from './FileRow';
import { TypeAhead } from './type-ahead';
import type { Pane } from './use-pane';
import styles from './files.module.css';

export interface FileGridHandle {
  focus: () => void;
}

/** What can be dropped on the grid, told by the page. */
export interface DropTarget {
  /** Null refuses what is dragged; otherwise whether single folders take it too. */
  accepts: (event: DragEvent) => boolean;
  drop: (event: DragEvent, folder: FileEntry | null) => void;
}

const overscan = 8;
const rowHeightBase = 26;
const headHeightBase = 28;

/**
 * The entries of a folder, any number of them. Arrow keys move, Shift extends, Ctrl+A takes all,
 * typing jumps to a name, Enter opens; drawing, scrolling and fetching are limited to what is in
 * sight.
 */
export function FileGrid({
  label,
  pane,
  wide,
  onActivate,
  onMenu,
  onRename,
  onDragStart,
  dropTarget,
  dropRow,
  onDropRow,
  handle,
}: {
  label: string;
  pane: Pane;
  /** Room for owner and group. */
  wide: boolean;
  onActivate: (entry: FileEntry) => void;
  onMenu: (at: { x: number; y: number }) => void;
  onRename: (entry: FileEntry, name: string) => void;
  onDragStart: (event: DragEvent) => void;
  dropTarget: DropTarget;
  /** Row of the folder that what is dragged would go into. */
  dropRow: number | null;
  onDropRow: (row: number | null) => void;
  handle?: Ref<FileGridHandle>;
}) {
  const { t } = useTranslation('files');
  const { zoom } = useUi();
  const announce = useAnnounce();
  const workbench = useWorkbench();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const typed = useRef(new TypeAhead());
  /** A press on a selected row: it may become a drag, so the others are let go only on release. */
  const pressed = useRef<number | null>(null);
  const { view, selection, setSelection, editing } = pane;
  const { get, want, rows, revision } = view;

  const rowHeight = rowHeightBase * zoom;
  const headHeight = headHeightBase * zoom;
  const scroll = useRowScroller(scroller, { rowCount: rows, rowHeight, headerHeight: headHeight });
  const shown = windowAt(scroll.offset, scroll.geometry, overscan);

  useEffect(() => {
    if (shown.to > shown.from) want(shown.from, shown.to);
  }, [want, shown.from, shown.to, revision]);
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }), []);

  // Another folder begins at its top; an entry that is stood on comes into sight.
  const { scrollTo, showRow } = scroll;
  useEffect(() => scrollTo(0), [scrollTo, view.listing?.place.path]);
  const { focus } = selection;
  const { viewport } = scroll.geometry;
  useEffect(() => {
    // Also when the pane grows smaller, e.g. because transfers are shown below it.
    if (focus !== undefined && viewport > 0) showRow(focus);
  }, [focus, showRow, viewport]);

  const change = (next: RowSelection): void => {
    setSelection(next);
    const size = selectionSize(next);
    if (size > 1) announce(t('grid.selected', { count: size, selected: formatCount(size) }));
  };

  const jump = async (character: string): Promise<void> => {
    const { text, next } = typed.current.type(character, Date.now());
    const at = selection.focus ?? -1;
    const row = await view.seek(text, next ? at + 1 : Math.max(0, at));
    if (row !== null) change(selectRange(row, row));
  };
  const isOwnKey = (event: KeyboardEvent): boolean => {
    const { registered } = useCommandRegistry.getState();
    const { state } = workbench;
    return commandOfPress(presentCommands(registered, state), event, state, true) !== null;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || event.target !== scroller.current) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const character = event.key.length === 1 && !ctrl && !event.altKey;
    const entry = selection.focus === undefined ? undefined : get(selection.focus);
    if (event.key === 'Enter' && !ctrl && !event.altKey && entry) onActivate(entry);
    else if (event.key === ' ' && !ctrl && !typed.current.active(Date.now())) {
      if (selection.focus === undefined) return;
      change(toggleRow(selection, selection.focus));
    } else if (character && (typed.current.active(Date.now()) || !isOwnKey(event))) {
      jump(event.key).catch((error: unknown) => workbench.reportError(error));
    } else if (!event.altKey) {
      const page = Math.floor(scroll.geometry.viewport / rowHeight);
      const next = selectionAfterKey(
        selection,
        { key: event.key, shift: event.shiftKey, ctrl },
        rows,
        page,
      );
      if (!next) return;
      change(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const rowOf = (target: EventTarget | null): number | null => {
    const element =
      target instanceof Element ? target.closest<HTMLElement>('[data-row]') : undefined;
    return element ? Number(element.dataset['row']) : null;
  };
  const onPointerDown = (event: PointerEvent): void => {
    pressed.current = null;
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('input')))
      return;
    const row = rowOf(event.target);
    if (row === null) return;
    if (event.shiftKey) change(extendTo(selection, row));
    else if (event.ctrlKey || event.metaKey) change(toggleRow(selection, row));
    else if (selectionHas(selection, row)) pressed.current = row;
    else change(selectRange(row, row));
  };
  const onClick = (event: MouseEvent): void => {
    const row = pressed.current;
    pressed.current = null;
    if (row !== null && rowOf(event.target) === row) change(selectRange(row, row));
    else if (rowOf(event.target) === null && event.target instanceof Element)
      if (!event.target.closest('[role="columnheader"]')) {
        setSelection({ ranges: [], anchor: undefined, focus: selection.focus });
      }
  };
  const onDoubleClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input')) return;
    const row = rowOf(event.target);
    const entry = row === null ? undefined : get(row);
    if (entry) onActivate(entry);
  };
  const onContextMenu = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input')) return;
    event.preventDefault();
    const row = rowOf(event.target);
    const box = scroller.current?.getBoundingClientRect();
    if (row !== null) {
      if (!selectionHas(selection, row)) change(selectRange(row, row));
      onMenu({ x: event.clientX, y: event.clientY });
    } else if (event.button === 2 || !box) onMenu({ x: event.clientX, y: event.clientY });
    else {
      // The menu key: there is no pointer, so it opens below the row one stands on.
      const at = (selection.focus ?? 0) * rowHeight - scroll.offset + rowHeight + headHeight;
      onMenu({ x: box.left + 32 * zoom, y: box.top + Math.min(at, box.height - rowHeight) });
    }
  };

  const onDragOver = (event: DragEvent): void => {
    if (!dropTarget.accepts(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const row = rowOf(event.target);
    const folder = row !== null && get(row)?.kind === 'folder';
    onDropRow(folder ? row : -1);
  };
  const onDrop = (event: DragEvent): void => {
    if (!dropTarget.accepts(event)) return;
    event.preventDefault();
    const folder = dropRow === null || dropRow < 0 ? null : (get(dropRow) ?? null);
    onDropRow(null);
    dropTarget.drop(event, folder);
  };

  const focusInSight = focus !== undefined && focus >= shown.from && focus < shown.to;
  const columns = wide ? 5 : 4;
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows + 1}
      aria-colcount={columns}
      aria-multiselectable="true"
      aria-activedescendant={focusInSight ? `${id}-${focus}` : undefined}
      className={styles['grid']}
      data-wide={wide || undefined}
      data-drop={dropRow === -1 || undefined}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      onPointerDown={onPointerDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onMouseOver={(event) => titleOfCutText(event, '[data-text]')}
      onDragOver={onDragOver}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) onDropRow(null);
      }}
      onDrop={onDrop}
      onCopy={(event) => {
        const row = selection.focus;
        const paths = row === undefined ? [] : namesOf(selection, get);
        if (paths.length === 0) return;
        event.clipboardData.setData('text/plain', paths.join('\n'));
        event.preventDefault();
        announce(t('grid.copied', { count: paths.length }));
      }}
    >
      <div
        className={styles['spacer']}
        style={{ height: physicalHeight(scroll.geometry) + headHeight }}
      >
        <FileGridHead sort={pane.sort} onSort={pane.setSort} wide={wide} />
        <div
          role="rowgroup"
          className={styles['layer']}
          style={{ top: headHeight, height: scroll.geometry.viewport }}
        >
          <div style={{ transform: `translateY(${shown.top}px)` }}>
            {Array.from({ length: shown.to - shown.from }, (_, position) => {
              const row = shown.from + position;
              const entry = get(row);
              return (
                <FileRow
                  key={row}
                  id={`${id}-${row}`}
                  row={row}
                  entry={entry}
                  wide={wide}
                  selected={selectionHas(selection, row)}
                  focused={row === focus}
                  dropping={row === dropRow}
                  highlight={pane.filter}
                  renaming={
                    editing?.kind === 'rename' && entry?.path === editing.entry.path
                      ? {
                          done: (name) => onRename(editing.entry, name),
                          cancel: () => {
                            pane.setEditing(null);
                            scroller.current?.focus();
                          },
                        }
                      : null
                  }
                  onDragStart={onDragStart}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function namesOf(selection: RowSelection, get: (row: number) => FileEntry | undefined): string[] {
  const names: string[] = [];
  for (const [from, to] of selection.ranges)
    for (let row = from; row < to; row += 1) {
      const entry = get(row);
      if (entry) names.push(entry.path.startsWith('bytes:') ? entry.name : entry.path);
    }
  return names;
}
