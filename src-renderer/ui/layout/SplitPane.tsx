import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../cx';
import { useUi } from '../theme/UiProvider';
import styles from './SplitPane.module.css';

/**
 * Two panes with a line between them that can be dragged or moved with the arrow keys (16 px,
 * with Shift 64). The caller keeps the size; it is in CSS pixels before zoom.
 */
export function SplitPane({
  label,
  direction,
  first,
  second,
  size,
  onSizeChange,
  fixed = 'first',
  min = 120,
  max = 900,
  hidden = false,
}: {
  /** What is resized, for screen readers. */
  label: string;
  /** `row`: side by side; `column`: one above the other. */
  direction: 'row' | 'column';
  first: ReactNode;
  second: ReactNode;
  /** Of the fixed side. */
  size: number;
  onSizeChange: (size: number) => void;
  fixed?: 'first' | 'second';
  min?: number;
  max?: number;
  /** Takes the fixed side away, keeping its size for later. */
  hidden?: boolean;
}) {
  const { t } = useTranslation('ui');
  const { zoom } = useUi();
  const start = useRef<{ at: number; size: number } | undefined>(undefined);
  const [dragging, setDragging] = useState(false);
  const sign = fixed === 'first' ? 1 : -1;
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)));
  const along = (event: PointerEvent) => (direction === 'row' ? event.clientX : event.clientY);

  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] =
      direction === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const step = event.shiftKey ? 64 : 16;
    let next: number;
    if (event.key === less) next = size - sign * step;
    else if (event.key === more) next = size + sign * step;
    else if (event.key === 'Home') next = min;
    else if (event.key === 'End') next = max;
    else return;
    event.preventDefault();
    onSizeChange(clamp(next));
  };

  const length = `${size * zoom}px`;
  const fixedStyle = direction === 'row' ? { width: length } : { height: length };
  const pane = (side: 'first' | 'second', content: ReactNode) =>
    side === fixed ? (
      hidden ? null : (
        <div className={cx(styles['pane'], styles['fixed'])} style={fixedStyle}>
          {content}
        </div>
      )
    ) : (
      <div className={cx(styles['pane'], styles['flexible'])}>{content}</div>
    );

  return (
    <div className={cx(styles['split'], direction === 'column' && styles['column'])}>
      {pane('first', first)}
      {!hidden && (
        <div
          role="separator"
          tabIndex={0}
          aria-label={t('split.resize', { name: label })}
          aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
          aria-valuenow={size}
          aria-valuemin={min}
          aria-valuemax={max}
          className={styles['bar']}
          data-dragging={dragging || undefined}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            start.current = { at: along(event), size };
            setDragging(true);
          }}
          onPointerMove={(event) => {
            const from = start.current;
            if (from) onSizeChange(clamp(from.size + (sign * (along(event) - from.at)) / zoom));
          }}
          onLostPointerCapture={() => {
            start.current = undefined;
            setDragging(false);
          }}
        />
      )}
      {pane('second', second)}
    </div>
  );
}
