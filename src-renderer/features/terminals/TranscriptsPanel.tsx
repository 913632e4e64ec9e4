import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFilter, IconTerminal2 } from '@tabler/icons-react';
import type { Transcript } from '../../../src-main/contract/index';
import {
  Busy,
  cx,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  formatBytes,
  formatDuration,
  formatFullTime,
  SelectList,
  Tag,
  TextField,
  Toolbar,
} from '../../ui/index';
import { errorText, useHostQuery, usePanelTab, useWorkbench } from '../workbench/index';
import styles from './terminals.module.css';

/** Recorded sessions of this profile, the newest first. */
export default function TranscriptsPanel() {
  const { t } = useTranslation('terminals');
  const workbench = useWorkbench();
  usePanelTab({ title: t('page.transcripts') });
  const { data, error, refetch } = useHostQuery(['terminals', 'transcripts'], (host) =>
    host.terminals.transcripts(),
  );
  const [text, setText] = useState('');
  const [selected, setSelected] = useState<string>();
  if (error && !data) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} {...(next ? { next } : {})} onRetry={() => void refetch()} />;
  }
  if (!data) return <Busy text={t('loading')} />;
  if (data.length === 0)
    return (
      <EmptyState
        sentence={t('transcripts.empty')}
        detail={t('transcripts.emptyDetail')}
        action={{
          label: t('command.open'),
          icon: <IconTerminal2 />,
          onClick: () => workbench.run('terminals.open'),
        }}
      />
    );
  const wanted = text.toLowerCase();
  const shown = data.filter((one) =>
    [one.name, one.host, one.username, one.system, formatFullTime(one.startedAt)].some((value) =>
      value.toLowerCase().includes(wanted),
    ),
  );
  const open = (id: string): void => {
    const transcript = data.find((one) => one.id === id);
    if (transcript) openTranscript(workbench, transcript);
  };
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('transcripts.tools')}>
        <TextField
          label={t('transcripts.filter')}
          hideLabel
          placeholder={t('transcripts.filter')}
          icon={<IconFilter aria-hidden="true" />}
          value={text}
          onChange={setText}
        />
        <span className="fb-muted">{t('transcripts.count', { count: shown.length })}</span>
      </Toolbar>
      <div className="fb-scroll" data-page-focus>
        {shown.length === 0 ? (
          <EmptyState
            sentence={t('transcripts.nothingFound')}
            action={{ label: t('transcripts.showAll'), onClick: () => setText('') }}
          />
        ) : (
          <SelectList
            label={t('page.transcripts')}
            items={shown}
            itemId={({ id }) => id}
            rowHeight="tall"
            selectedId={selected ?? shown[0]?.id}
            onSelect={setSelected}
            onActivate={open}
            activateOnClick
            renderItem={(one) => <Row transcript={one} />}
          />
        )}
      </div>
    </div>
  );
}

function Row({ transcript }: { transcript: Transcript }) {
  const { t } = useTranslation('terminals');
  const { name, username, host, system, environment, startedAt, endedAt, bytes } = transcript;
  const account = `${username}@${host}`;
  return (
    <span className={styles['transcriptRow']}>
      <span className="fb-number">{formatFullTime(startedAt)}</span>
      <strong className="fb-ellipsis">{name}</strong>
      <span className={cx('fb-mono', 'fb-muted', 'fb-ellipsis', styles['account'])}>{account}</span>
      <span className="fb-grow" />
      <span className="fb-muted fb-ellipsis">{system}</span>
      {endedAt === null ? (
        <Tag tone="info">{t('transcripts.running')}</Tag>
      ) : (
        <span className="fb-number fb-muted">{formatDuration(endedAt - startedAt)}</span>
      )}
      <span className={cx('fb-number', 'fb-muted', styles['size'])}>{formatBytes(bytes)}</span>
      <EnvironmentTag environment={environment} />
    </span>
  );
}

function openTranscript(
  workbench: ReturnType<typeof useWorkbench>,
  { id, name, startedAt, environment }: Transcript,
): void {
  workbench.openPanel({
    id: `terminals.transcript/${id}`,
    component: 'terminals.transcript',
    title: `${name} · ${formatFullTime(startedAt)}`,
    params: { transcriptId: id },
    production: environment === 'production',
  });
}
