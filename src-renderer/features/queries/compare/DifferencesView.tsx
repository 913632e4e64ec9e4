import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArrowDown,
  IconArrowUp,
  IconDownload,
  IconSwitchHorizontal,
} from '@tabler/icons-react';
import type { Comparison, Evidence, ResultState } from '../../../../src-main/contract/index';
import {
  DataGrid,
  emptySelection,
  EvidencePin,
  formatCount,
  plainDisplay,
  selectionSize,
  selectRange,
  useAnnounce,
  type GridHandle,
} from '../../../ui/index';
import { useCommand, useEvidenceSource, useHost, useWorkbench } from '../../workbench/index';
import { ExportFileDialog } from '../ExportFileDialog';
import { CompareWarnings } from './CompareWarnings';
import { DifferenceDialog } from './DifferenceDialog';
import { DifferenceTools } from './DifferenceTools';
import { changeSigns, layoutOf, stateOf } from './difference-rows';
import { nameOf } from './open-comparison';
import { useDifferenceCopy } from './use-difference-copy';
import {
  isGone,
  useDifferences,
  useDifferenceWords,
  type DifferenceFilter,
} from './use-differences';
import panel from '../queries.module.css';
import styles from './compare.module.css';

/** Comparisons of more columns show at first only those that changed. */
const manyColumns = 12;
const changesOnly = { kinds: ['added', 'removed', 'changed'], changedColumn: null } as const;

/** What differs between two results: counts, rows, and what can be done with them. */
export function DifferencesView({
  comparison,
  before,
  after,
  keyButton,
  onGone,
  onSwap,
}: {
  comparison: Comparison;
  before: ResultState;
  after: ResultState;
  keyButton: ReactNode;
  /** The host has forgotten the comparison. */
  onGone: () => void;
  onSwap: () => void;
}) {
  const { t } = useTranslation('compare');
  const host = useHost();
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const words = useDifferenceWords();
  const { id, counts, columns } = comparison;
  const [filter, setFilter] = useState<DifferenceFilter>(changesOnly);
  const [changedOnly, setChangedOnly] = useState(
    columns.length > manyColumns && counts.changed > 0,
  );
  const [selection, setSelection] = useState(emptySelection);
  const [row, setRow] = useState<number | null>(null);
  const [exporting, setExporting] = useState(false);
  const [pin, setPin] = useState<string | null>(null);
  const grid = useRef<GridHandle>(null);
  const layout = useMemo(
    () => layoutOf(comparison, words, changedOnly),
    [comparison, words, changedOnly],
  );
  const { count, pages } = useDifferences(comparison, filter, words, onGone);
  const { get } = pages;
  const copy = useDifferenceCopy(comparison, filter, layout, words);
  const name = nameOf(after);
  const differing = counts.added + counts.removed + counts.changed;

  useEvidenceSource(
    useMemo(
      () => ({
        source: { kind: 'comparison' as const, comparisonId: id },
        label: t('evidence', { count: differing, rows: formatCount(differing), name }),
        onAdded: (evidence: Evidence) => setPin(`E${evidence.ordinal}`),
        onRemoved: () => setPin(null),
      }),
      [id, differing, name, t],
    ),
  );

  /** Row of the keyboard, also of a step whose drawing is still to come. */
  const place = useRef(selection.focus);
  useEffect(() => {
    place.current = selection.focus;
  }, [selection.focus]);
  const steps = useRef(Promise.resolve());
  const show = (next: DifferenceFilter): void => {
    setSelection(emptySelection);
    grid.current?.scrollToRow(0);
    setFilter(next);
  };
  const go = async (backwards: boolean): Promise<void> => {
    const from = place.current ?? (backwards ? count : -1);
    const asked = { id, ...filter, kinds: [...filter.kinds], from, backwards };
    const { position } = await host.queries.nextDifference(asked);
    if (position === null) {
      announce(t(differing === 0 ? 'found.none' : backwards ? 'found.first' : 'found.last'));
      return;
    }
    place.current = position;
    setSelection(selectRange(position, position));
    const [changed] = get(position)?.changed ?? [];
    const at = changed === undefined ? 0 : Math.max(0, layout.columnAt.indexOf(changed));
    grid.current?.showCell(position, at);
    grid.current?.focus();
  };
  const step = (backwards: boolean): void => {
    // One after the other, so that a key that is held goes on from where the last one led.
    steps.current = steps.current
      .then(() => go(backwards))
      .catch((error: unknown) => {
        if (isGone(error)) onGone();
        else workbench.reportError(error);
      });
  };
  const any = differing > 0 ? true : 'compare:found.none';
  useCommand({
    id: 'queries.nextChange',
    titleKey: 'compare:command.next',
    icon: IconArrowDown,
    keys: 'F7',
    when: () => any,
    run: () => step(false),
  });
  useCommand({
    id: 'queries.previousChange',
    titleKey: 'compare:command.previous',
    icon: IconArrowUp,
    keys: 'Shift F7',
    when: () => any,
    run: () => step(true),
  });
  useCommand({
    id: 'queries.swapCompared',
    titleKey: 'compare:command.swap',
    icon: IconSwitchHorizontal,
    run: onSwap,
  });
  useCommand({
    id: 'queries.export',
    titleKey: 'compare:export.title',
    icon: IconDownload,
    run: () => setExporting(true),
  });

  const getRow = useCallback((at: number) => get(at)?.cells, [get]);
  const cellState = useCallback(
    (at: number, source: number) => {
      const found = get(at);
      return found && stateOf(found, source, words);
    },
    // What is at hand changes with the revision.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [get, pages.revision, words],
  );
  const selected = selectionSize(selection);
  const ignored = columns.filter(({ role }) => role === 'ignored').map((one) => plainDisplay(one.name)); // prettier-ignore
  return (
    <section className={panel['result']} aria-label={t('grid.label')} data-region="dock-part">
      <DifferenceTools
        comparison={comparison}
        filter={filter}
        changedOnly={changedOnly}
        noRow={selected === 0}
        keyButton={keyButton}
        pin={pin && <EvidencePin label={pin} />}
        onFilter={show}
        onChangedOnly={setChangedOnly}
        onStep={step}
        onCopy={() => copy.rows(selection.ranges)}
        onExport={() => setExporting(true)}
      />
      <CompareWarnings comparison={comparison} before={before} after={after} />
      <div className={panel['grid']} data-page-focus>
        <DataGrid
          label={t('grid.label')}
          columns={layout.columns}
          rowCount={count}
          getRow={getRow}
          onWindow={pages.want}
          frozen={layout.frozen}
          cellState={cellState}
          selection={selection}
          onSelectionChange={setSelection}
          onActivateRow={setRow}
          onCopy={({ ranges }) => copy.rows(ranges)}
          onCopyCell={copy.cell}
          emptyText={
            differing === 0
              ? t('grid.none', { count: counts.same, rows: formatCount(counts.same) })
              : t('grid.nothing')
          }
          revision={pages.revision}
          handle={grid}
        />
      </div>
      <footer className={panel['footer']}>
        <strong>{t('footer.rows', { count, rows: formatCount(count) })}</strong>
        <output>
          {t('footer.counts', {
            added: formatCount(counts.added),
            removed: formatCount(counts.removed),
            changed: formatCount(counts.changed),
            same: formatCount(counts.same),
          })}
        </output>
        <span>{t('footer.elapsed', { seconds: (comparison.elapsedMs / 1000).toFixed(2) })}</span>
        {ignored.length > 0 && (
          <span className="fb-ellipsis" title={ignored.join(', ')}>
            {t('footer.ignored', { columns: ignored.join(', ') })}
          </span>
        )}
        <span className="fb-grow" />
        {selected > 0 ? (
          <span>{t('footer.selected', { count: selected, rows: formatCount(selected) })}</span>
        ) : (
          <span className={styles['offline']}>{t('footer.offline')}</span>
        )}
      </footer>
      {row !== null && (
        <DifferenceDialog
          comparison={comparison}
          filter={filter}
          row={row}
          count={count}
          onRow={(next) => {
            setRow(next);
            setSelection(selectRange(next, next));
            grid.current?.scrollToRow(next);
          }}
          onClose={() => setRow(null)}
        />
      )}
      {exporting && (
        <ExportFileDialog
          title={t('export.title')}
          stem={`${changeSigns.changed} ${name}`}
          dialect={after.dialect}
          write={(target, signal) =>
            host.queries.exportDifferences(
              { ...target, ...filter, id, kinds: [...filter.kinds] },
              { signal },
            )
          }
          onClose={() => setExporting(false)}
        >
          <p className={styles['hint']}>{t('export.hint')}</p>
        </ExportFileDialog>
      )}
    </section>
  );
}
