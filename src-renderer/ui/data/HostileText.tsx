import { Fragment, memo } from 'react';
import { cx } from '../cx';
import { displayText } from './hostile-text';
import styles from './HostileText.module.css';

/**
 * Shows text from an untrusted machine: isolated from the text around it, with acting characters
 * made visible and matches of `highlight` marked.
 */
export const HostileText = memo(function HostileText({
  text,
  highlight,
  multiline = false,
  className,
}: {
  text: string;
  highlight?: string | undefined;
  multiline?: boolean;
  className?: string | undefined;
}) {
  return (
    <span className={cx(styles['text'], className)} dir="ltr">
      {displayText(text, { multiline, highlight }).map((segment, index) => {
        const key = index;
        if (segment.kind === 'mark') {
          return (
            <span key={key} className={cx(styles['mark'], segment.hit && styles['hit'])}>
              {segment.text}
            </span>
          );
        }
        return segment.hit ? (
          <mark key={key} className={styles['hit']}>
            {segment.text}
          </mark>
        ) : (
          <Fragment key={key}>{segment.text}</Fragment>
        );
      })}
    </span>
  );
});
