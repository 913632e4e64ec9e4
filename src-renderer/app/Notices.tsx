import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconCircleCheck,
  IconInfoCircle,
  IconPin,
} from '@tabler/icons-react';
import { Button, EmptyState, Popover, useToast } from '../ui';
import {
  useConnection,
  useHostEvent,
  useNotices,
  useVaultStatus,
  useWorkbench,
  type Notice,
} from '../features/workbench/index';
import { useOverlays } from './overlays';
import { dismissAll } from './workbench';
import styles from './frame.module.css';

const icons: Record<NonNullable<Notice['tone']>, ReactNode> = {
  info: <IconInfoCircle aria-hidden="true" />,
  ok: <IconCircleCheck aria-hidden="true" />,
  warn: <IconAlertTriangle aria-hidden="true" />,
  error: <IconAlertCircle aria-hidden="true" />,
  case: <IconPin aria-hidden="true" />,
};

/** Shows what the host wants people to know, and that it came back after it was gone. */
export function HostNotices(): null {
  const workbench = useWorkbench();
  const { generation } = useConnection();
  useEffect(() => {
    if (generation > 1) {
      workbench.notify({
        id: 'host-back',
        tone: 'info',
        title: workbench.text('app:host.back'),
        body: workbench.text('app:host.backDetail'),
      });
    }
  }, [generation, workbench]);
  const vault = useVaultStatus();
  const repaired = vault?.state === 'unlocked' && vault.notices.includes('vault-copy-repaired');
  useEffect(() => {
    if (repaired) {
      workbench.notify({
        id: 'vault-copy-repaired',
        tone: 'warn',
        title: workbench.text('vault:laptop.repaired'),
      });
    }
  }, [repaired, workbench]);
  useHostEvent('notice', ({ level, code, params }) =>
    workbench.notify({ tone: level, title: workbench.text(`notices:${code}`, params) }),
  );
  return null;
}

/** The bell of the status bar with the list of past notices. */
export function NoticesBell({ icon }: { icon: ReactNode }) {
  const { t, i18n } = useTranslation('app');
  const { list, unread, read } = useNotices();
  const toasts = useToast();
  const opened = useOverlays((overlays) => overlays.notices);
  const show = useOverlays((overlays) => overlays.show);
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' });
  const open = (next: boolean): void => {
    if (next) {
      read();
      // They stand in the list, with their buttons.
      dismissAll(toasts);
    }
    show({ notices: next });
  };
  return (
    <Popover
      label={t('notices.label')}
      opened={opened}
      onOpenChange={open}
      width={380}
      position="top-end"
      trigger={
        <button
          type="button"
          className={styles['item']}
          aria-label={unread > 0 ? t('notices.unread', { count: unread }) : t('notices.label')}
          aria-expanded={opened}
          onClick={() => open(!opened)}
        >
          {icon}
          {unread > 0 && <span>{unread}</span>}
        </button>
      }
    >
      {list.length === 0 ? (
        <EmptyState sentence={t('notices.none')} />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keys
        <ul className={styles['notices']} tabIndex={0} aria-label={t('notices.label')}>
          {list.map((notice) => (
            <li key={notice.key} className={styles['notice']}>
              {icons[notice.tone ?? 'info']}
              <span className={styles['noticeTitle']}>{notice.title}</span>
              <time className="fb-tiny fb-faint" dateTime={new Date(notice.at).toISOString()}>
                {time.format(notice.at)}
              </time>
              {notice.body && <p className="fb-small">{notice.body}</p>}
              {notice.actions && (
                <span className={styles['noticeActions']}>
                  {notice.actions.map((action) => (
                    <Button
                      key={action.label}
                      onClick={() => {
                        open(false);
                        action.onClick();
                      }}
                    >
                      {action.label}
                    </Button>
                  ))}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
