import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCopy, IconServer } from '@tabler/icons-react';
import type { LogPlace, LogPlaceWork, LogView } from '../../../src-main/contract/logs';
import { Button, formatBytes, formatCount, NoteBlock } from '../../ui/index';
import { errorText, failureOf, isCancellation, useWorkbench } from '../workbench/index';
import { useLogHost } from './log-host';
import { openLogs } from './open-log';
import styles from './logs.module.css';

type RemotePlace = Extract<LogPlace, { kind: 'remote' }>;

/** Copies a file of a host to this machine and opens the copy; a task shows how far it is. */
export function CopyHereButton({ place, name }: { place: RemotePlace; name: string }) {
  const { t } = useTranslation('logs');
  const logs = useLogHost();
  const workbench = useWorkbench();
  const [copying, setCopying] = useState(false);
  const copy = async (): Promise<void> => {
    setCopying(true);
    try {
      const { captureId } = await logs.copyHere({ endpointId: place.endpointId, path: place.path });
      openLogs(workbench, { places: [{ kind: 'capture', captureId }], title: name, at: 'start' });
    } catch (error) {
      if (!isCancellation(error)) workbench.reportError(error);
    } finally {
      setCopying(false);
    }
  };
  return (
    <Button
      icon={<IconCopy aria-hidden="true" />}
      disabledReason={copying ? t('inPlace.copying') : undefined}
      onClick={() => void copy()}
    >
      {t(copying ? 'inPlace.copying' : 'inPlace.copy')}
    </Button>
  );
}

/** What a filter or search of a file read in place does on its host, how it ended, and the way on. */
export function InPlaceBar({ view }: { view: LogView }) {
  const { t } = useTranslation('logs');
  const { inPlace } = view;
  if (!inPlace) return null;
  if (inPlace.scope === 'piece')
    return (
      <NoteBlock tone="warn">
        <span>{t('inPlace.piece')}</span>
      </NoteBlock>
    );
  const works = (['filter', 'search'] as const).flatMap((kind) => {
    const work = inPlace[kind];
    // A filter acts line by line, which is not what it does elsewhere.
    return work && (kind === 'filter' || isWorthTelling(work)) ? [{ kind, work }] : [];
  });
  const refused = works.length === 0 ? (view.filterError ?? view.hits.error) : null;
  const place = view.sources[0]?.place;
  const name = view.sources[0]?.name ?? '';
  return (
    <>
      {works.map(({ kind, work }, index) => (
        <WorkBar
          key={kind}
          view={view}
          kind={kind}
          work={work}
          tellsWords={!works.slice(0, index).some((other) => other.work.byWords)}
        />
      ))}
      {refused && place?.kind === 'remote' && (
        <NoteBlock tone="warn" actions={<CopyHereButton place={place} name={name} />}>
          <span>{errorText(failureOf(refused)).what}</span>
        </NoteBlock>
      )}
    </>
  );
}

/** A search that went through all of the file by exact words speaks for itself. */
function isWorthTelling({
  running,
  stopped,
  byWords,
  error,
  searched,
  bytes,
}: LogPlaceWork): boolean {
  return running || stopped !== null || byWords || error !== null || searched < bytes;
}

function WorkBar({
  view,
  kind,
  work,
  tellsWords,
}: {
  view: LogView;
  kind: 'filter' | 'search';
  work: LogPlaceWork;
  /** No bar above says already that levels are told by their words. */
  tellsWords: boolean;
}) {
  const { t } = useTranslation('logs');
  const logs = useLogHost();
  const workbench = useWorkbench();
  const { id } = view;
  const { running, stopped, error, byWords, found, searched, bytes } = work;
  const source = view.sources[0];
  const words = {
    host: source?.host ?? '',
    found: t('files.lines', { count: found, lines: formatCount(found) }),
    searched: formatBytes(searched),
    bytes: formatBytes(bytes),
  };
  const said = running
    ? t(`inPlace.${kind}Running`, words)
    : stopped !== null
      ? t(`inPlace.stopped.${stopped}`, words)
      : error !== null
        ? ''
        : searched < bytes
          ? t('inPlace.grown', words)
          : t(`inPlace.${kind}Done`, words);
  const mayGoOn = !running && (stopped !== null || (error === null && searched < bytes));
  return (
    <NoteBlock
      tone={running || (stopped === null && !error) ? 'info' : 'warn'}
      icon={<IconServer aria-hidden="true" />}
      actions={
        <>
          {running && (
            <Button onClick={() => void logs.stopSearch({ id }).catch(workbench.reportError)}>
              {t('inPlace.stop')}
            </Button>
          )}
          {mayGoOn && (
            <Button onClick={() => void logs.searchOn({ id }).catch(workbench.reportError)}>
              {t('inPlace.goOn')}
            </Button>
          )}
          {error && source?.place.kind === 'remote' && (
            <CopyHereButton place={source.place} name={source.name} />
          )}
        </>
      }
    >
      <span title={work.command} className={styles['inPlaceWords']}>
        {said} {error && errorText(failureOf(error)).what}{' '}
        {byWords && tellsWords && t('inPlace.byWords')}
      </span>
    </NoteBlock>
  );
}
