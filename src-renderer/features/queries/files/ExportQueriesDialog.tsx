import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryCard } from '../../../../src-main/contract/index';
import {
  Button,
  Checkbox,
  Dialog,
  downloadData,
  ErrorState,
  plainDisplay,
  Segmented,
  TextField,
} from '../../../ui/index';
import {
  errorText,
  PathField,
  useHostMutation,
  useHostQuery,
  useWorkbench,
} from '../../workbench/index';
import { useLibrary } from '../connections';
import { useWords } from '../words';
import styles from './files.module.css';

const targets = ['download', 'zip', 'folder'] as const;
type Target = (typeof targets)[number];

const zipType = 'application/zip';

/** Writes queries as files that another library can take in. */
export function ExportQueriesDialog({
  ids,
  onClose,
}: {
  /** Chosen at first. */
  ids: readonly string[];
  onClose: () => void;
}) {
  const { t } = useTranslation('query-library');
  const { data: home } = useHostQuery(['logs', 'browse', 'home'], (host) =>
    host.logs.browse({ place: { kind: 'local', path: '' } }),
  );
  return (
    <Dialog opened size="lg" onClose={onClose} title={t('export.title')}>
      <ExportForm key={home?.folder} folder={home?.folder ?? ''} ids={ids} onClose={onClose} />
    </Dialog>
  );
}

function ExportForm({
  ids,
  folder,
  onClose,
}: {
  ids: readonly string[];
  folder: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(['query-library', 'queries']);
  const workbench = useWorkbench();
  const words = useWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(ids));
  const [text, setText] = useState('');
  const [target, setTarget] = useState<Target>('download');
  const separator = folder.includes('\\') ? '\\' : '/';
  const [typed, setTyped] = useState<string | null>(null);
  const base = `${folder}${folder.endsWith(separator) ? '' : separator}fieldbench-queries`;
  const path = typed ?? (target === 'zip' ? `${base}.zip` : base);
  const { data } = useLibrary({ text, archived: true });
  const shown = (data?.queries ?? []).filter(
    ({ origin, id }) => origin === 'own' || ids.includes(id) || text !== '',
  );
  const write = useHostMutation(
    async (host) => {
      const wanted = [...chosen];
      if (target !== 'download')
        return host.queries.exportQueries({ ids: wanted, form: target, path });
      const packed = await host.queries.packQueries({ ids: wanted });
      downloadData('fieldbench-queries.zip', zipType, packed.data);
      return { path: 'fieldbench-queries.zip', files: packed.files };
    },
    {
      onSuccess: (written) => {
        workbench.notify({
          tone: 'ok',
          title: t('export.done', { count: chosen.size }),
          body: plainDisplay(written.path),
        });
        onClose();
      },
      onError: () => undefined,
    },
  );
  const mark = (queries: readonly QueryCard[], marked: boolean): void => {
    const next = new Set(chosen);
    for (const { id } of queries) {
      if (marked) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  };
  const marked = shown.filter(({ id }) => chosen.has(id)).length;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.size > 0 && !write.isPending) write.mutate();
      }}
    >
      <p className={styles['hint']}>{t('export.hint')}</p>
      <TextField
        label={t('export.search')}
        hideLabel
        placeholder={t('export.search')}
        value={text}
        onChange={setText}
      />
      <div className={styles['list']} role="group" aria-label={t('export.what')}>
        <div className={styles['item']}>
          <Checkbox
            label={t('export.all', { count: shown.length })}
            checked={shown.length > 0 && marked === shown.length}
            indeterminate={marked > 0 && marked < shown.length}
            onChange={(on) => mark(shown, on)}
          />
        </div>
        {shown.map((query) => (
          <div key={query.id} className={styles['item']}>
            <Checkbox
              label={
                <>
                  {words(query.title)}{' '}
                  <bdi className="fb-faint fb-tiny">
                    {plainDisplay(
                      query.archived ? `${t('archive')} · ${query.folder}` : query.folder,
                    )}
                  </bdi>
                </>
              }
              checked={chosen.has(query.id)}
              onChange={(on) => mark([query], on)}
            />
          </div>
        ))}
      </div>
      <Segmented
        label={t('export.where')}
        value={target}
        options={targets.map((value) => ({ value, label: t(`export.target.${value}`) }))}
        onChange={(next) => {
          setTarget(next);
          setTyped(null);
        }}
      />
      {target !== 'download' && (
        <PathField
          wish={target === 'folder' ? 'folder' : 'either'}
          label={t('export.path')}
          hint={t(`export.pathHint.${target}`)}
          value={path}
          onChange={setTyped}
        />
      )}
      {write.error && <ErrorState {...errorText(write.error)} />}
      <div className={styles['tools']}>
        <span className="fb-grow" />
        <Button onClick={onClose}>{t('queries:cancel')}</Button>
        <Button
          type="submit"
          variant="primary"
          busy={write.isPending}
          disabledReason={chosen.size === 0 ? t('export.nothing') : undefined}
        >
          {t('export.submit', { count: chosen.size })}
        </Button>
      </div>
    </form>
  );
}
