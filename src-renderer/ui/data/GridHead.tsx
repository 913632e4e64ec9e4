import { useRef, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconFilterFilled } from '@tabler/icons-react';
import { cx } from '../cx';
import { alignOf, type ColumnOrder, type GridColumn } from './grid-model';
import styles from './DataGrid.module.css';

/** What the heads of a grid offer beyond their names; columns are counted as they are shown. */
export interface HeadActions {
  orderOf: (column: number) => ColumnOrder | undefined;
  filtered: (column: number) => boolean;
  /** A click on the name; `add` with Shift. */
  onOrder: (column: number, add: boolean) => void;
  /** Opens the column's menu at a place of the window. */
  onMenu: (column: number, at: { x: number; y: number }) => void;
}

/** The heads of the columns in sight. Their right edge can be dragged, a double click fits it. */
export function GridHead({
  columns,
  edges,
  from,
  to,
  frozen,
  numberWidth,
  actions,
  activeColumn,
  onResize,
  onFit,
}: {
  columns: readonly GridColumn[];
  edges: readonly number[];
  from: number;
  to: number;
  frozen: number;
  numberWidth: number;
  actions: HeadActions | undefined;
  activeColumn: number | undefined;
  /** New width in CSS pixels. */
  onResize: (column: number, width: number) => void;
  onFit: (column: number) => void;
}) {
  const { t } = useTranslation('ui');
  const headAt = (at: number, shift: number) => {
    const column = columns[at];
    if (!column) return null;
    const width = (edges[at + 1] ?? 0) - (edges[at] ?? 0);
    return (
      <Head
        key={at}
        at={at}
        column={column}
        left={shift + (edges[at] ?? 0)}
        width={width}
        actions={actions}
        active={at === activeColumn}
        onResize={onResize}
        onFit={onFit}
      />
    );
  };
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
        {frozen > 0 && (
          <div
            role="presentation"
            className={styles['frozen']}
            style={{ left: numberWidth, width: edges[frozen] }}
          >
            {columns.slice(0, frozen).map((_, at) => headAt(at, 0))}
          </div>
        )}
        {columns.slice(from, to).map((_, position) => headAt(from + position, numberWidth))}
      </div>
    </div>
  );
}

function Head({
  at,
  column,
  left,
  width,
  actions,
  active,
  onResize,
  onFit,
}: {
  at: number;
  column: GridColumn;
  left: number;
  width: number;
  actions: HeadActions | undefined;
  active: boolean;
  onResize: (column: number, width: number) => void;
  onFit: (column: number) => void;
}) {
  const { t } = useTranslation('ui');
  const drag = useRef<{ at: number; width: number } | undefined>(undefined);
  const order = actions?.orderOf(at);
  const filtered = actions?.filtered(at) ?? false;
  const Arrow = order?.descending ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      data-head={at}
      aria-colindex={at + 2}
      {...(order ? { 'aria-sort': order.descending ? 'descending' : 'ascending' } : {})}
      className={cx(
        styles['headCell'],
        alignOf(column) === 'right' && styles['right'],
        actions && styles['headActive'],
        active && styles['headCurrent'],
      )}
      style={{ left, width }}
      title={column.type ? `${column.name} ${column.type}` : column.name}
      onClick={(event) => actions?.onOrder(at, event.shiftKey)}
      onContextMenu={(event) => {
        if (!actions) return;
        event.preventDefault();
        actions.onMenu(at, { x: event.clientX, y: event.clientY });
      }}
    >
      <bdi className="fb-ellipsis">{column.name}</bdi>
      {column.type && <small className="fb-ellipsis">{column.type}</small>}
      {order && (
        <span className={styles['order']}>
          <Arrow aria-hidden="true" />
          {order.ordinal}
        </span>
      )}
      {actions && (
        <button
          type="button"
          tabIndex={-1}
          className={styles['headMenu']}
          data-filtered={filtered || undefined}
          aria-label={t(filtered ? 'grid.menuFiltered' : 'grid.menu', { column: column.name })}
          onClick={(event) => {
            event.stopPropagation();
            const box = event.currentTarget.getBoundingClientRect();
            actions.onMenu(at, { x: box.left, y: box.bottom });
          }}
        >
          {filtered ? (
            <IconFilterFilled aria-hidden="true" />
          ) : (
            <IconChevronDown aria-hidden="true" />
          )}
        </button>
      )}
      <span
        aria-hidden="true"
        className={styles['resizer']}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={() => onFit(at)}
        onPointerDown={(event: PointerEvent<HTMLElement>) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { at: event.clientX, width };
        }}
        onPointerMove={(event) => {
          const start = drag.current;
          if (start) onResize(at, start.width + event.clientX - start.at);
        }}
        onLostPointerCapture={() => {
          drag.current = undefined;
        }}
      />
    </div>
  );
}
