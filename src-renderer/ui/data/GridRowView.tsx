import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertOctagonFilled, IconAlertTriangleFilled, IconMinus, IconPlus, IconScissors } from '@tabler/icons-react'; // prettier-ignore
import { cx } from '../cx';
import { EvidencePin } from '../marks/EvidencePin';
import { alignOf, cellText, type CellState, type GridColumn, type GridRow } from './grid-model';
import { clipText } from './hostile-text';
import { HostileText } from './HostileText';
import styles from './DataGrid.module.css';

export type CellTone = CellState['tone'];

/** Characters of one cell that are drawn; the rest is only counted. */
const cellLimit = 500;

const formatCount = new Intl.NumberFormat('en-US');

export interface GridRowViewProps {
  id: string;
  index: number;
  /** Said in front of the row; nothing while its own number is being fetched. */
  number: number | undefined;
  row: GridRow | undefined;
  columns: readonly GridColumn[];
  edges: readonly number[];
  from: number;
  to: number;
  numberWidth: number;
  /** So many of the first columns stay in sight. */
  frozen: number;
  selected: boolean;
  activeColumn: number | undefined;
  mark: string | undefined;
  cellTone?: ((row: GridRow, column: number) => CellTone) | undefined;
  cellState?: ((index: number, source: number) => CellState | undefined) | undefined;
}

const toneIcons = {
  error: IconAlertOctagonFilled,
  warn: IconAlertTriangleFilled,
  removed: IconMinus,
  added: IconPlus,
} as const;

function Cell({ value, state }: { value: unknown; state: CellState | undefined }) {
  const { t } = useTranslation('ui');
  const text = cellText(value);
  const { text: shown } = clipText(text ?? '', cellLimit);
  const rest = Math.max(text?.length ?? 0, state?.length ?? 0) - shown.length;
  const Icon = state?.tone && state.toneText ? toneIcons[state.tone] : undefined;
  return (
    <>
      {Icon && (
        <span role="img" aria-label={state?.toneText} className={styles['cellIcon']}>
          <Icon aria-hidden="true" />
        </span>
      )}
      {state?.clipped !== undefined && (
        <span
          role="img"
          aria-label={state.clipped}
          title={state.clipped}
          className={styles['cellIcon']}
        >
          <IconScissors aria-hidden="true" />
        </span>
      )}
      {text === undefined ? (
        <span className={styles['null']}>{t('grid.null')}</span>
      ) : (
        <HostileText text={shown} highlight={state?.highlight} />
      )}
      {rest > 0 && (
        <span className={styles['more']}>
          {' '}
          {t('log.more', { total: formatCount.format(rest) })}
        </span>
      )}
    </>
  );
}

/** One row of the grid; draws only the columns in sight. */
export const GridRowView = memo(function GridRowView({
  id,
  index,
  number,
  row,
  columns,
  edges,
  from,
  to,
  numberWidth,
  frozen,
  selected,
  activeColumn,
  mark,
  cellTone,
  cellState,
}: GridRowViewProps) {
  const cellAt = (at: number, shift: number) => {
    const column = columns[at];
    if (row === undefined || column === undefined) return null;
    const source = column.source ?? at;
    const state = cellState?.(index, source);
    const tone = state?.tone ?? cellTone?.(row, at);
    return (
      <div
        key={at}
        id={`${id}-${at}`}
        role="gridcell"
        data-column={at}
        aria-colindex={at + 2}
        className={cx(
          styles['cell'],
          alignOf(column) === 'right' && styles['right'],
          tone && styles[tone],
          at === activeColumn && styles['active'],
        )}
        style={{
          left: shift + (edges[at] ?? 0),
          width: (edges[at + 1] ?? 0) - (edges[at] ?? 0),
        }}
      >
        <Cell value={row[source]} state={state} />
      </div>
    );
  };
  return (
    <div
      id={id}
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={cx(styles['row'], mark !== undefined && styles['marked'])}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        className={cx(styles['number'], mark !== undefined && styles['pin'])}
        style={{ width: numberWidth }}
      >
        {mark !== undefined && <EvidencePin label={mark} />}
        {number !== undefined && <span>{formatCount.format(number)}</span>}
      </div>
      {row === undefined ? (
        <div role="gridcell" aria-busy="true" className={styles['pending']} />
      ) : (
        <>
          {frozen > 0 && (
            <div
              role="presentation"
              className={styles['frozen']}
              style={{ left: numberWidth, width: edges[frozen] }}
            >
              {columns.slice(0, frozen).map((_, at) => cellAt(at, 0))}
            </div>
          )}
          {columns.slice(from, to).map((_, position) => cellAt(from + position, numberWidth))}
        </>
      )}
    </div>
  );
});
