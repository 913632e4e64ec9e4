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
  /** Other lines are drawn: their widths are measured once they stand still. */
  settle: () => void;
}

/** How long lines stand still before their widths are measured. */
const settleMs = 150;
/** Room after the end of the longest line. */
const endRoom = 40;
/** The bar is as long as whole steps: not another one for each screen of lines. */
const step = 120;

/** Does something once lines stand still: to look again costs less than a timer for each jump. */
class Settling {
  private timer: number | undefined;
  private due = 0;
  private work: () => void = () => undefined;

  begin(work: () => void): void {
    this.work = work;
    this.due = performance.now() + settleMs;
    this.timer ??= window.setTimeout(() => this.look(), settleMs);
  }

  cancel(): void {
    window.clearTimeout(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const left = this.due - performance.now();
    this.timer = left > 0 ? window.setTimeout(() => this.look(), left) : undefined;
    if (left <= 0) this.work();
  }
}

/**
 * Scrolls the texts of a log sideways while times, levels and marks stay. A scroll bar of its own
 * below the lines, shown when one of them is wider than the pane.
 *
 * @param content the drawn lines; gets `--shift`
 * @param widest some of their texts, the widest among them
 */
export function LogSideways({
  content,
  widest,
  handle,
  onShift,
}: {
  content: RefObject<HTMLElement | null>;
  widest: () => readonly HTMLElement[];
  handle: Ref<SidewaysHandle>;
  /** Lines stand to the left of where they begin, or at their beginning again. */
  onShift: (shifted: boolean) => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const [overflow, setOverflow] = useState(0);
  const [settling] = useState(() => new Settling());
  useEffect(() => () => settling.cancel(), [settling]);

  const measure = (): void => {
    let most = 0;
    const shifted = bar.current?.scrollLeft ?? 0;
    for (const text of widest()) {
      // What is shifted out at the left counts, too.
      const { clientWidth } = text;
      if (clientWidth > 0) most = Math.max(most, text.scrollWidth + shifted - clientWidth);
    }
    const next = most > 1 ? Math.ceil((most + endRoom) / step) * step : 0;
    // A place someone has scrolled to is not taken away by shorter lines.
    setOverflow((before) => Math.max(next, shifted > 0 ? before : 0));
  };
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
    settle: () => settling.begin(measure),
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
