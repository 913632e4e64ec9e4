import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { cx } from '../cx';
import { EvidencePin } from '../marks/EvidencePin';
import { LevelTag, type LogLevel } from '../marks/LevelTag';
import { clipText } from './hostile-text';
import { HostileText } from './HostileText';
import styles from './LogList.module.css';

export interface LogLine {
  text: string;
  level?: LogLevel | undefined;
  /** As it is to be shown. */
  time?: string | undefined;
  /** True when `text` is only the beginning of the line. */
  clipped?: boolean | undefined;
  /** Characters of the whole line, when clipped. */
  fullLength?: number | undefined;
  /** Label of the evidence that has it, e.g. `E7`. */
  pin?: string | undefined;
  /** Makes it a row of our own between the lines: rotation, gap, reconnect. */
  note?: { tone: 'info' | 'warn' | 'error' } | undefined;
}

/** Characters of one line that are drawn; a longer one says how many are left. */
export const lineLimit = 4000;

const formatCount = new Intl.NumberFormat('en-US');

const levelClass: Record<LogLevel, string | undefined> = {
  fatal: styles['fatal'],
  error: styles['error'],
  warn: styles['warn'],
  info: undefined,
  debug: styles['debug'],
  trace: styles['debug'],
};

export interface LogLineViewProps {
  id: string;
  index: number;
  line: LogLine | undefined;
  selected: boolean;
  focused: boolean;
  pin: string | undefined;
  highlight: string | undefined;
  wrap: boolean;
  showTime: boolean;
  showLevel: boolean;
  onPinClick: ((label: string) => void) | undefined;
  onMore: ((index: number) => void) | undefined;
}

/** One line of a log. */
export const LogLineView = memo(function LogLineView({
  id,
  index,
  line,
  selected,
  focused,
  pin,
  highlight,
  wrap,
  showTime,
  showLevel,
  onPinClick,
  onMore,
}: LogLineViewProps) {
  const { t } = useTranslation('ui');
  const row = {
    id,
    role: 'row',
    'data-row': index,
    'aria-rowindex': index + 1,
    'aria-selected': selected,
  };
  const classes = [
    styles['line'],
    wrap ? styles['wrapped'] : styles['fixed'],
    pin !== undefined && styles['pinned'],
    focused && styles['focused'],
  ];
  if (line?.note) {
    const { tone } = line.note;
    return (
      <div
        {...row}
        className={cx(
          ...classes,
          styles['note'],
          tone === 'warn' && styles['noteWarn'],
          tone === 'error' && styles['noteError'],
        )}
      >
        <span className={styles['bar']} aria-hidden="true" />
        {tone === 'info' ? (
          <IconInfoCircle aria-hidden="true" />
        ) : (
          <IconAlertTriangle aria-hidden="true" />
        )}
        <span role="gridcell" className="fb-ellipsis">
          <HostileText text={line.text} />
        </span>
      </div>
    );
  }
  const shown = line ? clipText(line.text, lineLimit) : undefined;
  const rest =
    line && shown ? Math.max(0, (line.fullLength ?? line.text.length) - shown.text.length) : 0;
  const moreText = rest > 0 ? t('log.more', { total: formatCount.format(rest) }) : undefined;
  return (
    <div {...row} className={cx(...classes, line?.level && levelClass[line.level])}>
      <span className={styles['bar']} aria-hidden="true" />
      {showTime && (
        <time role="gridcell" className={cx(styles['time'], selected && styles['selectedTime'])}>
          {line?.time}
        </time>
      )}
      {showLevel && (
        <span role="gridcell" className={styles['level']}>
          {line?.level && <LevelTag level={line.level} />}
        </span>
      )}
      {shown ? (
        <span role="gridcell" data-text="" className={styles['message']}>
          <HostileText text={shown.text} highlight={highlight} />
        </span>
      ) : (
        <span role="gridcell" aria-busy="true" className={styles['pending']} />
      )}
      {(moreText !== undefined || pin !== undefined) && (
        <span role="gridcell" className={styles['marks']}>
          {moreText !== undefined &&
            (onMore ? (
              <button
                type="button"
                tabIndex={-1}
                className={styles['more']}
                onClick={() => onMore(index)}
              >
                {moreText}
              </button>
            ) : (
              <span className={styles['more']}>{moreText}</span>
            ))}
          {pin !== undefined && (
            <EvidencePin label={pin} onClick={onPinClick ? () => onPinClick(pin) : undefined} />
          )}
        </span>
      )}
    </div>
  );
});
