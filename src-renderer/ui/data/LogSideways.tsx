import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type Ref,
  type RefObject,
} from 'react';
import styles from './LogList.module.css';

export interface SidewaysHandle {
  /** Moves by pixels. */
  moveBy: (delta: number) => void;
}

/** How long lines stand still before their widths are measured. */
const settleMs = 150;
/** Room after the end of the longest line. */
const endRoom = 40;

/**
 * Scrolls the texts of a log sideways while times, levels and marks stay. A scroll bar of its own
 * below the lines, shown when one of them is wider than the pane.
 *
 * @param content the drawn lines; gets `--shift`
 * @param revision changes when other lines are drawn
 */
export function LogSideways({
  content,
  revision,
  handle,
  onShift,
}: {
  content: RefObject<HTMLElement | null>;
  revision: string;
  handle: Ref<SidewaysHandle>;
  /** Lines stand to the left of where they begin, or at their beginning again. */
  onShift: (shifted: boolean) => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const [overflow, setOverflow] = useState(0);

  useEffect(() => {
    const timer = setTimeout(() => {
      let widest = 0;
      const shifted = bar.current?.scrollLeft ?? 0;
      for (const message of content.current?.querySelectorAll<HTMLElement>('[data-text]') ?? []) {
        // What is shifted out at the left counts, too.
        const over = message.scrollWidth + shifted - message.clientWidth;
        if (message.clientWidth > 0 && over > widest) widest = over;
      }
      const next = widest > 1 ? Math.ceil(widest) + endRoom : 0;
      // A place someone has scrolled to is not taken away by shorter lines.
      setOverflow((before) => Math.max(next, shifted > 0 ? before : 0));
    }, settleMs);
    return () => clearTimeout(timer);
  }, [content, revision]);

  const shift = (): void => {
    const shifted = bar.current?.scrollLeft ?? 0;
    content.current?.style.setProperty('--shift', `${shifted}px`);
    content.current?.toggleAttribute('data-shifted', shifted > 0);
    onShift(shifted > 0);
  };
  useLayoutEffect(() => {
    if (overflow === 0) content.current?.style.removeProperty('--shift');
  }, [content, overflow]);
  useImperativeHandle(handle, () => ({
    moveBy: (delta: number) => {
      if (bar.current) bar.current.scrollLeft += delta;
    },
  }));

  return (
    <div
      ref={bar}
      hidden={overflow === 0}
      className={styles['sideways']}
      aria-hidden="true"
      tabIndex={-1}
      onScroll={shift}
    >
      <div style={{ width: `calc(100% + ${overflow}px)`, height: 1 }} />
    </div>
  );
}
