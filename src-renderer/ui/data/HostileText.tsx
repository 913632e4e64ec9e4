import { Fragment, memo } from 'react';
import { cx } from '../cx';
import { displaySpans, displayText, type TextSpan } from './hostile-text';
import styles from './HostileText.module.css';

/**
 * Shows text from an untrusted machine: isolated from the text around it, with acting characters
 * made visible and matches of `highlight` marked.
 */
export const HostileText = memo(function HostileText({
  text,
  highlight,
  multiline = false,
  tabs = multiline,
  className,
}: {
  text: string;
  highlight?: string | undefined;
  multiline?: boolean;
  /** Tabs are room instead of marks: lines of logs are indented by them. */
  tabs?: boolean;
  className?: string | undefined;
}) {
  return (
    <span className={cx(styles['text'], className)} dir="ltr">
      {displayText(text, { multiline, tabs, highlight }).map((segment, index) => {
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

const toneClass = ['tone0', 'tone1', 'tone2', 'tone3', 'tone4', 'tone5', 'tone6', 'tone7'] as const;

/** One line of hostile text with marked spans: the search, and eight highlights told apart in grey. */
export function MarkedText({ text, spans }: { text: string; spans: readonly TextSpan[] }) {
  return (
    <span className={styles['text']} dir="ltr">
      {displaySpans(text, spans).map((segment, index) => {
        const key = index;
        const tone =
          segment.tone === undefined
            ? undefined
            : segment.tone < 0
              ? styles['hit']
              : styles[toneClass[segment.tone] ?? 'tone0'];
        const mark = segment.kind === 'mark' && styles['mark'];
        if (tone !== undefined) {
          return (
            <mark key={key} className={cx(tone, mark)}>
              {segment.text}
            </mark>
          );
        }
        return mark ? (
          <span key={key} className={mark}>
            {segment.text}
          </span>
        ) : (
          <Fragment key={key}>{segment.text}</Fragment>
        );
      })}
    </span>
  );
}

/** How one of the eight highlights looks, on a word. */
export function ToneSample({ tone, children }: { tone: number; children: string }) {
  return <mark className={styles[toneClass[tone] ?? 'tone0']}>{children}</mark>;
}
