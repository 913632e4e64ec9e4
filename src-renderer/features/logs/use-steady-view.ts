import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { LogRow, LogView } from '../../../src-main/contract/logs';
import type { LogListHandle, RowSelection } from '../../ui/index';
import { isCancellation } from '../workbench/index';
import { useLogHost } from './log-host';

/** Rows that are at hand when a page goes over to other numbers. */
const screen = 96;
const above = 16;
/** A page whose rows get other numbers faster than it can follow does not wait any longer. */
const patienceMs = 1500;

/** What a page stands on, by the numbers it shows. */
export interface Standing {
  selection: RowSelection;
  /** Where the shown end stands still; null while it moves. */
  frozenEnd: number | null;
  follow: boolean;
  list: RefObject<LogListHandle | null>;
}

/** The same by the numbers of another state of the view, and the rows that are in sight there. */
export interface Carried {
  /** Of the view. */
  numbering: number;
  selection: RowSelection;
  frozenEnd: number | null;
  /** The row that was first in sight; null where it need not be moved to. */
  top: number | null;
  rows: readonly LogRow[];
  /** Of the rows. */
  generation: number;
}

/**
 * The view as it is shown: when rows of another source come in between, the page goes over to
 * their new numbers only when it knows what it stands on there, and has the rows that are in
 * sight. So nothing that is read, chosen or unfolded is lost meanwhile.
 */
export function useSteadyView(
  told: LogView,
  standing: RefObject<Standing | null>,
): { view: LogView; carried: Carried | null } {
  const logs = useLogHost();
  const [shown, setShown] = useState<{ view: LogView; carried: Carried | null }>({
    view: told,
    carried: null,
  });
  const same = told.id === shown.view.id && told.numbering === shown.view.numbering;
  const waits = !same && mayCarry(shown.view, told);
  if (!waits && shown.view !== told) setShown({ view: told, carried: same ? shown.carried : null });
  const newest = useRef(told);
  useLayoutEffect(() => {
    newest.current = told;
  });
  const since = useRef<number | null>(null);

  const { id, numbering } = told;
  const before = shown.view;
  useEffect(() => {
    if (!waits) {
      since.current = null;
      return;
    }
    since.current ??= performance.now();
    let over = false;
    const show = (carried: Carried | null): void => {
      if (!over && newest.current.numbering === numbering)
        setShown({ view: newest.current, carried });
    };
    const carry = async (): Promise<void> => {
      for (;;) {
        const at = standing.current;
        if (!at || performance.now() - (since.current ?? 0) > patienceMs) return show(null);
        const carried = await carriedFrom(logs, before, newest.current, at);
        if (over) return;
        // What was chosen meanwhile is not left behind.
        if (carried && carried !== 'later' && standing.current?.selection !== at.selection)
          continue;
        // Numbered anew already: the next state says it.
        if (carried !== 'later') show(carried);
        return;
      }
    };
    carry().catch((error: unknown) => {
      // What cannot be asked now is seen by the next question of the page.
      if (!isCancellation(error)) show(null);
    });
    return () => {
      over = true;
    };
  }, [waits, logs, id, numbering, before, standing]);

  return waits ? shown : { view: told, carried: same ? shown.carried : null };
}

/** Whether rows that were shown may have other numbers and be the same. */
function mayCarry(before: LogView, now: LogView): boolean {
  return (
    before.id === now.id &&
    before.rows > 0 &&
    before.sources.length > 1 &&
    now.sources.length > 1 &&
    before.unit === now.unit &&
    JSON.stringify(before.filter) === JSON.stringify(now.filter)
  );
}

/** Null: rows are others. `later`: they have other numbers again. */
async function carriedFrom(
  logs: ReturnType<typeof useLogHost>,
  before: LogView,
  now: LogView,
  { selection, frozenEnd, follow, list }: Standing,
): Promise<Carried | 'later' | null> {
  const { id } = now;
  const top = list.current?.topRow() ?? before.firstRow;
  const asked = [
    top,
    selection.focus,
    selection.anchor,
    frozenEnd === null ? undefined : frozenEnd - 1,
  ];
  const known = asked.filter((row) => row !== undefined);
  const moved = await logs.moved({
    id,
    generation: before.generation,
    ranges: selection.ranges.map(([from, to]): [number, number] => [from, to]),
    rows: known,
  });
  if (!moved.ranges) return null;
  if (moved.numbering !== now.numbering) return 'later';
  const rowOf = (row: number | undefined): number | undefined =>
    row === undefined ? undefined : (moved.rows[known.indexOf(row)] ?? undefined);
  const topNow = rowOf(top) ?? now.firstRow;
  const lastScreen = now.firstRow + now.rows - screen;
  const from = Math.max(now.firstRow, follow ? lastScreen : topNow - above);
  const { rows, generation } = await logs.rows({
    id,
    from,
    count: screen,
    generation: moved.generation,
  });
  const frozen = frozenEnd === null ? undefined : rowOf(frozenEnd - 1);
  return {
    numbering: moved.numbering,
    selection: {
      ranges: moved.ranges,
      anchor: rowOf(selection.anchor),
      focus: rowOf(selection.focus),
    },
    frozenEnd: frozen === undefined ? null : frozen + 1,
    top: follow || topNow === top ? null : topNow,
    rows,
    generation,
  };
}
