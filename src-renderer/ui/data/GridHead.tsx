import { useRef, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import { alignOf, type GridColumn } from './grid-model';
import styles from './DataGrid.module.css';

/** The heads of the columns in sight. Their right edge can be dragged. */
export function GridHead({
  columns,
  edges,
  from,
  to,
  numberWidth,
  onResize,
}: {
  columns: readonly GridColumn[];
  edges: readonly number[];
  from: number;
  to: number;
  numberWidth: number;
  /** New width in CSS pixels. */
  onResize: (column: number, width: number) => void;
}) {
  const { t } = useTranslation('ui');
  const drag = useRef<{ at: number; width: number } | undefined>(undefined);
  const widthOf = (column: number) => (edges[column + 1] ?? 0) - (edges[column] ?? 0);
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} style={{ display: 'contents' }}>
        <div
          role="columnheader"
          aria-colindex={1}
          className={styles['number']}
          style={{ width: numberWidth }}
        >
          {t('grid.rowNumber')}
        </div>
        {columns.slice(from, to).map((column, position) => {
          const at = from + position;
          return (
            <div
              key={at}
              role="columnheader"
              aria-colindex={at + 2}
              className={cx(styles['headCell'], alignOf(column) === 'right' && styles['right'])}
              style={{ left: numberWidth + (edges[at] ?? 0), width: widthOf(at) }}
              title={column.type ? `${column.name} ${column.type}` : column.name}
            >
              <bdi className="fb-ellipsis">{column.name}</bdi>
              {column.type && <small className="fb-ellipsis">{column.type}</small>}
              <span
                aria-hidden="true"
                className={styles['resizer']}
                onPointerDown={(event: PointerEvent<HTMLElement>) => {
                  event.preventDefault();
                  event.currentTarget.setPointerCapture(event.pointerId);
                  drag.current = { at: event.clientX, width: widthOf(at) };
                }}
                onPointerMove={(event) => {
                  const start = drag.current;
                  if (!start) return;
                  onResize(at, start.width + event.clientX - start.at);
                }}
                onLostPointerCapture={() => {
                  drag.current = undefined;
                }}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
