import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowUp } from '@tabler/icons-react';
import type { LogPlace } from '../../../src-main/contract/logs';
import {
  Busy,
  Button,
  Dialog,
  EmptyState,
  ErrorState,
  formatCount,
  IconButton,
  NoteBlock,
  Select,
  TextField,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import {
  errorText,
  folderAbove,
  FolderList,
  isPathToken,
  useConnection,
  useCurrentInventory,
  useHostQuery,
  useWorkbench,
  type FolderEntry,
  type HostKey,
} from '../workbench/index';
import { useBrowse, type BrowsePlace } from './browse-store';
import { openFileSearch, type SearchScope } from './file-search';
import { openLogs } from './open-log';
import { nameOfPath } from './places';
import styles from './logs.module.css';

/** Chooses a log file by its path or from its folder; a glob opens many as one timeline. */
export function BrowseDialog() {
  const { place, show } = useBrowse();
  if (!place) return null;
  const key = place.kind === 'remote' ? place.endpointId : '';
  return <OpenDialog key={key} place={place} onPlace={show} onClose={() => show(null)} />;
}

function OpenDialog({
  place,
  onPlace,
  onClose,
}: {
  place: BrowsePlace;
  onPlace: (place: BrowsePlace) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const hosts = useHosts();
  const [folder, setFolder] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [selected, setSelected] = useState<string>();
  const { live } = useConnection();
  const { data, error, isFetching, refetch } = useHostQuery(
    listingKey(place, folder),
    (host) => host.logs.browse({ place: { ...place, path: folder } }),
    { keepPrevious: true },
  );
  const [looking, setLooking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // Folders change unseen: the next time they are read anew.
  useEffect(
    () => () => workbench.queryClient.removeQueries({ queryKey: ['logs', 'browse', place.kind] }),
    [workbench, place.kind],
  );
  // Another path is typed or pasted over the one of the folder that is shown.
  useEffect(() => {
    if (typed === null && document.activeElement === field.current) field.current?.select();
  }, [typed, data?.folder]);
  const path = typed ?? data?.folder ?? folder;
  const files = (data?.entries ?? []).filter(({ kind }) => kind === 'file');
  const isGlob = /[*?]/.test(folder);

  /** What is meant: the path in the field, or the selected file whose path cannot be typed. */
  const chosenPath = (): string =>
    typed === null && selected !== undefined && isPathToken(selected) ? selected : path;
  const placeOf = (file: string, listing = data): LogPlace => {
    if (place.kind === 'remote')
      return { kind: 'remote', endpointId: place.endpointId, path: file };
    const listed = listing?.entries.find((entry) => entry.path === file);
    return { kind: 'local', ...(listed?.zipped ?? { path: file }) };
  };
  const open = (paths: readonly string[], listing = data): void => {
    const [first] = paths;
    if (first === undefined) return;
    openLogs(workbench, {
      places: paths.map((file) => placeOf(file, listing)),
      title:
        paths.length === 1
          ? (listing?.entries.find((entry) => entry.path === first)?.name ?? nameOfPath(first))
          : t('open.mergedTitle', { name: nameOfPath(folder), count: paths.length }),
    });
    onClose();
  };
  // What the field names: a file, or a folder or glob whose files are looked up with each search.
  const scopeOf = (): SearchScope => {
    const wanted = chosenPath().trim();
    const listed = data?.entries.find((entry) => entry.path === wanted);
    return listed?.kind === 'file'
      ? placeOf(wanted)
      : {
          kind: 'pattern',
          endpointId: place.kind === 'remote' ? place.endpointId : null,
          path: wanted === data?.folder && isGlob ? folder : wanted,
        };
  };
  const enter = (entry: FolderEntry): void => {
    if (entry.kind === 'file') open([entry.path]);
    else go(entry.path);
  };
  const go = (to: string): void => {
    setFolder(to);
    setTyped(null);
    setSelected(undefined);
  };
  const submit = (): void => {
    const wanted = chosenPath().trim();
    if (wanted === '') return;
    const listed = data?.entries.find((entry) => entry.path === wanted);
    if (listed) enter(listed);
    else if (/[*?]/.test(wanted) || /[/\\]$/.test(wanted)) go(wanted);
    else void lookUp(wanted);
  };
  /** Opens the file that was typed, or goes into the folder. */
  const lookUp = async (wanted: string): Promise<void> => {
    if (looking) return;
    setLooking(true);
    try {
      const found = await workbench.queryClient.fetchQuery({
        queryKey: listingKey(place, wanted),
        queryFn: ({ signal }) =>
          live.logs.browse({ place: { ...place, path: wanted } }, { signal }),
        staleTime: 0,
      });
      if (found.isFile) open([found.entries[0]?.path ?? wanted], found);
      else go(wanted);
    } catch {
      // Here the listing says what is wrong; a file of a host is no folder that could be listed.
      if (place.kind === 'local') go(wanted);
      else open([wanted]);
    } finally {
      setLooking(false);
    }
  };
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={t('open.title')}
      footer={
        <>
          {isGlob && files.length > 1 && (
            <Button onClick={() => open(files.slice(0, 200).map((file) => file.path))}>
              {t('open.merged', {
                count: Math.min(200, files.length),
                files: formatCount(Math.min(200, files.length)),
              })}
            </Button>
          )}
          <Button
            onClick={() => {
              openFileSearch(workbench, [scopeOf()]);
              onClose();
            }}
          >
            {t('files.searchHere')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form="log-open" variant="primary" busy={looking}>
            {t('open.open')}
          </Button>
        </>
      }
    >
      <form
        id="log-open"
        className={styles['openForm']}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {hosts.length > 0 && (
          <Select
            label={t('open.where')}
            value={place.kind === 'remote' ? place.endpointId : ''}
            options={[{ value: '', label: t('files.here') }, ...hosts]}
            onChange={(id) =>
              onPlace(id === '' ? { kind: 'local' } : { kind: 'remote', endpointId: id })
            }
          />
        )}
        <TextField
          ref={field}
          data-autofocus
          mono
          label={t('open.path')}
          value={path}
          onChange={setTyped}
        />
        <IconButton
          label={t('open.up')}
          icon={<IconArrowUp />}
          onClick={() => data && go(folderAbove(data.folder))}
        />
      </form>
      <p className="fb-small fb-muted">{t('open.hint')}</p>
      {error && place.kind === 'remote' ? (
        <ConnectionError
          error={error}
          endpointId={place.endpointId}
          onRetry={() => void refetch()}
        />
      ) : error ? (
        <ErrorState {...errorText(error)} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : data.entries.length === 0 ? (
        <EmptyState sentence={t('open.empty')} />
      ) : (
        <FolderList
          folder={data.folder}
          entries={data.entries}
          busy={isFetching || looking}
          selected={selected}
          onSelect={(id) => {
            setSelected(id);
            // A name that is no text has no path that could be typed.
            setTyped(isPathToken(id) ? null : id);
          }}
          onActivate={enter}
        />
      )}
      {data?.truncated && <NoteBlock tone="info">{t('open.truncated')}</NoteBlock>}
    </Dialog>
  );
}

/** The listing of a folder, glob or file in the cache. */
function listingKey(place: BrowsePlace, path: string): HostKey {
  return ['logs', 'browse', place.kind, place.kind === 'remote' ? place.endpointId : '', path];
}

/** SSH hosts whose files can be read in place. */
function useHosts(): { value: string; label: string }[] {
  const inventory = useCurrentInventory().data;
  const systems = new Map(inventory?.systems.map(({ id, name }) => [id, name]));
  return (inventory?.endpoints ?? [])
    .filter(({ detail }) => detail.kind === 'ssh')
    .map(({ id, name, systemId }) => ({
      value: id,
      label: [systems.get(systemId), name].filter(Boolean).join(' · '),
    }));
}
