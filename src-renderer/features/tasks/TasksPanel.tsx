import { useTranslation } from 'react-i18next';
import type { Task } from '../../../src-main/contract/index';
import {
  Button,
  EmptyState,
  plainDisplay,
  ProgressBar,
  SectionLabel,
  Tag,
  Toolbar,
  type Tone,
} from '../../ui/index';
import { CommandButton, useNow, usePanelTab, useStopTask, useTasks } from '../workbench/index';
import { formatDuration } from './duration';
import styles from './tasks.module.css';

const tones: Record<Task['state'], Tone> = {
  running: 'accent',
  done: 'ok',
  failed: 'error',
  cancelled: 'neutral',
};

function TaskRow({ task, now }: { task: Task; now: number }) {
  const { t, i18n } = useTranslation('tasks');
  const { stop, busy } = useStopTask();
  const started = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' });
  const title = plainDisplay(task.title);
  const running = task.state === 'running';
  return (
    <li className={styles['row']}>
      <div className={styles['head']}>
        <Tag tone={tones[task.state]}>{t(`state.${task.state}`)}</Tag>
        <span className="fb-muted">{t(`kind.${task.kind}`)}</span>
        <span className="fb-medium fb-ellipsis fb-grow" title={title}>
          {title}
        </span>
        <span className="fb-small fb-faint">
          {t('times', {
            start: started.format(task.startedAt),
            duration: formatDuration((task.endedAt ?? now) - task.startedAt),
          })}
        </span>
        {running && (
          <Button
            aria-label={t('stopNamed', { title })}
            busy={busy}
            disabledReason={task.cancellable ? undefined : t('cannotStop')}
            onClick={() => stop(task)}
          >
            {t('stop')}
          </Button>
        )}
      </div>
      {running && <ProgressBar label={title} value={task.progress ?? undefined} />}
      {task.detail && <div className="fb-small fb-muted">{plainDisplay(task.detail)}</div>}
    </li>
  );
}

/** Running work first, then what ended, the latest first. */
export default function TasksPanel() {
  const { t } = useTranslation('tasks');
  usePanelTab({ title: t('title') });
  const tasks = useTasks();
  const now = useNow();
  const running = tasks.filter((task) => task.state === 'running');
  const ended = tasks
    .filter((task) => task.state !== 'running')
    .toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('records')}>
        <span className="fb-small fb-muted fb-ellipsis">{t('recordsHint')}</span>
        <CommandButton command="audit.open" label={t('audit')} />
        <CommandButton command="terminals.transcripts" />
        <CommandButton command="runbooks.history" />
      </Toolbar>
      {tasks.length === 0 ? (
        <EmptyState sentence={t('empty')} detail={t('emptyDetail')} />
      ) : (
        <div className={styles['page']}>
          <div className={styles['lists']}>
            <SectionLabel aside={running.length}>{t('running')}</SectionLabel>
            {running.length === 0 && <p className={styles['none']}>{t('noneRunning')}</p>}
            <ul>
              {running.map((task) => (
                <TaskRow key={task.id} task={task} now={now} />
              ))}
            </ul>
            {ended.length > 0 && <SectionLabel aside={ended.length}>{t('ended')}</SectionLabel>}
            <ul>
              {ended.map((task) => (
                <TaskRow key={task.id} task={task} now={now} />
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}
