import { memo } from 'react';
import { createPortal } from 'react-dom';
import { IconAlertTriangle, IconBookmarkFilled, IconInfoCircle } from '@tabler/icons-react';
import { cx } from '../cx';
import { EvidencePin } from '../marks/EvidencePin';
import { HostileText } from './HostileText';
import { moreOf, type LogLine, type LogWords } from './log-line';
import type { LinePart } from './pane-options';
import styles from './LogList.module.css';

interface Presses {
  onPinClick: ((label: string) => void) | undefined;
  onMore: ((row: number) => void) | undefined;
  onFold: ((index: number) => void) | undefined;
}

/** What of the drawn lines is not text: buttons and marks behind it, and notes between them. */
export const LogLineParts = memo(function LogLineParts({
  parts,
  words,
  ...presses
}: Presses & { parts: readonly LinePart[]; words: LogWords }) {
  return parts.map(({ element, index, row, line }) =>
    line.note
      ? createPortal(<Note line={line} />, element.note, element.key)
      : createPortal(
          <Marks index={index} row={row} line={line} words={words} {...presses} />,
          element.marks,
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

const Marks = memo(function Marks({
  index,
  row,
  line,
  words,
  onPinClick,
  onMore,
  onFold,
}: Presses & { index: number; row: number | undefined; line: LogLine; words: LogWords }) {
  const { fold, pin, bookmark, stack } = line;
  const more = moreOf(line, words);
  return (
    <>
      {more !== undefined &&
        (onMore && row !== undefined ? (
          <Badge text={more} onClick={() => onMore(row)} />
        ) : (
          <span className={styles['more']}>{more}</span>
        ))}
      {fold !== undefined && <Badge text={fold} onClick={() => onFold?.(index)} />}
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

function Badge({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <button type="button" tabIndex={-1} className={styles['more']} onClick={onClick}>
      {text}
    </button>
  );
}
