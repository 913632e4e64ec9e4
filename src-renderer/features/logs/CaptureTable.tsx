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
            <th scope="col">{t('captures.path')}</th>
            <th scope="col" className={styles['amount']}>
              {t('captures.size')}
            </th>
            <th scope="col" className={styles['amount']}>
              {t('captures.stored')}
            </th>
            <th scope="col">{t('captures.started')}</th>
            <th scope="col">{t('captures.ended')}</th>
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
              <td title={capture.name}>
                <span className="fb-row">
                  <bdi className="fb-ellipsis fb-medium">{capture.name}</bdi>
                  {capture.kept && <Tag tone="info">{t('captures.keptTag')}</Tag>}
                </span>
              </td>
              <td title={placeOf(capture)}>
                <bdi>{placeOf(capture)}</bdi>
              </td>
              <td className="fb-mono fb-small" title={capture.path}>
                <bdi>{capture.path}</bdi>
              </td>
              <td className={amount}>{formatBytes(capture.bytes)}</td>
              <td className={amount}>{formatBytes(capture.stored)}</td>
              <td className="fb-muted" title={formatFullTime(capture.startedAt)}>
                {formatMoment(capture.startedAt)}
              </td>
              <td className="fb-muted">
                {capture.live ? (
                  <Tag tone="ok">{t('state.live')}</Tag>
                ) : capture.endedAt === null ? (
                  t('captures.cutOff')
                ) : (
                  <span title={formatFullTime(capture.endedAt)}>
                    {formatMoment(capture.endedAt)}
                  </span>
                )}
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

function placeOf({ system, host }: LogCapture): string {
  return [system, host].filter(Boolean).join(' · ');
}
