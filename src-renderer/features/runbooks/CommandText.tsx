import { HostileText } from '../../ui/index';
import styles from './runbooks.module.css';

/** A command or script as it is sent, all of it: long ones scroll. */
export function CommandText({ text }: { text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keys
    <pre className={styles['command']} tabIndex={0}>
      <HostileText text={text} multiline />
    </pre>
  );
}
