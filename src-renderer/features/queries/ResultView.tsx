import { useCallback, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { IconDownload, IconFilter, IconSearch, IconZoomScan } from '@tabler/icons-react';
import type { Filter, ResultState } from '../../../src-main/contract/index';
import {
  Busy,
  ContextMenu,
  DataGrid,
  emptySelection,
  Popover,
  type CellState,
  type GridHandle,
  type HeadActions,
  type MenuItem,
} from '../../ui/index';
import { failureOf, useCommand } from '../workbench/index';
import { CellViewer } from './CellViewer';
import { ExportDialog } from './ExportDialog';
import { ResultArrangement } from './ResultArrangement';
import { ResultFailure } from './ResultFailure';
import { ResultFilterForm } from './ResultFilterForm';
import { ResultFind, type FoundCell } from './ResultFind';
import { ResultFooter } from './ResultFooter';
import { ResultToolbar } from './ResultToolbar';
import { cellMenu, columnMenu, type CopyFormat } from './result-menus';
import { useResultRows } from './result-rows';
import { isPlain, nextOrder, plainLayout, shownColumns, sortedBy } from './result-view';
import { useResultCopy } from './use-result-copy';
import { useResultEvidence } from './use-result-evidence';
import { isRunning } from './use-run';
import styles from './queries.module.css';
import own from './result.module.css';

interface Place {
  x: number;
  y: number;
}

/** The rows of a result as they arrive, arranged as wanted, or why there are none. */
export function ResultView({ result, onRetry }: { result: ResultState; onRetry?: () => void }) {
  const { t } = useTranslation(['queries', 'results']);
  const { t: say } = useTranslation('results');
  const { id, columns } = result;
  const running = isRunning(result.state);
  const name = result.title || t('result.untitled');

  const { view, wanted, count, pages, arranging, arrange, stop } = useResultRows(result);
  const { get: rowAt } = pages;
  const [selection, setSelection] = useState(emptySelection);
  const [ownLayout, setLayout] = useState<ReturnType<typeof plainLayout> | null>(null);
  const layout = useMemo(
    () => ownLayout ?? plainLayout(columns.length),
    [ownLayout, columns.length],
  );
  const shown = useMemo(() => shownColumns(layout), [layout]);
  const gridColumns = useMemo(
    () =>
      shown.flatMap((source) => {
        const column = columns[source];
        return column ? [{ ...column, source }] : [];
      }),
    [shown, columns],
  );
  const [column, setColumn] = useState<number>();
  const [menu, setMenu] = useState<{ at: Place; label: string; items: MenuItem[] } | null>(null);
  const [filtering, setFiltering] = useState<{
    at: Place;
    column: number | null;
    index: number | null;
  } | null>(null);
  const [finding, setFinding] = useState(false);
  const [findText, setFindText] = useState('');
  const [cell, setCell] = useState<{ row: number; column: number } | null>(null);
  const [exporting, setExporting] = useState(false);
  const grid = useRef<GridHandle>(null);
  const body = useRef<HTMLDivElement>(null);
  const findField = useRef<HTMLInputElement>(null);

  const change = (next: typeof view): void => {
    setSelection(emptySelection);
    grid.current?.scrollToRow(0);
    arrange(next);
  };
  const copy = useResultCopy(result, view, shown);
  const marks = useResultEvidence({ result, view, selection, name, getRow: rowAt });

  const chosenRanges = (): (readonly [number, number])[] =>
    selection.ranges.length > 0
      ? [...selection.ranges]
      : selection.focus === undefined
        ? []
        : [[selection.focus, selection.focus + 1]];
  const copyAs = (format: CopyFormat): void => copy.rows(chosenRanges(), format);
  const openCell = (row: number, source: number): void => {
    const number = rowAt(row)?.number;
    if (number !== undefined) setCell({ row: number, column: source });
  };
  const placeUnder = (): Place => {
    const box = body.current?.getBoundingClientRect();
    return { x: (box?.left ?? 0) + 60, y: (box?.top ?? 0) + 30 };
  };
  const filterBy = (source: number | null, index: number | null = null, at = placeUnder()): void =>
    setFiltering({ at, column: source, index });

  const head: HeadActions = {
    orderOf: (at) => {
      const ordinal = wanted.sort.findIndex((one) => one.column === shown[at]);
      const found = wanted.sort[ordinal];
      return (
        found && {
          descending: found.descending,
          ordinal: wanted.sort.length > 1 ? ordinal + 1 : undefined,
        }
      );
    },
    filtered: (at) => wanted.filters.some((filter) => filter.column === shown[at]),
    onOrder: (at, add) => {
      const source = shown[at];
      if (source !== undefined) change(sortedBy(wanted, source, nextOrder(wanted, source), add));
    },
    onMenu: (at, place) => {
      const source = shown[at];
      if (source === undefined) return;
      setColumn(source);
      setMenu({
        at: place,
        label: say('menu.column', { column: columns[source]?.name }),
        items: columnMenu(say, source, {
          view: wanted,
          layout,
          onView: change,
          onLayout: setLayout,
          onFilter: () => filterBy(source, null, place),
          onFit: () => grid.current?.fitColumn(at),
        }),
      });
    },
  };

  const getRow = useCallback((row: number) => rowAt(row)?.cells, [rowAt]);
  const cellState = useCallback(
    (row: number, source: number): CellState | undefined => {
      const found = rowAt(row);
      if (!found) return undefined;
      const level = found.severity?.columns.includes(source) ? found.severity.level : undefined;
      const clipped = found.clipped?.has(source);
      const length = found.cut?.get(source);
      if (!level && !clipped && length === undefined && findText === '') return undefined;
      return {
        ...(level
          ? {
              tone: level === 'critical' ? ('error' as const) : ('warn' as const),
              toneText: say(`severity.${level}`),
            }
          : {}),
        ...(clipped ? { clipped: say('cell.clipped') } : {}),
        length,
        highlight: findText || undefined,
      };
    },
    // What is at hand changes with the revision.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [rowAt, pages.revision, findText, say],
  );

  const nothing = columns.length === 0 ? 'results:reason.noRows' : true;
  const noRow = selection.focus === undefined ? 'results:reason.noRow' : true;
  const openFind = (): void => {
    setFinding(true);
    findField.current?.focus();
  };
  useCommand({
    id: 'queries.find',
    titleKey: 'results:command.find',
    icon: IconSearch,
    keys: 'Ctrl F',
    when: () => nothing,
    run: openFind,
  });
  useCommand({
    id: 'queries.filter',
    titleKey: 'results:command.filter',
    icon: IconFilter,
    when: () => nothing,
    run: () => filterBy(column ?? null),
  });
  useCommand({
    id: 'queries.cell',
    titleKey: 'results:command.cell',
    icon: IconZoomScan,
    when: () => noRow,
    run: () => {
      if (selection.focus !== undefined) openCell(selection.focus, column ?? shown[0] ?? 0);
    },
  });
  useCommand({
    id: 'queries.export',
    titleKey: 'results:command.export',
    icon: IconDownload,
    when: () => (running ? 'results:reason.running' : nothing),
    run: () => setExporting(true),
  });

  const failure = result.error && failureOf(result.error);
  const edited: Filter | null =
    filtering?.index === null || filtering === null
      ? null
      : (wanted.filters[filtering.index] ?? null);

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
        onFind={openFind}
        onFilter={() => filterBy(null)}
        onCopy={copyAs}
        onExport={() => setExporting(true)}
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
          onFound={(found: FoundCell) => {
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
        arranging={arranging}
        hidden={columns.length - shown.length}
        onChange={change}
        onEdit={(index) => filterBy(wanted.filters[index]?.column ?? null, index)}
        onStop={stop}
        onShowAll={() => setLayout({ ...layout, hidden: new Set() })}
      />
      <div ref={body} className={styles['grid']}>
        {columns.length > 0 ? (
          <DataGrid
            label={t('result.grid', { name })}
            columns={gridColumns}
            rowCount={count}
            getRow={getRow}
            onWindow={pages.want}
            selection={selection}
            onSelectionChange={setSelection}
            onActiveColumn={(at) => setColumn(shown[at])}
            rowMarks={marks}
            cellState={cellState}
            frozen={layout.frozen}
            head={head}
            {...(isPlain(view)
              ? {}
              : {
                  rowNumbers: {
                    of: (row: number) => {
                      const number = rowAt(row)?.number;
                      return number === undefined ? undefined : number + 1;
                    },
                    largest: result.rows,
                  },
                })}
            onActivateRow={(row, at) => openCell(row, shown[at] ?? 0)}
            onCellMenu={(row, at, place) => {
              const source = shown[at] ?? 0;
              const found = rowAt(row);
              setMenu({
                at: place,
                label: say('menu.cell'),
                items: cellMenu(say, source, found?.cells[source], {
                  view: wanted,
                  onView: change,
                  onOpen: () => openCell(row, source),
                  onCopyCell: () => found && copy.cell(found.number, source),
                  onCopy: copyAs,
                }),
              });
            }}
            onCopy={() => copyAs('tsv')}
            onCopyCell={(row, at) => {
              const number = rowAt(row)?.number;
              if (number !== undefined) copy.cell(number, shown[at] ?? 0);
            }}
            emptyText={
              running
                ? t('result.waiting')
                : isPlain(view)
                  ? t('result.noRows')
                  : say('chip.noneLeft')
            }
            revision={pages.revision}
            handle={grid}
          />
        ) : (
          running && (
            <div className={styles['waiting']}>
              <Busy text={t(`result.state.${result.state}`)} />
            </div>
          )
        )}
      </div>
      <ResultFooter result={result} view={view} selection={selection} column={column ?? shown[0]} />
      {/* In the body: a page of the dock moves what is fixed in it, and cuts off what stands out. */}
      {menu && createPortal(<ContextMenu {...menu} onClose={() => setMenu(null)} />, document.body)}
      {filtering &&
        createPortal(
          <Popover
            opened
            label={say('menu.filter')}
            width={300}
            onOpenChange={(open) => {
              if (open) return;
              setFiltering(null);
              grid.current?.focus();
            }}
            trigger={
              <span
                aria-hidden="true"
                className={own['anchor']}
                style={{ left: filtering.at.x, top: filtering.at.y }}
              />
            }
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
                setFiltering(null);
                grid.current?.focus();
              }}
            />
          </Popover>,
          document.body,
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
