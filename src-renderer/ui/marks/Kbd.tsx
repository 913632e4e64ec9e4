import styles from './Kbd.module.css';

/** A key or chord as printed on the keyboard, e.g. `E`, `Ctrl K`. Not spoken: the control that
 * carries it says its own name, and shortcut help lists the keys. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className={styles['kbd']} aria-hidden="true">
      {keys}
    </kbd>
  );
}
