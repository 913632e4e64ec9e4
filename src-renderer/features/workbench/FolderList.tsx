import { IconFileText, IconFileZip, IconFolder } from '@tabler/icons-react';
import type { Outputs } from '../../../src-main/contract/index';
import { formatBytes, formatMoment, SelectList } from '../../ui/index';
import styles from './FolderList.module.css';

/** What a folder of this machine, or of a host, holds. */
export type FolderEntry = Outputs['logs']['browse']['entries'][number];

/** Whether a path stands for bytes that are no text in the encoding of the host: it cannot be typed. */
export function isPathToken(path: string): boolean {
  return path.startsWith('bytes:');
}

/** The folder above a file or folder, in the words of either kind of system. */
export function folderAbove(path: string): string {
  const parent = path.replace(/[/\\]+$/, '').replace(/[^/\\]*$/, '');
  return parent === '' ? '/' : parent;
}

/** The files and folders of a folder: arrows select, Enter or a double click opens. */
export function FolderList({
  folder,
  entries,
  busy,
  selected,
  onSelect,
  onActivate,
}: {
  folder: string;
  entries: readonly FolderEntry[];
  busy: boolean;
  /** Path. */
  selected: string | undefined;
  onSelect: (path: string) => void;
  onActivate: (entry: FolderEntry) => void;
}) {
  return (
    <div className={styles['list']} aria-busy={busy}>
      <SelectList
        label={folder}
        items={entries}
        itemId={(entry) => entry.path}
        itemTitle={({ path, name }) => (isPathToken(path) ? name : path)}
        selectedId={selected}
        onSelect={onSelect}
        onActivate={(path) => {
          const entry = entries.find((other) => other.path === path);
          if (entry) onActivate(entry);
        }}
        renderItem={(entry) => (
          <>
            {entry.kind === 'folder' ? (
              <IconFolder aria-hidden="true" />
            ) : entry.packed ? (
              <IconFileZip aria-hidden="true" />
            ) : (
              <IconFileText aria-hidden="true" />
            )}
            <bdi className="fb-mono fb-ellipsis fb-grow">{entry.name}</bdi>
            <span className="fb-faint fb-number">
              {entry.changedAt !== null && formatMoment(entry.changedAt)}
            </span>
            <span className={styles['size']}>
              {entry.kind === 'file' && formatBytes(entry.bytes)}
            </span>
          </>
        )}
      />
    </div>
  );
}
