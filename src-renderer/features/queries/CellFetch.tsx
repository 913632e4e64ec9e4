import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wholeCellBytes } from '../../../src-main/contract/query-results';
import { Button, formatBytes, NoteBlock, TextField } from '../../ui/index';
import { useHostMutation, useNewPath, useWorkbench } from '../workbench/index';
import styles from './result.module.css';

/** Says that only the beginning of a cell is at hand, and fetches the whole: to look at, or into a file. */
export function CellFetch({
  place,
  bytes,
  stem,
  onFetched,
}: {
  place: { id: string; row: number; column: number };
  /** Of the cell on the server; null where it is not known. */
  bytes: number | null;
  /** Beginning of the offered file name. */
  stem: string;
  onFetched: () => void;
}) {
  const { t } = useTranslation('results');
  const workbench = useWorkbench();
  const newPath = useNewPath(stem);
  const [asksPath, setAsksPath] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const path = typed ?? newPath('txt');
  const fetchWhole = useHostMutation((host) => host.queries.fetchCell({ ...place, path: null }), {
    onSuccess: onFetched,
  });
  const fetchFile = useHostMutation((host) => host.queries.fetchCell({ ...place, path }), {
    onSuccess: (told) => {
      setAsksPath(false);
      workbench.notify({
        tone: 'ok',
        title: t('cell.fileDone'),
        body: `${path} · ${formatBytes(told.bytes)}`,
      });
    },
  });
  const busy = fetchWhole.isPending || fetchFile.isPending;
  const isTooLong = fetchWhole.data?.cut === true || (bytes ?? 0) > wholeCellBytes;
  return (
    <NoteBlock tone="warn" title={t('cell.clipped')}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && path.trim() !== '') fetchFile.mutate();
        }}
      >
        <div>
          {bytes !== null && t('cell.clippedOf', { size: formatBytes(bytes) })}{' '}
          {isTooLong && t('cell.tooLong', { size: formatBytes(wholeCellBytes) })}
        </div>
        {asksPath && (
          <TextField
            data-autofocus
            mono
            label={t('export.path')}
            hint={t('cell.fileHint')}
            value={path}
            onChange={setTyped}
          />
        )}
        <div className={styles['begin']}>
          {!isTooLong && (
            <Button busy={fetchWhole.isPending} onClick={() => fetchWhole.mutate()}>
              {t('cell.fetch')}
            </Button>
          )}
          {/* Two elements: one that becomes a submitting button while it is pressed would submit. */}
          {asksPath ? (
            <Button key="write" type="submit" busy={fetchFile.isPending}>
              {t('cell.fileWrite')}
            </Button>
          ) : (
            <Button key="ask" onClick={() => setAsksPath(true)}>
              {t('cell.file')}
            </Button>
          )}
        </div>
      </form>
    </NoteBlock>
  );
}
