import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../src-main/contract/errors';
import type { FilePlace } from '../../../src-main/contract/index';
import { Busy, Button, EmptyState, plainDisplay } from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import {
  isCancellation,
  useCommandInfo,
  useHost,
  usePanelTab,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { Banner } from './BrowserPage';
import { draftKey, parseDraft, type Draft } from './draft';
import { useOpened } from './opened-store';
import { lastPart } from './paths';
import { useFileHosts, type FileHost } from './places';
import { TextEditor } from './TextEditor';
import type { TextFile } from './text-file';
import styles from './files.module.css';

/** One text file of a host or of this device, to read and to edit. */
export default function TextPage({ params, panelId }: PanelProps) {
  const { t } = useTranslation('files');
  const endpointId = typeof params['endpointId'] === 'string' ? params['endpointId'] : null;
  const path = String(params['path']);
  const name = plainDisplay(typeof params['name'] === 'string' ? params['name'] : lastPart(path));
  const place = useMemo(() => ({ endpointId, path }), [endpointId, path]);
  const { hosts } = useFileHosts();
  const host = hosts?.find(({ endpoint }) => endpoint.id === endpointId) ?? null;
  const opened = useOpened((store) => store.opened.has(panelId));
  const open = useOpened((store) => store.open);
  const draft = useViewState(draftKey(place), 400);
  const { file, error, read } = useTextFile(place, opened);
  const [unsaved, setUnsaved] = useState(false);
  const kept = parseDraft(draft.initial);
  usePanelTab({
    title: name,
    production: host?.system.environment === 'production',
    systemId: host?.system.id,
    // Before the file is read, only a kept draft tells.
    unsaved: file ? unsaved : kept !== null,
  });
  return (
    <div className="fb-page">
      {host && <Banner host={host} />}
      {!opened ? (
        <EmptyState
          sentence={t(kept ? 'text.notReadDraft' : 'text.notRead')}
          detail={t('notConnectedDetail')}
          action={{ label: t('text.read'), variant: 'primary', onClick: () => open(panelId) }}
        />
      ) : error !== null ? (
        <TextFailure error={error} place={place} host={host} onRetry={read} />
      ) : !file || !draft.loaded ? (
        <div className={styles['state']}>
          <Busy text={t('text.reading')} />
        </div>
      ) : (
        <TextEditor
          place={place}
          host={host}
          name={name}
          file={file}
          kept={kept}
          onDraft={(next: Draft | null) => draft.save(next === null ? '' : JSON.stringify(next))}
          onUnsaved={setUnsaved}
        />
      )}
    </div>
  );
}

function useTextFile(place: FilePlace, opened: boolean) {
  const host = useHost();
  const [file, setFile] = useState<TextFile | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    // Read once: a later connection must not put another text under what is being typed.
    if (!opened || file) return;
    const stop = new AbortController();
    host.files
      .readText(place, { signal: stop.signal })
      .then(setFile)
      .catch((failure: unknown) => {
        if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
      });
    return () => stop.abort();
  }, [host, place, opened, file, attempt]);
  const read = (): void => {
    setError(null);
    setAttempt((count) => count + 1);
  };
  return { file, error, read };
}

/** The file cannot be shown as text: why, and the other ways to look at it. */
function TextFailure({
  error,
  place,
  host,
  onRetry,
}: {
  error: unknown;
  place: FilePlace;
  host: FileHost | null;
  onRetry: () => void;
}) {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const asLog = useCommandInfo('logs.openPath');
  const large = error instanceof AppError && error.code === 'files.too-large-to-edit';
  return (
    <div className={styles['state']}>
      <ConnectionError error={error} endpointId={place.endpointId ?? undefined} onRetry={onRetry} />
      <div className={styles['stateMore']}>
        {large && host && asLog && (
          <Button
            variant="primary"
            onClick={() =>
              workbench.run('logs.openPath', { endpointId: place.endpointId, path: place.path })
            }
          >
            {t('command.openAsLog')}
          </Button>
        )}
        {host && (
          <Button onClick={() => workbench.run('files.open', host.endpoint.id)}>
            {t('text.showFolder')}
          </Button>
        )}
      </div>
    </div>
  );
}
