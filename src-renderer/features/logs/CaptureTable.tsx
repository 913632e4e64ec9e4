import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCapture } from '../../../src-main/contract/logs';
import { cx, formatBytes, formatFullTime, formatMoment, Tag } from '../../ui/index';
import styles from './captures.module.css';

const amount = cx('fb-number', styles['amount']);

/** One row for each capture; one tab stop. Enter opens, F2 renames, Delete deletes. */
export function CaptureTable({
  captures,
  selectedId,
  onSelect,
  onOpen,
  onRename,
  onDelete,
}: {
  captures: readonly LogCapture[];
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (capture: LogCapture) => void;
  onRename: () => void;
  onDelete: () => void;
}) {
  const { t } = useTranslation('logs');
  const index = Math.max(
    0,
    captures.findIndex(({ id }) => id === selectedId),
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      Home: -captures.length,
      End: captures.length,
    };
    const step = steps[event.key];
    const current = captures[index];
    if (step !== undefined) {
      const next = Math.max(0, Math.min(captures.length - 1, index + step));
      const target = captures[next];
      if (target) onSelect(target.id);
      event.currentTarget.querySelectorAll('tbody tr')[next]?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && current) onOpen(current);
    else if (event.key === 'F2') onRename();
    else if (event.key === 'Delete') onDelete();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles['scroll']} data-page-focus>
      <table
        className={styles['table']}
        role="grid"
        aria-label={t('captures.title')}
        aria-rowcount={captures.length}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <th scope="col">{t('captures.name')}</th>
            <th scope="col">{t('captures.system')}</th>
            <th scope="col" className={styles['amount']}>
              {t('captures.size')}
            </th>
            <th scope="col">{t('captures.times')}</th>
            <th scope="col" className={styles['amount']}>
              {t('captures.gaps')}
            </th>
          </tr>
        </thead>
        <tbody>
          {captures.map((capture) => (
            <tr
              key={capture.id}
              aria-selected={capture.id === selectedId}
              onClick={() => onSelect(capture.id)}
              onDoubleClick={() => onOpen(capture)}
            >
              <td title={`${capture.name}\n${capture.path}`}>
                <span className="fb-row">
                  <bdi className="fb-ellipsis fb-medium">{capture.name}</bdi>
                  {capture.kept && <Tag tone="info">{t('captures.keptTag')}</Tag>}
                </span>
                <bdi className={second('fb-mono')}>{capture.path}</bdi>
              </td>
              <td title={`${capture.system}\n${capture.host}`}>
                <bdi className="fb-ellipsis">{capture.system}</bdi>
                <bdi className={second()}>{capture.host}</bdi>
              </td>
              <td className={amount}>
                {formatBytes(capture.bytes)}
                <span className={second()}>
                  {t('captures.stored', { size: formatBytes(capture.stored) })}
                </span>
              </td>
              <td title={timesOf(capture)}>
                {formatMoment(capture.startedAt)}
                <span className={second()}>
                  {capture.live ? (
                    <Tag tone="ok">{t('state.live')}</Tag>
                  ) : capture.endedAt === null ? (
                    t('captures.cutOff')
                  ) : (
                    t('captures.until', { time: formatMoment(capture.endedAt) })
                  )}
                </span>
              </td>
              <td className={amount}>
                {capture.gaps > 0 ? <Tag tone="warn">{capture.gaps}</Tag> : '0'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The quieter line below. */
function second(more?: string): string | undefined {
  return cx(styles['second'], 'fb-ellipsis', 'fb-faint', more);
}

function timesOf({ startedAt, endedAt }: LogCapture): string {
  return [startedAt, ...(endedAt === null ? [] : [endedAt])].map(formatFullTime).join(' – ');
}
