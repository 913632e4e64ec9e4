import { useTranslation } from 'react-i18next';
import { IconPlugOff, IconPower } from '@tabler/icons-react';
import type { Terminal } from '../../../src-main/contract/index';
import { Button, Busy, formatMoment, NoteBlock } from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { errorText, failureOf } from '../workbench/index';
import styles from './terminals.module.css';

/** Why nothing moves, below the screen: the last lines stay readable. */
export function StateLayer({
  terminal,
  gone,
  cut,
  onReconnect,
  onOpenAnew,
}: {
  terminal: Terminal;
  gone: boolean;
  cut: boolean;
  onReconnect: () => void;
  onOpenAnew: () => void;
}) {
  const { t } = useTranslation('terminals');
  const { state, error, staleSince, exit, bytes } = terminal;
  const failure = error && failureOf(error);
  if (gone)
    return (
      <div className={styles['layer']}>
        <NoteBlock
          tone="warn"
          icon={<IconPlugOff />}
          title={t('gone.sentence')}
          actions={<Button onClick={onOpenAnew}>{t('gone.open')}</Button>}
        >
          {t('gone.kept')}
        </NoteBlock>
      </div>
    );
  switch (state) {
    case 'connecting':
      return (
        <div className={styles['layer']} data-over>
          <Busy text={t('state.connecting', { name: terminal.name })} />
        </div>
      );
    case 'failed':
      return (
        <div className={styles['layer']} data-whole={bytes === 0 || undefined}>
          <ConnectionError
            error={failure}
            endpointId={terminal.endpointId}
            onRetry={onReconnect}
            {...(bytes > 0 ? { safe: t('state.kept') } : {})}
          />
        </div>
      );
    case 'stale':
      return (
        <div className={styles['layer']}>
          <NoteBlock
            tone="warn"
            icon={<IconPlugOff />}
            title={t('state.stale', {
              time: staleSince === null ? '' : formatMoment(staleSince),
            })}
            actions={<Button onClick={onReconnect}>{t('state.reconnect')}</Button>}
          >
            {failure ? errorText(failure).what : t('state.kept')}
          </NoteBlock>
        </div>
      );
    case 'ended':
      return (
        <div className={styles['layer']}>
          <NoteBlock
            tone={failure ? 'error' : 'info'}
            icon={<IconPower />}
            title={
              exit?.signal
                ? t('state.endedBySignal', { signal: exit.signal })
                : exit?.code == null
                  ? t('state.ended')
                  : t('state.endedWithCode', { code: exit.code })
            }
            actions={
              <Button kbd="Enter" onClick={onReconnect}>
                {t('state.openAnew')}
              </Button>
            }
          >
            {failure ? errorText(failure).what : t('state.kept')}
          </NoteBlock>
        </div>
      );
    case 'open':
      return failure || cut ? (
        <div className={styles['notice']} role="status">
          {failure ? errorText(failure).what : t('state.cut')}
        </div>
      ) : null;
  }
}
