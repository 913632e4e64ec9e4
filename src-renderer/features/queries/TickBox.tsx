import { Checkbox } from '../../ui/index';
import styles from './queries.module.css';

/** The checkbox of a table's row, or of all of them in its head; keys of the table tick it, too. */
export function TickBox({
  label,
  checked,
  indeterminate = false,
  tabStop = false,
  onChange,
}: {
  label: string;
  checked: boolean;
  indeterminate?: boolean;
  /** A row's has none: the table is one. */
  tabStop?: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <Checkbox
      className={styles['tick']}
      label={<span className="fb-visually-hidden">{label}</span>}
      title={label}
      tabIndex={tabStop ? 0 : -1}
      checked={checked}
      indeterminate={indeterminate}
      onChange={onChange}
      // The row below it is selected, not opened.
      onDoubleClick={(event) => event.stopPropagation()}
    />
  );
}
