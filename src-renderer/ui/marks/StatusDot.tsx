import { cx } from '../cx';
import type { Tone } from './tone';
import styles from './marks.module.css';

const toneClass: Record<Tone, string | undefined> = {
  neutral: styles['toneNeutral'],
  ok: styles['toneOk'],
  warn: styles['toneWarn'],
  error: styles['toneError'],
  case: styles['toneCase'],
  info: styles['toneInfo'],
  accent: styles['toneAccent'],
};

/** A state with its word. `hideLabel` keeps the word for screen readers and as tooltip. */
export function StatusDot({
  tone,
  shape = 'dot',
  label,
  hideLabel = false,
}: {
  tone: Tone;
  shape?: 'dot' | 'ring' | 'square';
  label: string;
  hideLabel?: boolean;
}) {
  return (
    <span className={cx(styles['status'], toneClass[tone])} title={hideLabel ? label : undefined}>
      <span
        aria-hidden="true"
        className={cx(
          styles['dot'],
          shape === 'ring' && styles['ring'],
          shape === 'square' && styles['square'],
        )}
      />
      <span className={hideLabel ? 'fb-visually-hidden' : styles['dotText']}>{label}</span>
    </span>
  );
}
