import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconRefresh } from '@tabler/icons-react';
import type { SchemaState } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  cx,
  EmptyState,
  ErrorState,
  formatCount,
  formatMoment,
  IconButton,
  NoteBlock,
  plainDisplay,
  Tag,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery } from '../workbench/index';
import { SchemaObjects, type SchemaTreeProps } from './SchemaObjects';
import styles from './SchemaTree.module.css';

/** The objects of a database as they were last read: works offline, and says how old it is. */
export function SchemaTree({ endpointId, ...actions }: SchemaTreeProps) {
  const { t } = useTranslation('schema');
  const { data: state, error } = useHostQuery(['queries', 'schema', endpointId], (host) =>
    host.queries.schemaState({ endpointId }),
  );
  const [stop, setStop] = useState<AbortController | null>(null);
  const read = useHostMutation((host, asked: AbortController) =>
    host.queries.readSchema({ endpointId }, { signal: asked.signal }),
  );
  const start = (): void => {
    const asked = new AbortController();
    setStop(asked);
    read.mutate(asked);
  };
  if (error) return <ErrorState what={errorText(error).what} />;
  if (!state) return <Busy text={t('title')} />;
  if (state.readAt === null && !state.reading) {
    return (
      <EmptyState
        sentence={t('never')}
        detail={t('neverDetail')}
        action={{ label: t('read'), onClick: start }}
      />
    );
  }
  return (
    <div className={styles['schema']}>
      <SchemaHead
        state={state}
        onRead={start}
        onStop={stop && read.isPending ? () => stop.abort() : undefined}
      />
      {state.readAt !== null && (
        <SchemaObjects key={`${endpointId} ${state.readAt}`} endpointId={endpointId} {...actions} />
      )}
    </div>
  );
}

/** How old it is, and a way to read it again. */
function SchemaHead({
  state,
  onRead,
  onStop,
}: {
  state: SchemaState;
  onRead: () => void;
  onStop: (() => void) | undefined;
}) {
  const { t } = useTranslation('schema');
  const read = [
    t('readAt', { time: formatMoment(state.readAt ?? 0) }),
    t('state', { server: plainDisplay(state.server), objects: formatCount(state.objects) }),
  ];
  const told = state.reading ? t('reading') : read.join(' · ');
  return (
    <>
      <div className={styles['head']}>
        <span className={cx('fb-ellipsis', 'fb-grow', 'fb-tiny', 'fb-faint')} title={told}>
          {told}
        </span>
        {state.stale && !state.reading && (
          <span title={t('staleDetail')}>
            <Tag tone="warn">{t('stale')}</Tag>
          </span>
        )}
        {!state.reading && (
          <IconButton icon={<IconRefresh />} label={t('readAgain')} onClick={onRead} />
        )}
        {state.reading && onStop && (
          <Button variant="ghost" onClick={onStop}>
            {t('stop')}
          </Button>
        )}
      </div>
      {state.truncated && (
        <NoteBlock tone="warn">{t('truncated', { objects: formatCount(state.objects) })}</NoteBlock>
      )}
    </>
  );
}
