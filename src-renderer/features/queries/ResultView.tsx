import { lazy, Suspense, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter, ResultState } from '../../../src-main/contract/index';
import {
  Busy,
  ContextMenu,
  emptySelection,
  PopoverAt,
  type GridSelection,
  type MenuItem,
} from '../../ui/index';
import { failureOf } from '../workbench/index';
import { CellViewer } from './CellViewer';
import { ExportDialog } from './ExportDialog';
import { ResultArrangement } from './ResultArrangement';
import { ResultFailure } from './ResultFailure';
import { ResultFilterForm } from './ResultFilterForm';
import { ResultFind } from './ResultFind';
import { ResultFooter } from './ResultFooter';
import { ResultGrid, type Place, type ResultGridHandle } from './ResultGrid';
import { ResultToolbar } from './ResultToolbar';
import { ResultWaiting } from './ResultWaiting';
import { cellMenu, columnMenu, type CopyFormat } from './result-menus';
import { useArrangement } from './result-rows';
import { chartPart, chosenPart, plainLayout, shownColumns, type ColumnLayout } from './result-view';
import type { RowChanges } from './runs/row-changes';
import { useResultCommands } from './use-result-commands';
import { useResultCopy } from './use-result-copy';
import { useResultEvidence } from './use-result-evidence';
import { isRunning } from './use-run';
import styles from './queries.module.css';

const ResultChart = lazy(() => import('./chart/ResultChart'));

/** A filter being made or, with `index`, changed; `column` null looks in any. */
interface Filtering {
  at: Place;
  column: number | null;
  index: number | null;
}

/** The rows of a result as they arrive, arranged as wanted, or why there are none. */
export function ResultView({
  result,
  tools,
  changes,
  onRetry,
}: {
  result: ResultState;
  /** More tools of where it is shown. */
  tools?: ReactNode;
  /** What differs from the run before, marked in the rows. */
  changes?: RowChanges | undefined;
  onRetry?: () => void;
}) {
  const { t } = useTranslation(['queries', 'results']);
  const { t: say } = useTranslation('results');
  const { id, columns } = result;
  const running = isRunning(result.state);
  const name = result.title || t('result.untitled');

  const arrangement = useArrangement(result);
  const { view, wanted, count, arrange } = arrangement;
  const [selection, setSelection] = useState<GridSelection>(emptySelection);
  const [ownLayout, setLayout] = useState<ColumnLayout | null>(null);
  const layout = useMemo(
    () => ownLayout ?? plainLayout(columns.length),
    [ownLayout, columns.length],
  );
  const shown = useMemo(() => shownColumns(layout), [layout]);
  /** The one the keyboard is on, by its place in the result. */
  const [column, setColumn] = useState<number>();
  const [menu, setMenu] = useState<{ at: Place; label: string; items: MenuItem[] } | null>(null);
  const [filtering, setFiltering] = useState<Filtering | null>(null);
  const [finding, setFinding] = useState(false);
  const [findText, setFindText] = useState('');
  const [cell, setCell] = useState<{ row: number; column: number } | null>(null);
  const [exporting, setExporting] = useState(false);
  /** What is drawn of the result; null shows its rows. */
  const [chart, setChart] = useState<ReturnType<typeof chartPart> | null>(null);
  const grid = useRef<ResultGridHandle>(null);
  const body = useRef<HTMLDivElement>(null);
  const findField = useRef<HTMLInputElement>(null);

  const change = useCallback(
    (next: typeof view): void => {
      setSelection(emptySelection);
      grid.current?.scrollToRow(0);
      arrange(next);
    },
    [arrange],
  );
  const copy = useResultCopy(result, view);
  const numberAt = useCallback((at: number) => grid.current?.rowAt(at)?.number, []);
  const marks = useResultEvidence({ result, view, selection, name, numberAt });

  const copyAs = (format: CopyFormat): void =>
    copy.rows(chosenPart(selection, shown), format, true);
  const openCell = (position: number, source: number): void => {
    const number = grid.current?.rowAt(position)?.number;
    if (number !== undefined) setCell({ row: number, column: source });
  };
  const placeUnder = (): Place => {
    const box = body.current?.getBoundingClientRect();
    return { x: (box?.left ?? 0) + 60, y: (box?.top ?? 0) + 30 };
  };
  const filterBy = useCallback(
    (source: number | null, index: number | null = null, at = placeUnder()): void =>
      setFiltering({ at, column: source, index }),
    [],
  );
  const openColumnMenu = useCallback(
    (source: number, at: Place, onFit: () => void): void => {
      setColumn(source);
      setMenu({
        at,
        label: say('menu.column', { column: columns[source]?.name }),
        items: columnMenu(say, source, {
          view: wanted,
          layout,
          onView: change,
          onLayout: setLayout,
          onFilter: () => filterBy(source, null, at),
          onFit,
        }),
      });
    },
    [say, columns, wanted, layout, change, filterBy],
  );
  const find = (): void => {
    setFinding(true);
    findField.current?.focus();
  };
  const toggleChart = (): void => setChart(chart ? null : chartPart(selection, shown));
  const closeFilter = (): void => {
    setFiltering(null);
    grid.current?.focus();
  };
  useResultCommands({
    hasColumns: columns.length > 0,
    running,
    hasRow: selection.focus !== undefined,
    onFind: find,
    onFilter: () => filterBy(column ?? null),
    onCell: () => {
      if (selection.focus !== undefined) openCell(selection.focus, column ?? shown[0] ?? 0);
    },
    onExport: () => setExporting(true),
    onChart: toggleChart,
  });

  const failure = result.error && failureOf(result.error);
  const edited: Filter | null = wanted.filters[filtering?.index ?? -1] ?? null;
  return (
    <section
      className={styles['result']}
      aria-label={t('result.title')}
      data-region="dock-part"
      tabIndex={-1}
    >
      <ResultToolbar
        name={name}
        result={result}
        noRow={selection.focus === undefined}
        onFind={find}
        onFilter={() => filterBy(null)}
        onCopy={copyAs}
        onExport={() => setExporting(true)}
        charting={chart !== null}
        onChart={toggleChart}
        tools={tools}
      />
      {failure && (
        <ResultFailure failure={failure} result={result} {...(onRetry ? { onRetry } : {})} />
      )}
      {finding && (
        <ResultFind
          resultId={id}
          view={view}
          from={selection.focus ?? -1}
          field={findField}
          onText={setFindText}
          onFound={(found) => {
            setSelection({ ...emptySelection, focus: found.position });
            const at = shown.findIndex((source) => found.columns.includes(source));
            grid.current?.showCell(found.position, Math.max(0, at));
          }}
          onClose={() => {
            setFinding(false);
            setFindText('');
            grid.current?.focus();
          }}
        />
      )}
      <ResultArrangement
        view={wanted}
        columns={columns}
        rows={count}
        of={result.rows}
        arranging={arrangement.arranging}
        hidden={columns.length - shown.length}
        onChange={change}
        onEdit={(index) => filterBy(wanted.filters[index]?.column ?? null, index)}
        onStop={arrangement.stop}
        onShowAll={() => setLayout({ ...layout, hidden: new Set() })}
      />
      <div ref={body} className={styles['grid']}>
        {chart ? (
          <Suspense fallback={<Busy text={say('chart.drawing')} />}>
            <ResultChart
              result={result}
              name={name}
              view={view}
              part={chart}
              onClose={() => setChart(null)}
            />
          </Suspense>
        ) : columns.length > 0 ? (
          <ResultGrid
            result={result}
            name={name}
            arrangement={arrangement}
            layout={layout}
            selection={selection}
            findText={findText}
            marks={marks}
            changes={changes}
            onSelection={setSelection}
            onView={change}
            onColumn={setColumn}
            onOpenCell={openCell}
            onColumnMenu={openColumnMenu}
            onCellMenu={(row, source, at, onOpen) =>
              setMenu({
                at,
                label: say('menu.cell'),
                items: cellMenu(say, source, row?.cells[source], {
                  view: wanted,
                  onView: change,
                  onOpen,
                  onCopyCell: () => row && copy.cell(row.number, source),
                  onCopy: copyAs,
                }),
              })
            }
            onCopy={() => copy.rows(chosenPart(selection, shown), 'tsv', false)}
            onCopyCell={copy.cell}
            handle={grid}
          />
        ) : (
          <ResultWaiting result={result} />
        )}
      </div>
      <ResultFooter result={result} view={view} selection={selection} shown={shown} />
      {menu && <ContextMenu {...menu} onClose={() => setMenu(null)} />}
      {filtering && (
        <PopoverAt
          at={filtering.at}
          label={say('menu.filter')}
          width={300}
          onOpenChange={(open) => {
            if (!open) closeFilter();
          }}
        >
          <ResultFilterForm
            resultId={id}
            view={view}
            column={filtering.column}
            columns={columns}
            filter={edited}
            onSubmit={(filter) => {
              const filters = edited
                ? wanted.filters.map((old) => (old === edited ? filter : old))
                : [...wanted.filters, filter];
              change({ ...wanted, filters });
              closeFilter();
            }}
          />
        </PopoverAt>
      )}
      {cell && <CellViewer result={result} {...cell} onClose={() => setCell(null)} />}
      {exporting && (
        <ExportDialog
          result={result}
          view={view}
          count={count}
          columns={shown}
          selection={selection}
          onClose={() => setExporting(false)}
        />
      )}
    </section>
  );
}
