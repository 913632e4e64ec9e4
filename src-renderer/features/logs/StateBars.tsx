import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlugOff } from '@tabler/icons-react';
import type { LogSource, LogView } from '../../../src-main/contract/logs';
import { Button, formatBytes, formatCount, formatMoment, NoteBlock } from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { errorText, failureOf, useWorkbench, useNow } from '../workbench/index';
import { ArchiveChooser } from './ArchiveChooser';
import { CopyHereButton, InPlaceBar } from './InPlaceBar';
import { useLogHost } from './log-host';
import styles from './logs.module.css';

function useReconnect(view: LogView): (source: LogSource) => void {
  const logs = useLogHost();
  const workbench = useWorkbench();
  return (source) =>
    void logs.reconnect({ id: view.id, sourceId: source.id }).catch(workbench.reportError);
}

function endpointOf({ place }: LogSource): string | undefined {
  return 'endpointId' in place ? place.endpointId : undefined;
}

/** A source that cannot be read now, and is not merely cut: then what was read stays in sight. */
export function isFailing({ state, error }: LogSource): boolean {
  return error !== null && state !== 'stale' && state !== 'elsewhere';
}

/** Files that cannot be read on their host, but here. */
const mendedByCopy = new Set([
  'logs.host-cannot-unpack',
  'logs.host-unpack-failed',
  'logs.host-without-commands',
]);

/** Why sources of a view cannot be read, each with what mends it. */
export function SourceFailures({ view }: { view: LogView }) {
  const reconnect = useReconnect(view);
  return (
    <>
      {view.sources.map((source) => {
        if (!isFailing(source) || !source.error) return null;
        const { id, error, place } = source;
        return error.code === 'logs.archive-entries' && place.kind === 'local' ? (
          <ArchiveChooser key={id} view={view} source={source} path={place.path} />
        ) : (
          <Fragment key={id}>
            <ConnectionError
              error={failureOf(error)}
              endpointId={endpointOf(source)}
              onRetry={() => reconnect(source)}
            />
            {place.kind === 'remote' && mendedByCopy.has(error.code) && (
              <div className={styles['copyHere']}>
                <CopyHereButton place={place} name={source.name} />
              </div>
            )}
          </Fragment>
        );
      })}
    </>
  );
}

/** What a reader must know about the sources: cut, followed elsewhere, failed. */
export function StateBars({ view }: { view: LogView }) {
  const cut = view.sources.filter(({ state }) => state === 'stale');
  const elsewhere = view.sources.filter(({ state }) => state === 'elsewhere');
  return (
    <div className={styles['bars']}>
      {cut.map((source) => (
        <CutBar key={source.id} view={view} source={source} />
      ))}
      {elsewhere.map((source) => (
        <ElsewhereBar key={source.id} source={source} />
      ))}
      <SourceFailures view={view} />
      <InPlaceBar view={view} />
    </div>
  );
}

function CutBar({ view, source }: { view: LogView; source: LogSource }) {
  const { t } = useTranslation('logs');
  const reconnect = useReconnect(view);
  const now = useNow();
  const seconds =
    source.retryAt === null ? null : Math.max(0, Math.ceil((source.retryAt - now) / 1000));
  return (
    <NoteBlock
      tone="warn"
      icon={<IconPlugOff aria-hidden="true" />}
      actions={<Button onClick={() => reconnect(source)}>{t('cut.reconnect')}</Button>}
    >
      <strong>
        {t('cut.title', {
          host: source.host,
          time: source.staleSince === null ? '' : formatMoment(source.staleSince),
        })}
      </strong>{' '}
      <span className="fb-muted">
        {source.error ? errorText(failureOf(source.error)).what : t('cut.detail')}{' '}
        {seconds !== null && t(seconds === 0 ? 'cut.now' : 'cut.retry', { count: seconds })}
      </span>
    </NoteBlock>
  );
}

/** Another process on this profile follows the log: what it does, and what happens when it ends. */
function ElsewhereBar({ source }: { source: LogSource }) {
  const { t } = useTranslation('logs');
  const { owner } = source;
  if (!owner) return null;
  return (
    <NoteBlock
      tone="info"
      title={t('elsewhere.title', {
        name: source.name,
        where: t(`elsewhere.face.${owner.face}`),
        pid: owner.pid,
      })}
    >
      {t('elsewhere.detail', {
        state: t(`state.${owner.state as LogSource['state']}`, { defaultValue: owner.state }),
        lines: formatCount(owner.lines),
        bytes: formatBytes(owner.bytes),
      })}
    </NoteBlock>
  );
}
