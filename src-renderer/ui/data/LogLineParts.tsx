import { memo } from 'react';
import { createPortal } from 'react-dom';
import { IconAlertTriangle, IconBookmarkFilled, IconInfoCircle } from '@tabler/icons-react';
import { cx } from '../cx';
import { EvidencePin } from '../marks/EvidencePin';
import { HostileText } from './HostileText';
import type { LogLine, LogWords } from './log-line';
import type { LinePart } from './pane-options';
import styles from './LogList.module.css';

/** What of the drawn lines is not text: icons behind it, and notes between them. */
export const LogLineParts = memo(function LogLineParts({
  parts,
  words,
  onPinClick,
}: {
  parts: readonly LinePart[];
  words: LogWords;
  onPinClick: ((label: string) => void) | undefined;
}) {
  return parts.map(({ element, line }) =>
    line.note
      ? createPortal(<Note line={line} />, element.note, element.key)
      : createPortal(
          <Signs line={line} words={words} onPinClick={onPinClick} />,
          element.signs,
          element.key,
        ),
  );
});

const Note = memo(function Note({ line: { text, note } }: { line: LogLine }) {
  const Icon = note?.tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <>
      <Icon aria-hidden="true" />
      <span role="gridcell" className="fb-ellipsis">
        <HostileText text={text} />
      </span>
      {note?.detail && (
        <span role="gridcell" className={cx(styles['noteDetail'], 'fb-ellipsis')}>
          <HostileText text={note.detail} />
        </span>
      )}
    </>
  );
});

const Signs = memo(function Signs({
  line: { bookmark, pin, stack },
  words,
  onPinClick,
}: {
  line: LogLine;
  words: LogWords;
  onPinClick: ((label: string) => void) | undefined;
}) {
  return (
    <>
      {bookmark && (
        <span className={styles['bookmark']} title={words.bookmark}>
          <IconBookmarkFilled aria-label={words.bookmark} />
        </span>
      )}
      {pin !== undefined && !stack && (
        <EvidencePin label={pin} onClick={onPinClick ? () => onPinClick(pin) : undefined} />
      )}
    </>
  );
});
