import { useId, type ReactNode } from 'react';
import styles from './Field.module.css';

export interface SegmentedOption<Value extends string = string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

/** One of two to five, all in sight. A radio group: arrow keys choose. */
export function Segmented<Value extends string>({
  label,
  hideLabel = false,
  value,
  options,
  onChange,
}: {
  label: string;
  hideLabel?: boolean;
  value: Value;
  options: readonly SegmentedOption<Value>[];
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <div className={styles['field']} role="radiogroup" aria-label={label}>
      {!hideLabel && (
        <span className={styles['label']} aria-hidden="true">
          {label}
        </span>
      )}
      <div className={styles['segments']}>
        {options.map((option) => (
          <label key={option.value} className={styles['segment']}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.icon}
            {option.label}
          </label>
        ))}
      </div>
    </div>
  );
}
