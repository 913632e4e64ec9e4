import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { LogRow, LogTarget, LogView } from '../../../src-main/contract/logs';
import { emptySelection, selectRange, type LogListHandle, type RowSelection } from '../../ui/index';
import { useLogHost } from './log-host';
import type { Carried } from './use-steady-view';

/** How a row is gone to. */
export interface Going {
  /** False leaves the selection alone. */
  select?: boolean;
  where?: 'middle' | 'top';
  /** The list follows from there on, and moves by itself. */
  follow?: boolean;
}

/** A row to go to, once the view numbers it. */
interface Arrival extends Going {
  row: number;
  /** What numbers it. */
  numbering: number;
  target: LogTarget;
}

/** A record is known by its place in its log: rows get other numbers. */
interface Kept {
  sourceId: string;
  offset: number;
}

interface Options {
  /** Counts renumberings of the page. */
  numbering: number;
  /** What the page stands on after the last of them, where that is known. */
  carried: Carried | null;
  list: RefObject<LogListHandle | null>;
  focus: number | undefined;
  follow: boolean;
  get: (row: number) => LogRow | undefined;
  /** After the last row that is shown. */
  end: number;
  setSelection: (selection: RowSelection) => void;
  setFrozen: (frozen: { end: number; numbering: number } | null) => void;
  setFollowing: (follow: boolean) => void;
  fail: (error: unknown) => void;
}

/**
 * Goes to rows of a view, and stays with the record that is read, or with what is first in sight,
 * when rows get other numbers: those of another log came in before it, a filter, another unit.
 */
export function useGoing(
  view: LogView,
  {
    numbering,
    carried,
    list,
    focus,
    follow,
    get,
    end,
    setSelection,
    setFrozen,
    setFollowing,
    fail,
  }: Options,
) {
  const logs = useLogHost();
  const { id, sources } = view;
  const latest = useRef(view);
  useLayoutEffect(() => {
    latest.current = view;
  });
  const arrival = useRef<Arrival | null>(null);
  const leaving = useRef(new AbortController());
  /** Answers that are awaited; what was in sight before must not be restored meanwhile. */
  const awaited = useRef(0);
  const anchor = useRef<{ top: Kept | null; focus: Kept | null }>({ top: null, focus: null });
  /** Where one went last, until its record is at hand to stay with. */
  const aimed = useRef<Arrival | null>(null);
  const goAgain = useRef<((target: LogTarget, going: Going) => void) | null>(null);

  const arrive = useCallback((): void => {
    const wanted = arrival.current;
    const { numbering: current, firstRow, rows } = latest.current;
    if (!wanted || current < wanted.numbering) return;
    if (current > wanted.numbering) {
      // Numbered anew before it was reached. Seen from a row that has moved, “next” means another.
      arrival.current = null;
      if (wanted.target.kind !== 'next') goAgain.current?.(wanted.target, wanted);
      return;
    }
    if (wanted.row < firstRow || wanted.row >= firstRow + rows) return;
    arrival.current = null;
    aimed.current = wanted.target.kind === 'next' ? null : wanted;
    anchor.current = { top: null, focus: null };
    const { row, select = true, where = 'middle' } = wanted;
    if (select) setSelection(selectRange(row, row));
    if (!wanted.follow) list.current?.scrollToRow(row, where);
  }, [list, setSelection]);

  /** True once there is such a row; the list goes there when the view numbers it. */
  const goTo = useCallback(
    async (target: LogTarget, going: Going = {}): Promise<boolean> => {
      awaited.current += 1;
      // A far place may take its host a while: who goes elsewhere is not taken there any more.
      leaving.current.abort();
      leaving.current = new AbortController();
      const { signal } = leaving.current;
      const found = await logs.go({ id, target }, { signal }).finally(() => (awaited.current -= 1));
      // Where there is nothing, the list stays as it is, and goes on following.
      if (found.row === null) return false;
      setFollowing(going.follow ?? false);
      arrival.current = { ...going, row: found.row, numbering: found.numbering, target };
      arrive();
      return true;
    },
    [logs, id, arrive, setFollowing],
  );
  useEffect(() => {
    goAgain.current = (target, going) => void goTo(target, going).catch(fail);
  }, [goTo, fail]);

  /** Keeps in mind which records are read and first in sight. */
  const remember = useCallback(() => {
    const keptOf = (row: number | undefined): Kept | null => {
      const found = row === undefined ? undefined : get(row);
      const source = found && latest.current.sources[found.source];
      return source ? { sourceId: source.id, offset: found.offset } : null;
    };
    const top = keptOf(list.current?.topRow());
    const read = keptOf(focus);
    if (focus === undefined ? top : read) aimed.current = null;
    anchor.current = {
      top: top ?? anchor.current.top,
      focus: focus === undefined ? null : (read ?? anchor.current.focus),
    };
  }, [get, focus, list]);

  const keptNumbering = useRef(numbering);
  // Before it is painted: what is chosen and in sight has other numbers, and is the same.
  useLayoutEffect(() => {
    if (keptNumbering.current === numbering || !carried) return;
    keptNumbering.current = numbering;
    setSelection(carried.selection);
    setFrozen(carried.frozenEnd === null ? null : { end: carried.frozenEnd, numbering });
    if (carried.top !== null && !arrival.current) list.current?.scrollToRow(carried.top, 'top');
  }, [numbering, carried, list, setSelection, setFrozen]);
  useEffect(() => {
    if (keptNumbering.current === numbering) return;
    keptNumbering.current = numbering;
    setSelection(emptySelection);
    setFrozen(null);
    if (follow || awaited.current > 0 || arrival.current) return;
    if (aimed.current) {
      goAgain.current?.(aimed.current.target, aimed.current);
      return;
    }
    const kept = anchor.current.focus ?? anchor.current.top;
    const source = sources.findIndex((one) => one.id === kept?.sourceId);
    if (!kept || source === -1) return;
    const select = anchor.current.focus !== null;
    goAgain.current?.(
      { kind: 'offset', source, offset: kept.offset },
      { select, where: select ? 'middle' : 'top' },
    );
  }, [numbering, sources, follow, setSelection, setFrozen]);
  // After that, so that what one goes to is selected and not what was.
  useEffect(arrive, [arrive, view, end]);

  return { goTo, remember };
}
