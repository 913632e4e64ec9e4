import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFolderOpen, IconPencil, IconPinned, IconSearch, IconTrash } from '@tabler/icons-react';
import { Busy, Button, EmptyState, ErrorState, TextField, Toolbar } from '../../ui/index';
import { errorText, useHostMutation, usePanelTab, useWorkbench } from '../workbench/index';
import { openCapture, roomText, useCaptures } from './captures';
import { CaptureTable } from './CaptureTable';
import { DeleteCapture, RenameCapture } from './CaptureDialogs';
import styles from './captures.module.css';

/** All logs kept on this machine: opened, named, protected from the quota, deleted. */
export default function CapturesPanel() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { data, error, refetch } = useCaptures();
  const [text, setText] = useState('');
  const [selectedId, setSelectedId] = useState<string>();
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  usePanelTab({ title: t('captures.title') });
  const keep = useHostMutation((host, input: { id: string; kept: boolean }) =>
    host.logs.keepCapture(input),
  );

  const wanted = text.normalize('NFKC').toLowerCase();
  const shown = (data?.captures ?? []).filter(({ name, system, host, path }) =>
    [name, system, host, path].join('\n').normalize('NFKC').toLowerCase().includes(wanted),
  );
  const selected = shown.find(({ id }) => id === selectedId) ?? shown[0];
  const none = selected ? undefined : t('captures.noneSelected');
  const live = selected?.live ? t('captures.isLive') : none;
  const askDelete = (): void => {
    if (!selected) return;
    if (selected.live)
      workbench.notify({
        id: 'captures-live',
        tone: 'info',
        title: t('captures.isLive'),
        keep: false,
      });
    else setDialog('delete');
  };
  return (
    <div className="fb-page">
      <Toolbar label={t('captures.tools')}>
        <div className={styles['search']}>
          <TextField
            label={t('captures.search')}
            hideLabel
            placeholder={t('captures.search')}
            icon={<IconSearch />}
            value={text}
            onChange={setText}
          />
        </div>
        <Button
          icon={<IconFolderOpen aria-hidden="true" />}
          disabledReason={none}
          onClick={() => selected && openCapture(workbench, selected)}
        >
          {t('captures.open')}
        </Button>
        <Button
          icon={<IconPinned aria-hidden="true" />}
          pressed={selected?.kept ?? false}
          disabledReason={none}
          title={t('captures.keepHint')}
          onClick={() => selected && keep.mutate({ id: selected.id, kept: !selected.kept })}
        >
          {t('captures.keep')}
        </Button>
        <Button
          icon={<IconPencil aria-hidden="true" />}
          disabledReason={none}
          onClick={() => setDialog('rename')}
        >
          {t('captures.rename')}
        </Button>
        <Button
          icon={<IconTrash aria-hidden="true" />}
          disabledReason={live}
          onClick={() => setDialog('delete')}
        >
          {t('captures.delete')}
        </Button>
      </Toolbar>
      {error ? (
        <ErrorState {...errorText(error)} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : data.captures.length === 0 ? (
        <EmptyState sentence={t('captures.empty')} detail={t('captures.emptyDetail')} />
      ) : shown.length === 0 ? (
        <EmptyState
          sentence={t('side.nothingFound')}
          action={{ label: t('side.showAll'), onClick: () => setText('') }}
        />
      ) : (
        <CaptureTable
          captures={shown}
          selectedId={selected?.id}
          onSelect={setSelectedId}
          onOpen={(capture) => openCapture(workbench, capture)}
          onRename={() => setDialog('rename')}
          onDelete={askDelete}
        />
      )}
      {data && (
        <footer className={styles['room']}>
          <span>{t('captures.room', { room: roomText(data.used, data.quota) })}</span>
          <span className="fb-grow" />
          <Button variant="ghost" onClick={() => workbench.run('settings.open', 'logs')}>
            {t('captures.limit')}
          </Button>
        </footer>
      )}
      {selected && dialog === 'rename' && (
        <RenameCapture capture={selected} onClose={() => setDialog(null)} />
      )}
      {selected && dialog === 'delete' && (
        <DeleteCapture capture={selected} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}
