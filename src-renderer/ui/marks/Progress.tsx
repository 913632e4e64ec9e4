import { cx } from '../cx';
import styles from './Progress.module.css';

/** How far a task is. `value` is 0…1; absent means unknown. */
export function ProgressBar({
  label,
  value,
  showLabel = false,
}: {
  label: string;
  value?: number | undefined;
  showLabel?: boolean;
}) {
  const percent =
    value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className={styles['progress']}>
      {showLabel && (
        <div className={styles['words']} aria-hidden="true">
          <span className="fb-ellipsis">{label}</span>
          {percent !== undefined && <span className="fb-number">{percent}%</span>}
        </div>
      )}
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className={styles['track']}
      >
        <div
          className={cx(styles['fill'], percent === undefined && styles['unknown'])}
          style={percent === undefined ? undefined : { width: `${percent}%` }}
        />
      </div>
    </div>
  );
}

/** Work of unknown length, always with its words. */
export function Busy({ text }: { text: string }) {
  return (
    <span className={styles['busy']} role="status">
      <span className={styles['ring']} aria-hidden="true" />
      {text}
    </span>
  );
}
