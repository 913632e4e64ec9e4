import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCondition, LogFilter, LogTarget, LogView } from '../../../src-main/contract/logs';
import { emptySelection, useAnnounce, type LogListHandle, type RowSelection } from '../../ui/index';
import { isCancellation, useSettings, useWorkbench } from '../workbench/index';
import { useLogHost } from './log-host';
import { Sight } from './sight';
import { useGoing, type Going } from './use-going';
import { useListLines } from './use-list-lines';
import { useLogRows, useRow } from './use-log-rows';
import { useSteadyView, type Standing } from './use-steady-view';
import { useUnfolded } from './use-unfolded';

/** Everything the parts of a log page share. */
export type LogViewer = ReturnType<typeof useLogViewer>;

/** Counts renumberings of a page while it is drawn; another view numbers anew, too. */
function useNumbering(view: LogView): number {
  const [seen, setSeen] = useState({ view, numbering: 0 });
  if (seen.view === view) return seen.numbering;
  const renumbered = seen.view.id !== view.id || seen.view.numbering !== view.numbering;
  const numbering = seen.numbering + (renumbered ? 1 : 0);
  setSeen({ view, numbering });
  return numbering;
}

/** State and actions of one log page. */
export function useLogViewer(
  told: LogView,
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
  const standing = useRef<Standing | null>(null);
  const { view, carried } = useSteadyView(told, standing);
  const numbering = useNumbering(view);
  const [follow, setFollow] = useState(followAtFirst);
  const [frozen, setFrozen] = useState<{ end: number; numbering: number } | null>(null);
  const [wrapped, setWrapped] = useState<boolean | null>(null);
  const [selection, setSelection] = useState(emptySelection);
  const wrap = wrapped ?? settings.logWrap;
  const paused = frozen !== null;
  const { rows, end } = useLogRows(view, {
    numbering,
    carried,
    following: follow && !paused,
    frozen: frozen?.numbering === numbering ? frozen.end : null,
  });
  useLayoutEffect(() => {
    const frozenEnd = frozen?.numbering === numbering ? frozen.end : null;
    standing.current = { selection, frozenEnd, follow: follow && !paused, list };
  });
  const unfolded = useUnfolded(view, numbering);
  const lines = useListLines(view, rows, end, unfolded.rows, numbering);
  const { id, firstRow } = view;
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

  const { focus } = selection;
  const { get } = rows;
  const { goTo, remember } = useGoing(view, {
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
  });
  const hitsDone = useRef(1);
  /** A hit that one wants to go to once it is found. */
  const sought = useRef<LogTarget | null>(null);
  const [only, ...others] = view.sources;
  // The host of a single log that is read in place looks beyond what is loaded.
  const asksHost = only?.place.kind === 'remote' && only.state === 'fixed' && others.length === 0;
  const partly = (view.before > 0 || view.after > 0) && !asksHost;
  const jump = useCallback(
    (target: LogTarget, going?: Going) => {
      goTo(target, going)
        .then((found) => {
          if (found) return;
          // Hits that the search has yet to find.
          if (target.kind === 'next' && target.what === 'hit' && hitsDone.current < 1) {
            sought.current = target;
            return;
          }
          const nothing = target.kind === 'next' ? target.what : 'place';
          const words = t(
            nothing === 'error' && partly ? 'nothing.errorHere' : `nothing.${nothing}`,
          );
          announce(words);
          workbench.notify({ id: `logs.nothing/${panelId}`, title: words });
        })
        .catch(fail);
    },
    [goTo, fail, announce, workbench, panelId, partly, t],
  );
  const { done, rows: hitRows } = view.hits;
  useEffect(() => {
    hitsDone.current = view.search === null ? 1 : done;
    const target = sought.current;
    sought.current = null;
    if (target && view.search !== null) jump(target);
  }, [view.search, done, hitRows, jump]);
  const { after } = view;
  /** Goes to the end of the log, fetching it where it is not at hand, and follows it. */
  const followEnd = useCallback(() => {
    if (after > 0) jump({ kind: 'end' }, { follow: true });
    else setFollowing(true);
  }, [after, jump, setFollowing]);
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

  const { layout } = lines;
  const onWindow = useCallback(
    (from: number, to: number) => {
      rows.want(layout.at(from).row, layout.at(to - 1).row + 1);
      remember();
    },
    [layout, rows, remember],
  );
  const onDrawn = useCallback(
    (from: number, to: number) =>
      sight.show({ from: layout.at(from).row, to: layout.at(to - 1).row + 1 }),
    [layout, sight],
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
      onDrawn,
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
      onDrawn,
      setFilter,
      addConditions,
    ],
  );
}
