import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogMark, LogView } from '../../../src-main/contract/logs';
import { isCancellation, useWorkbench } from '../workbench/index';
import { useLogHost } from './log-host';

/** Of each source only its latest marks are shown between the rows. */
const mostMarks = 200;

/** A mark and the row it stands before. */
export interface PlacedMark {
  row: number;
  mark: LogMark;
  sourceName: string;
}

interface Wanted {
  key: string;
  source: number;
  sourceName: string;
  mark: LogMark;
}

/** Marks of a view's sources with their rows, which the host knows. Sorted by row. */
export function useMarks(view: LogView, numbering: number): readonly PlacedMark[] {
  const logs = useLogHost();
  const workbench = useWorkbench();
  /** Each stays where it was until it is known where it is by other numbers. */
  const placed = useRef(new Map<string, { asked: number; at: PlacedMark | null }>());
  const [revision, setRevision] = useState(0);
  const { id, sources } = view;
  const wanted = useMemo<Wanted[]>(
    () =>
      sources.flatMap((source, index) =>
        source.marks.slice(-mostMarks).map((mark) => ({
          key: `${source.id} ${mark.line} ${mark.kind} ${mark.at}`,
          source: index,
          sourceName: source.name,
          mark,
        })),
      ),
    [sources],
  );
  const end = useRef(0);
  useEffect(() => {
    end.current = view.firstRow + view.rows;
  });

  useEffect(() => {
    for (const { key, source, sourceName, mark } of wanted) {
      const known = placed.current.get(key);
      if (known?.asked === numbering) continue;
      placed.current.set(key, { asked: numbering, at: known?.at ?? null });
      logs
        .go({ id, target: { kind: 'line', source, line: mark.line } })
        .then(({ row }) => {
          if (placed.current.get(key)?.asked !== numbering) return;
          // A mark whose line has not come yet stands at the end.
          const at = { row: row ?? end.current, mark, sourceName };
          placed.current.set(key, { asked: numbering, at });
          setRevision((count) => count + 1);
        })
        .catch((error: unknown) => {
          placed.current.delete(key);
          if (!isCancellation(error)) workbench.reportError(error);
        });
    }
  }, [logs, workbench, id, wanted, numbering]);

  return useMemo(() => {
    const keys = new Set(wanted.map(({ key }) => key));
    for (const key of placed.current.keys()) if (!keys.has(key)) placed.current.delete(key);
    return wanted
      .flatMap(({ key }) => placed.current.get(key)?.at ?? [])
      .toSorted((a, b) => a.row - b.row);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `revision` says that places came
  }, [wanted, revision]);
}
