import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DuplicateWay, Inputs, Outputs } from '../../../../src-main/contract/index';
import { Button, Dialog, ErrorState } from '../../../ui/index';
import { errorText, isCancellation, useHost, useWorkbench } from '../../workbench/index';
import { ChooseFiles } from './ChooseFiles';
import { ImportPreview } from './ImportPreview';
import { readGivenFiles } from './read-files';
import styles from './files.module.css';

type From = Inputs['queries']['importQueries']['from'];
type Report = Outputs['queries']['importQueries'];

/** Takes queries from files into the library: shown first, then all in one step. */
export function ImportQueriesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['query-library', 'queries']);
  const host = useHost();
  const workbench = useWorkbench();
  const [from, setFrom] = useState<From | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const [ways, setWays] = useState<Readonly<Record<string, DuplicateWay>>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const stopper = useRef<AbortController | null>(null);

  const work = async (job: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const stop = new AbortController();
    stopper.current = stop;
    setBusy(true);
    setError(null);
    try {
      await job(stop.signal);
    } catch (failure) {
      if (!stop.signal.aborted && !isCancellation(failure)) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const look = (source: () => Promise<From>): void =>
    void work(async (signal) => {
      const chosen = await source();
      const found = await host.queries.importQueries({ from: chosen, dryRun: true }, { signal });
      setFrom(chosen);
      setWays({});
      setReport(found);
    });
  const take = (): void =>
    void work(async (signal) => {
      if (!from) return;
      const done = await host.queries.importQueries({ from, ways }, { signal });
      workbench.notify({
        tone: done.problems.length > 0 ? 'warn' : 'ok',
        title: t('import.done', { count: done.added.length + done.updated.length }),
        body: t('import.doneBody', {
          added: done.added.length,
          updated: done.updated.length,
          skipped: done.skipped.length,
          problems: done.problems.length,
        }),
      });
      onClose();
    });
  const close = (): void => {
    stopper.current?.abort();
    onClose();
  };
  const wanted = (report?.queries ?? []).filter(({ file, there }) => {
    if (!there) return true;
    return there.relation === 'same' ? there.archived : ways[file] !== 'skip';
  });
  return (
    <Dialog
      opened
      size="lg"
      onClose={close}
      title={t('import.title')}
      footer={
        <>
          {busy && (
            <Button onClick={() => stopper.current?.abort()}>{t('queries:result.stop')}</Button>
          )}
          {report && !busy && (
            <Button
              onClick={() => {
                setReport(null);
                setError(null);
              }}
            >
              {t('import.others')}
            </Button>
          )}
          <Button onClick={close}>{t('queries:cancel')}</Button>
          {report && (
            <Button
              variant="primary"
              busy={busy}
              disabledReason={wanted.length === 0 ? t('import.nothing') : undefined}
              onClick={take}
            >
              {t('import.submit', { count: wanted.length })}
            </Button>
          )}
        </>
      }
    >
      <div className={styles['form']}>
        {report ? (
          <ImportPreview report={report} ways={ways} onWays={setWays} />
        ) : (
          <>
            <p className={styles['hint']}>{t('import.hint')}</p>
            <ChooseFiles
              busy={busy}
              onFiles={(files) =>
                look(async () => ({ kind: 'files', files: await readGivenFiles(files) }))
              }
              onPath={(path) => look(() => Promise.resolve({ kind: 'path', path }))}
            />
          </>
        )}
        {error !== null && <ErrorState {...errorText(error)} />}
      </div>
    </Dialog>
  );
}
