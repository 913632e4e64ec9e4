import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  LogCondition,
  LogFilter,
  LogRow,
  LogTarget,
  LogView,
} from '../../../src-main/contract/logs';
import {
  emptySelection,
  selectRange,
  useAnnounce,
  type LogListHandle,
  type RowSelection,
} from '../../ui/index';
import { isCancellation, useSettings, useWorkbench } from '../workbench/index';
import { useLogHost } from './log-host';
import { isRenumbered } from './numbering';
import { Sight } from './sight';
import { useListLines } from './use-list-lines';
import { useLogRows, useRow } from './use-log-rows';
import { useUnfolded } from './use-unfolded';

/** A row to go to, once the view numbers it. */
interface Arrival {
  row: number;
  generation: number;
  select: boolean;
  where: 'middle' | 'top';
  /** The list follows from there on, and moves by itself. */
  follow: boolean;
}

/** How a row is gone to. */
type Going = Partial<Pick<Arrival, 'select' | 'where' | 'follow'>>;

/** Everything the parts of a log page share. */
export type LogViewer = ReturnType<typeof useLogViewer>;

/** Counts renumberings of a view while it is drawn. */
function useNumbering(view: LogView): number {
  const [seen, setSeen] = useState({ view, numbering: 0 });
  if (seen.view === view) return seen.numbering;
  const numbering = seen.numbering + (isRenumbered(seen.view, view) ? 1 : 0);
  setSeen({ view, numbering });
  return numbering;
}

/** State and actions of one log page. */
export function useLogViewer(
  view: LogView,
  take: (view: LogView) => void,
  { panelId, followAtFirst }: { panelId: string; followAtFirst: boolean },
) {
  const { t } = useTranslation('logs');
  const logs = useLogHost();
  const workbench = useWorkbench();
  const settings = useSettings();
  const announce = useAnnounce();
  const list = useRef<LogListHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const [sight] = useState(() => new Sight());
  const numbering = useNumbering(view);
  const [follow, setFollow] = useState(followAtFirst);
  const [frozen, setFrozen] = useState<{ end: number; numbering: number } | null>(null);
  const [wrapped, setWrapped] = useState<boolean | null>(null);
  const [selection, setSelection] = useState(emptySelection);
  const wrap = wrapped ?? settings.logWrap;
  const paused = frozen !== null;
  const { rows, end } = useLogRows(view, {
    numbering,
    following: follow && !paused,
    frozen: frozen?.numbering === numbering ? frozen.end : null,
  });
  const unfolded = useUnfolded(view, numbering);
  const lines = useListLines(view, rows, end, unfolded.rows, numbering);
  const { id, generation, firstRow } = view;
  const viewEnd = firstRow + view.rows;

  const fail = useCallback(
    (error: unknown) => {
      if (!isCancellation(error)) workbench.reportError(error);
    },
    [workbench],
  );
  /** Shows what a change of the view has led to. */
  const apply = useCallback(
    (change: Promise<LogView>) => change.then(take).catch(fail),
    [take, fail],
  );

  const setFollowing = useCallback((next: boolean) => {
    setFollow(next);
    if (next) setFrozen(null);
  }, []);
  const togglePause = useCallback(() => {
    setFrozen((before) => (before ? null : { end, numbering }));
    if (paused) setFollow(true);
  }, [paused, end, numbering]);

  // --- going to a row ---
  const arrival = useRef<Arrival | null>(null);
  /** Answers that are awaited; what was in sight before must not be restored meanwhile. */
  const going = useRef(0);
  const arrive = useCallback((): void => {
    const wanted = arrival.current;
    if (!wanted || generation < wanted.generation) return;
    if (wanted.row < firstRow || wanted.row >= viewEnd) return;
    arrival.current = null;
    if (wanted.select) setSelection(selectRange(wanted.row, wanted.row));
    if (!wanted.follow) list.current?.scrollToRow(wanted.row, wanted.where);
  }, [generation, firstRow, viewEnd]);
  useEffect(arrive, [arrive, end]);

  const goTo = useCallback(
    async (
      target: LogTarget,
      { select = true, where = 'middle', follow: onward = false }: Going = {},
    ): Promise<boolean> => {
      going.current += 1;
      const found = await logs.go({ id, target }).finally(() => (going.current -= 1));
      // Where there is nothing, the list stays as it is, and goes on following.
      if (found.row === null) return false;
      setFollowing(onward);
      arrival.current = {
        row: found.row,
        generation: found.generation ?? 0,
        select,
        where,
        follow: onward,
      };
      arrive();
      return true;
    },
    [logs, id, arrive, setFollowing],
  );
  const jump = useCallback(
    (target: LogTarget, going?: Going) => {
      goTo(target, going)
        .then((found) => {
          if (found) return;
          const nothing = target.kind === 'next' ? target.what : 'place';
          const words = t(`nothing.${nothing}`);
          announce(words);
          workbench.notify({ id: `logs.nothing/${panelId}`, title: words });
        })
        .catch(fail);
    },
    [goTo, fail, announce, workbench, panelId, t],
  );
  const { after } = view;
  /** Goes to the end of the log, fetching it where it is not at hand, and follows it. */
  const followEnd = useCallback(() => {
    if (after > 0) jump({ kind: 'end' }, { follow: true });
    else setFollowing(true);
  }, [after, jump, setFollowing]);
  const { focus } = selection;
  /** Next or previous of something, seen from the focused row, or else from what is in sight. */
  const jumpNext = useCallback(
    (what: 'hit' | 'error' | 'bookmark' | 'gap', backwards: boolean) =>
      jump({
        kind: 'next',
        what,
        from:
          focus ??
          (follow && backwards
            ? viewEnd
            : (list.current?.topRow() ?? firstRow) - (backwards ? 0 : 1)),
        backwards,
      }),
    [jump, focus, follow, firstRow, viewEnd],
  );

  // --- the place kept over a renumbering ---
  const anchor = useRef<{ top: LogRow | undefined; focus: LogRow | undefined }>({
    top: undefined,
    focus: undefined,
  });
  const { get } = rows;
  const remember = useCallback(() => {
    const top = list.current?.topRow();
    anchor.current = {
      top: (top === undefined ? undefined : get(top)) ?? anchor.current.top,
      focus: focus === undefined ? undefined : (get(focus) ?? anchor.current.focus),
    };
  }, [get, focus]);
  const sourceIds = useRef<readonly string[]>([]);
  const keptNumbering = useRef(numbering);
  useEffect(() => {
    const before = sourceIds.current;
    sourceIds.current = view.sources.map((source) => source.id);
    if (keptNumbering.current === numbering) return;
    keptNumbering.current = numbering;
    setSelection(emptySelection);
    setFrozen(null);
    const kept = anchor.current.focus ?? anchor.current.top;
    if (follow || going.current > 0 || arrival.current || !kept) return;
    const source = sourceIds.current.indexOf(before[kept.source] ?? '');
    if (source === -1) return;
    const select = anchor.current.focus !== undefined;
    goTo(
      { kind: 'offset', source, offset: kept.offset },
      { select, where: select ? 'middle' : 'top' },
    ).catch(fail);
  }, [numbering, view.sources, follow, goTo, fail]);

  const onWindow = useCallback(
    (from: number, to: number) => {
      const { layout } = lines;
      const window = { from: layout.at(from).row, to: layout.at(to - 1).row + 1 };
      rows.want(window.from, window.to);
      sight.show(window);
      remember();
    },
    [lines, rows, sight, remember],
  );

  // --- filters ---
  const setFilter = useCallback(
    (filter: LogFilter) => apply(logs.setFilter({ id, filter })),
    [apply, logs, id],
  );
  const { filter } = view;
  const addConditions = useCallback(
    (...added: LogCondition[]) => {
      // A second range of time or level of the same kind takes the place of the first.
      const alone = new Set(
        added
          .filter(({ kind, exclude }) => !exclude && (kind === 'time' || kind === 'level'))
          .map(({ kind }) => kind),
      );
      const kept = filter.filter(
        (old) =>
          (old.exclude || !alone.has(old.kind)) &&
          !added.some((condition) => JSON.stringify(condition) === JSON.stringify(old)),
      );
      return setFilter([...kept, ...added]);
    },
    [filter, setFilter],
  );

  const focusedRow = useRow(rows, focus);
  return useMemo(
    () => ({
      view,
      logs,
      panelId,
      list,
      searchField,
      sight,
      rows,
      lines,
      unfolded,
      numbering,
      selection,
      setSelection: (next: RowSelection) => setSelection(next),
      focusedRow,
      follow: follow && !paused,
      setFollowing,
      followEnd,
      paused,
      togglePause,
      /** Rows that came since the pause. */
      waiting: paused ? Math.max(0, viewEnd - end) : 0,
      wrap,
      toggleWrap: () => setWrapped(!wrap),
      apply,
      fail,
      jump,
      jumpNext,
      onWindow,
      setFilter,
      addConditions,
    }),
    [
      view,
      logs,
      panelId,
      sight,
      rows,
      lines,
      unfolded,
      numbering,
      selection,
      focusedRow,
      follow,
      setFollowing,
      followEnd,
      paused,
      togglePause,
      viewEnd,
      end,
      wrap,
      apply,
      fail,
      jump,
      jumpNext,
      onWindow,
      setFilter,
      addConditions,
    ],
  );
}
