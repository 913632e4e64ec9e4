import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowUp, IconFolderOpen } from '@tabler/icons-react';
import {
  Busy,
  Button,
  Dialog,
  EmptyState,
  ErrorState,
  IconButton,
  NoteBlock,
  TextField,
  type TextFieldProps,
} from '../../ui/index';
import { errorText } from './errors';
import { folderAbove, FolderList } from './FolderList';
import { useHostQuery } from './queries';
import styles from './FolderList.module.css';

/** What a path must name. */
export type PathWish = 'file' | 'folder' | 'either';

/** A path of the machine this program works on: typed, or chosen from its folders. */
export function PathField({
  wish = 'file',
  ...props
}: Omit<TextFieldProps, 'right' | 'mono' | 'label'> & { label: string; wish?: PathWish }) {
  const { t } = useTranslation('app');
  const [open, setOpen] = useState(false);
  return (
    <>
      <TextField
        {...props}
        mono
        right={
          <IconButton
            label={t(`browse.open.${wish}`)}
            size="sm"
            icon={<IconFolderOpen aria-hidden="true" />}
            onClick={() => setOpen(true)}
          />
        }
      />
      {open && (
        <PathDialog
          title={props.label}
          wish={wish}
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

function PathDialog({
  title,
  wish,
  begin,
  onClose,
  onChoose,
}: {
  title: string;
  wish: PathWish;
  /** Path in whose folder to begin; empty for the user's own. */
  begin: string;
  onClose: () => void;
  onChoose: (path: string) => void;
}) {
  const { t } = useTranslation('app');
  const [folder, setFolder] = useState(begin === '' ? '' : folderAbove(begin));
  const [selected, setSelected] = useState<string>();
  const { data, error, isFetching } = useHostQuery(
    ['systems', 'browse', folder],
    (host) => host.logs.browse({ place: { kind: 'local', path: folder } }),
    { keepPrevious: true },
  );
  const entries = (data?.entries ?? []).filter(
    ({ kind }) => wish !== 'folder' || kind === 'folder',
  );
  const entry = entries.find(({ path }) => path === selected);
  const go = (to: string): void => {
    setFolder(to);
    setSelected(undefined);
  };
  // Where a folder is wished, nothing selected means the one that is shown.
  const chosen = entry ? entry.path : wish === 'file' ? undefined : data?.folder;
  const choose = (): void => {
    if (entry?.kind === 'folder' && wish === 'file') go(entry.path);
    else if (chosen !== undefined) onChoose(chosen);
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
            disabledReason={chosen === undefined ? t('browse.nothing') : undefined}
            onClick={choose}
          >
            {t('browse.choose')}
          </Button>
        </>
      }
    >
      <div className={styles['head']}>
        <IconButton
          label={t('browse.up')}
          icon={<IconArrowUp aria-hidden="true" />}
          onClick={() => data && go(folderAbove(data.folder))}
        />
        <bdi className="fb-mono fb-ellipsis fb-grow">{data?.folder ?? folder}</bdi>
      </div>
      {error ? (
        <ErrorState {...errorText(error)} />
      ) : !data ? (
        <Busy text={t('browse.reading')} />
      ) : entries.length === 0 ? (
        <EmptyState sentence={t(wish === 'folder' ? 'browse.noFolders' : 'browse.empty')} />
      ) : (
        <FolderList
          folder={data.folder}
          entries={entries}
          busy={isFetching}
          selected={selected}
          onSelect={setSelected}
          onActivate={(one) => (one.kind === 'folder' ? go(one.path) : onChoose(one.path))}
        />
      )}
      {data?.truncated && <NoteBlock tone="info">{t('browse.truncated')}</NoteBlock>}
    </Dialog>
  );
}
