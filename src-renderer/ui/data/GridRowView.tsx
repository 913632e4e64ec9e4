import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import { EvidencePin } from '../marks/EvidencePin';
import { alignOf, cellText, type GridColumn, type GridRow } from './grid-model';
import { clipText } from './hostile-text';
import { HostileText } from './HostileText';
import styles from './DataGrid.module.css';

export type CellTone = 'error' | 'warn' | undefined;

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
  selected: boolean;
  activeColumn: number | undefined;
  mark: string | undefined;
  cellTone?: ((row: GridRow, column: number) => CellTone) | undefined;
}

function Cell({ value }: { value: unknown }) {
  const { t } = useTranslation('ui');
  const text = cellText(value);
  if (text === undefined) return <span className={styles['null']}>{t('grid.null')}</span>;
  const { text: shown, rest } = clipText(text, cellLimit);
  return (
    <>
      <HostileText text={shown} />
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
  selected,
  activeColumn,
  mark,
  cellTone,
}: GridRowViewProps) {
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
        columns.slice(from, to).map((column, position) => {
          const at = from + position;
          const tone = cellTone?.(row, at);
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
                left: numberWidth + (edges[at] ?? 0),
                width: (edges[at + 1] ?? 0) - (edges[at] ?? 0),
              }}
            >
              <Cell value={row[at]} />
            </div>
          );
        })
      )}
    </div>
  );
});
