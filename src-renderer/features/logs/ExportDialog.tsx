import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Button,
  Dialog,
  ErrorState,
  formatBytes,
  formatCount,
  Segmented,
  selectionSize,
  TextField,
} from '../../ui/index';
import { errorText, useNewPath, useWorkbench } from '../workbench/index';
import type { LogDialogProps } from './log-dialog';
import styles from './logs.module.css';

const endings = { text: 'log', csv: 'csv', jsonl: 'jsonl' } as const;
type Format = keyof typeof endings;

/** Writes the selection, or all rows that the filter leaves, into a new file of this machine. */
export function ExportDialog({ viewer, onClose }: LogDialogProps) {
  const { t } = useTranslation('logs');
  const { view } = viewer;
  return (
    <Dialog opened onClose={onClose} title={t('export.title', { name: view.title })}>
      <ExportForm viewer={viewer} onClose={onClose} />
    </Dialog>
  );
}

function ExportForm({ viewer, onClose }: LogDialogProps) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { view, logs, selection } = viewer;
  const selected = selectionSize(selection);
  const [what, setWhat] = useState<'selected' | 'all'>(selected > 1 ? 'selected' : 'all');
  const [format, setFormat] = useState<Format>('text');
  const [typed, setTyped] = useState<string | null>(null);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({
    busy: false,
    error: null,
  });
  const newPath = useNewPath(view.title.replace(/\.(log|txt|out)$/, ''));
  const path = typed ?? newPath(endings[format]);

  const run = async (): Promise<void> => {
    setState({ busy: true, error: null });
    try {
      const ranges =
        what === 'all' ? null : selection.ranges.map(([from, to]): [number, number] => [from, to]);
      const { id, generation } = view;
      const numbered = ranges ? { generation } : {};
      const written = await logs.export({ id, ranges, ...numbered, format, path });
      workbench.notify({
        tone: 'ok',
        title: t('export.done', { count: written.rows, rows: formatCount(written.rows) }),
        body: `${written.path} · ${formatBytes(written.bytes)}`,
      });
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!state.busy && path !== '') void run();
      }}
    >
      <Segmented
        label={t('export.what')}
        value={what}
        options={[
          {
            value: 'all',
            label: t('export.all', { count: view.rows, rows: formatCount(view.rows) }),
          },
          {
            value: 'selected',
            label: t('export.selected', { count: selected, rows: formatCount(selected) }),
          },
        ]}
        onChange={setWhat}
      />
      <Segmented
        label={t('export.format')}
        value={format}
        options={[
          { value: 'text', label: t('export.formats.text') },
          { value: 'csv', label: 'CSV' },
          { value: 'jsonl', label: 'JSON Lines' },
        ]}
        onChange={setFormat}
      />
      <TextField
        data-autofocus
        mono
        label={t('export.path')}
        hint={t('export.pathHint')}
        value={path}
        onChange={setTyped}
      />
      {state.error !== null && <ErrorState {...errorText(state.error)} />}
      <div className={styles['formButtons']}>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          type="submit"
          variant="primary"
          busy={state.busy}
          disabledReason={what === 'selected' && selected === 0 ? t('needs.row') : undefined}
        >
          {t('export.run')}
        </Button>
      </div>
    </form>
  );
}
