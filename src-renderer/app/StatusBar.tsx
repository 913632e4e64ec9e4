import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconBell,
  IconCloudOff,
  IconLanguage,
  IconLock,
  IconPin,
  IconPlug,
  IconPlugConnectedX,
  IconRefresh,
  IconWifi,
  IconWifiOff,
} from '@tabler/icons-react';
import type { Task } from '../../src-main/contract/index';
import { Button, cx, Menu, plainDisplay, Popover } from '../ui';
import {
  useActiveCase,
  useConnection,
  useHostQuery,
  useStopTask,
  useTasks,
  useWorkbench,
} from '../features/workbench/index';
import { useOnline } from './media';
import { NoticesBell } from './Notices';
import styles from './frame.module.css';
import { useAfter } from './use-after';

/** A task stands in the bar after this long, and can be stopped after the second (UI.md). */
const shownAfterMs = 1000;
const stoppableAfterMs = 3000;

function RunningTask({ task, more }: { task: Task; more: number }) {
  const { t } = useTranslation(['app', 'tasks']);
  const workbench = useWorkbench();
  const shown = useAfter(task.startedAt + shownAfterMs);
  const stoppable = useAfter(task.startedAt + stoppableAfterMs) && task.cancellable;
  const { stop } = useStopTask();
  if (!shown) return null;
  const title = `${t(`tasks:kind.${task.kind}`)} · ${plainDisplay(task.title)}`;
  return (
    <>
      <button
        type="button"
        className={cx(styles['item'], styles['task'])}
        title={title}
        onClick={() => workbench.showActivity('tasks')}
      >
        <IconRefresh aria-hidden="true" />
        <span className="fb-ellipsis">{title}</span>
        {task.progress !== null && (
          <span className="fb-number">
            {t('app:percent', { value: Math.floor(task.progress * 100) })}
          </span>
        )}
        {more > 0 && <span className="fb-faint">{t('app:status.moreTasks', { count: more })}</span>}
      </button>
      {stoppable && (
        <button
          type="button"
          className={styles['stop']}
          aria-label={t('app:status.stopTask', { title })}
          onClick={() => stop(task)}
        >
          {t('app:status.stop')}
        </button>
      )}
    </>
  );
}

/** Network, sync and connections: one word each in the bar, the whole of it behind a click. */
function Connections() {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const online = useOnline();
  const host = useConnection();
  const [opened, setOpened] = useState(false);
  const connections = useHostQuery(['ssh', 'connections'], (host) => host.ssh.connections()).data;
  const count = (state: 'connected' | 'failed'): number =>
    (connections ?? []).filter((connection) => connection.state === state).length;
  const open = count('connected');
  const failed = count('failed');
  if (host.state === 'lost') {
    return (
      <span className={cx(styles['item'], styles['lost'])}>
        <IconPlugConnectedX aria-hidden="true" />
        {t('status.hostLost')}
      </span>
    );
  }
  return (
    <Popover
      label={t('status.connections')}
      opened={opened}
      onOpenChange={setOpened}
      width={320}
      position="top-start"
      trigger={
        <button
          type="button"
          className={cx(styles['item'], !online && styles['offline'])}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {online ? <IconWifi aria-hidden="true" /> : <IconWifiOff aria-hidden="true" />}
          <span>{online ? t('status.online') : t('status.offline')}</span>
          <span aria-hidden="true">·</span>
          <span>{t('status.notSynced')}</span>
          {open > 0 && (
            <>
              <IconPlug aria-hidden="true" />
              <span>{t('status.ssh', { count: open })}</span>
            </>
          )}
        </button>
      }
    >
      <ul className={styles['facts']}>
        <li>
          <IconWifi aria-hidden="true" />
          <span>{online ? t('status.onlineText') : t('status.offlineText')}</span>
        </li>
        <li>
          <IconCloudOff aria-hidden="true" />
          <span>{t('status.noHub')}</span>
        </li>
        <li>
          <IconPlug aria-hidden="true" />
          <span>{t('status.sshText', { count: open })}</span>
        </li>
        {failed > 0 && (
          <li>
            <IconPlugConnectedX aria-hidden="true" />
            <span>{t('status.sshFailed', { count: failed })}</span>
          </li>
        )}
      </ul>
      <Button
        onClick={() => {
          setOpened(false);
          workbench.run('ssh.connections');
        }}
      >
        {t('status.showConnections')}
      </Button>
    </Popover>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation('app');
  const workbench = useWorkbench();
  return (
    <Menu
      label={t('status.language')}
      position="top-end"
      items={[
        {
          id: 'zh-CN',
          label: t('language.zh-CN'),
          checked: i18n.language === 'zh-CN',
          onSelect: () => workbench.run('view.languageChinese'),
        },
        {
          id: 'en',
          label: t('language.en'),
          checked: i18n.language === 'en',
          onSelect: () => workbench.run('view.languageEnglish'),
        },
      ]}
      trigger={
        <button type="button" className={styles['item']}>
          <IconLanguage aria-hidden="true" />
          <span className="fb-visually-hidden">{t('status.language')}</span>
          {t(`language.${i18n.language}`)}
        </button>
      }
    />
  );
}

/** Network, sync, connections, active case, running work; language, notices and lock. */
export function StatusBar() {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const activeCase = useActiveCase();
  const running = useTasks().filter((task) => task.state === 'running');
  const first = running[0];
  return (
    <footer className={styles['status']} aria-label={t('region.status')} data-region="status">
      <Connections />
      {activeCase && (
        <button
          type="button"
          className={cx(styles['item'], styles['caseItem'])}
          onClick={() => workbench.run('cases.open', activeCase.id)}
        >
          <IconPin aria-hidden="true" />
          {t('status.case', { number: activeCase.number, count: activeCase.evidenceCount })}
        </button>
      )}
      {first && <RunningTask key={first.id} task={first} more={running.length - 1} />}
      <span className="fb-grow" />
      <button
        type="button"
        className={cx(styles['item'], styles['wide'])}
        onClick={() => workbench.run('vault.lock')}
      >
        <IconLock aria-hidden="true" />
        {t('status.lock')}
      </button>
      <LanguageMenu />
      <NoticesBell icon={<IconBell aria-hidden="true" />} />
    </footer>
  );
}
