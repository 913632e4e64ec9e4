import { memo, useRef, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconChevronDown, IconFilterFilled } from '@tabler/icons-react'; // prettier-ignore
import { cx } from '../cx';
import { alignOf, type GridColumn } from './grid-model';
import type { HeadActions } from './grid-props';
import { plainDisplay } from './hostile-text';
import { HostileText } from './HostileText';
import styles from './DataGrid.module.css';

/**
 * The heads of the columns in sight. A click chooses a column where cells can be chosen, its arrow
 * orders by it; the right edge can be dragged, a double click fits it.
 */
export const GridHead = memo(function GridHead({
  columns,
  edges,
  from,
  to,
  frozen,
  numberWidth,
  actions,
  activeColumn,
  onChoose,
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
  /** Chooses a column, or all from the one chosen before. */
  onChoose: ((column: number, extend: boolean) => void) | undefined;
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
        onChoose={onChoose}
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
});

function Head({
  at,
  column,
  left,
  width,
  actions,
  active,
  onChoose,
  onResize,
  onFit,
}: {
  at: number;
  column: GridColumn;
  left: number;
  width: number;
  actions: HeadActions | undefined;
  active: boolean;
  onChoose: ((column: number, extend: boolean) => void) | undefined;
  onResize: (column: number, width: number) => void;
  onFit: (column: number) => void;
}) {
  const { t } = useTranslation('ui');
  const drag = useRef<{ at: number; width: number } | undefined>(undefined);
  const name = plainDisplay(column.name);
  const order = actions?.orderOf(at);
  const filtered = actions?.filtered(at) ?? false;
  const Arrow = !order ? IconArrowsSort : order.descending ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      data-head={at}
      aria-colindex={at + 2}
      {...(order ? { 'aria-sort': order.descending ? 'descending' : 'ascending' } : {})}
      className={cx(
        styles['headCell'],
        alignOf(column) === 'right' && styles['right'],
        onChoose && styles['headActive'],
        active && styles['headCurrent'],
      )}
      style={{ left, width }}
      title={column.type ? `${name} ${column.type}` : name}
      onClick={(event) => onChoose?.(at, event.shiftKey)}
      onContextMenu={(event) => {
        if (!actions) return;
        event.preventDefault();
        actions.onMenu(at, { x: event.clientX, y: event.clientY });
      }}
    >
      <HostileText text={column.name} className="fb-ellipsis" />
      {column.type && <small className="fb-ellipsis">{column.type}</small>}
      {actions && (
        <button
          type="button"
          tabIndex={-1}
          className={cx(styles['headMenu'], styles['order'])}
          data-ordered={order ? true : undefined}
          aria-label={t('grid.order', { column: name })}
          title={t('grid.order', { column: name })}
          onClick={(event) => {
            event.stopPropagation();
            actions.onOrder(at, event.shiftKey);
          }}
        >
          <Arrow aria-hidden="true" />
          {order?.ordinal}
        </button>
      )}
      {actions && (
        <button
          type="button"
          tabIndex={-1}
          className={styles['headMenu']}
          data-filtered={filtered || undefined}
          aria-label={t(filtered ? 'grid.menuFiltered' : 'grid.menu', { column: name })}
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
