import { Fragment, memo, type ReactNode } from 'react';
import { cx } from '../cx';
import { displaySpans, displayText, type DisplayOptions, type TextSpan } from './hostile-text';
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
    <span className={cx(hostileClass, className)} dir="ltr">
      {hostileNodes(text, { multiline, tabs, highlight })}
    </span>
  );
});

/** Class of an element that shows {@link hostileNodes}, beside `dir="ltr"`. */
export const hostileClass = styles['text'];

/** What stands in a {@link HostileText}: one string where nothing of the text acts or is marked. */
export function hostileNodes(text: string, options: DisplayOptions): ReactNode {
  const segments = displayText(text, options);
  const [only] = segments;
  if (segments.length === 1 && only?.kind === 'text' && !only.hit) return only.text;
  return segments.map((segment, index) => {
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
  });
}

const toneClass = ['tone0', 'tone1', 'tone2', 'tone3', 'tone4', 'tone5', 'tone6', 'tone7'] as const;

/** One line of hostile text with marked spans: the search, and eight highlights told apart in grey. */
export function markedNodes(text: string, spans: readonly TextSpan[]): ReactNode {
  return displaySpans(text, spans).map((segment, index) => {
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
  });
}

/** Lines of hostile text below each other, with what is marked in them. */
export function HostileLines({
  lines,
}: {
  lines: readonly { text: string; spans?: readonly TextSpan[] | undefined }[];
}) {
  // Lines without marks are one text: a record may have thousands.
  const runs: { text: string; spans: readonly TextSpan[] }[] = [];
  for (const { text, spans = [] } of lines) {
    const last = runs.at(-1);
    if (last && spans.length === 0 && last.spans.length === 0) last.text += `\n${text}`;
    else runs.push({ text, spans });
  }
  return (
    <span className={hostileClass} dir="ltr">
      {runs.map(({ text, spans }, index) => {
        const key = index;
        return (
          <Fragment key={key}>
            {index > 0 && '\n'}
            {spans.length === 0
              ? hostileNodes(text, { multiline: true, tabs: true })
              : markedNodes(text, spans)}
          </Fragment>
        );
      })}
    </span>
  );
}

/** How one of the eight highlights looks, on a word. */
export function ToneSample({ tone, children }: { tone: number; children: string }) {
  return <mark className={styles[toneClass[tone] ?? 'tone0']}>{children}</mark>;
}
