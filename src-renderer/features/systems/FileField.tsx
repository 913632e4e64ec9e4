import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowUp, IconFile, IconFolder, IconFolderOpen } from '@tabler/icons-react';
import {
  Busy,
  Button,
  Dialog,
  EmptyState,
  ErrorState,
  formatBytes,
  formatMoment,
  IconButton,
  NoteBlock,
  SelectList,
  TextField,
  type TextFieldProps,
} from '../../ui/index';
import { errorText, useHostQuery } from '../workbench/index';
import styles from './systems.module.css';

/** The path of a file on this device: typed, or chosen from its folder. */
export function FileField(
  props: Omit<TextFieldProps, 'right' | 'mono' | 'label'> & { label: string },
) {
  const { t } = useTranslation('systems');
  const [open, setOpen] = useState(false);
  return (
    <>
      <TextField
        {...props}
        mono
        right={
          <IconButton
            label={t('browse.open')}
            size="sm"
            icon={<IconFolderOpen aria-hidden="true" />}
            onClick={() => setOpen(true)}
          />
        }
      />
      {open && (
        <FileDialog
          title={props.label}
          begin={props.value.trim()}
          onClose={() => setOpen(false)}
          onChoose={(path) => {
            props.onChange(path);
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function FileDialog({
  title,
  begin,
  onClose,
  onChoose,
}: {
  title: string;
  /** Path in whose folder to begin; empty for the user's own. */
  begin: string;
  onClose: () => void;
  onChoose: (path: string) => void;
}) {
  const { t } = useTranslation('systems');
  const [folder, setFolder] = useState(begin === '' ? '' : folderOf(begin));
  const [selected, setSelected] = useState<string>();
  const { data, error, isFetching } = useHostQuery(
    ['systems', 'browse', folder],
    (host) => host.logs.browse({ place: { kind: 'local', path: folder } }),
    { keepPrevious: true },
  );
  const go = (to: string): void => {
    setFolder(to);
    setSelected(undefined);
  };
  const take = (path: string | undefined): void => {
    const entry = data?.entries.find((one) => one.path === path);
    if (entry?.kind === 'folder') go(entry.path);
    else if (entry) onChoose(entry.path);
  };
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t('browse.cancel')}</Button>
          <Button
            variant="primary"
            disabled={selected === undefined}
            onClick={() => take(selected)}
          >
            {t('browse.choose')}
          </Button>
        </>
      }
    >
      <div className={styles['browseHead']}>
        <IconButton
          label={t('browse.up')}
          icon={<IconArrowUp aria-hidden="true" />}
          onClick={() => data && go(folderOf(data.folder))}
        />
        <bdi className="fb-mono fb-ellipsis fb-grow">{data?.folder ?? folder}</bdi>
      </div>
      {error ? (
        <ErrorState {...errorText(error)} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : data.entries.length === 0 ? (
        <EmptyState sentence={t('browse.empty')} />
      ) : (
        <div className={styles['browse']} aria-busy={isFetching}>
          <SelectList
            label={data.folder}
            items={data.entries}
            itemId={(entry) => entry.path}
            itemTitle={(entry) => entry.path}
            selectedId={selected}
            onSelect={setSelected}
            onActivate={take}
            renderItem={(entry) => (
              <>
                {entry.kind === 'folder' ? (
                  <IconFolder aria-hidden="true" />
                ) : (
                  <IconFile aria-hidden="true" />
                )}
                <bdi className="fb-mono fb-ellipsis fb-grow">{entry.name}</bdi>
                <span className="fb-faint fb-number">
                  {entry.changedAt !== null && formatMoment(entry.changedAt)}
                </span>
                <span className={styles['browseSize']}>
                  {entry.kind === 'file' && formatBytes(entry.bytes)}
                </span>
              </>
            )}
          />
        </div>
      )}
      {data?.truncated && <NoteBlock tone="info">{t('browse.truncated')}</NoteBlock>}
    </Dialog>
  );
}

/** The folder of a file or folder, in the words of either kind of system. */
function folderOf(path: string): string {
  const parent = path.replace(/[/\\]+$/, '').replace(/[^/\\]*$/, '');
  return parent === '' ? '/' : parent;
}
