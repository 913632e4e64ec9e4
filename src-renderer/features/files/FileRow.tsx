import { memo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/index';
import { cx, formatBytes, formatMoment, HostileText } from '../../ui/index';
import { EntryIcon, leadsToFolder } from './icons';
import { modeText } from './mode';
import styles from './files.module.css';

/** One entry of a folder. */
export const FileRow = memo(function FileRow({
  id,
  row,
  entry,
  wide,
  selected,
  focused,
  dropping,
  highlight,
  renaming,
  onDragStart,
}: {
  id: string;
  row: number;
  /** Undefined while it is being fetched. */
  entry: FileEntry | undefined;
  wide: boolean;
  selected: boolean;
  focused: boolean;
  /** What is dragged would go into this folder. */
  dropping: boolean;
  highlight: string;
  renaming: { done: (name: string) => void; cancel: () => void } | null;
  onDragStart: (event: DragEvent) => void;
}) {
  const { t } = useTranslation('files');
  const classes = cx(
    styles['row'],
    styles['columns'],
    focused && styles['focused'],
    dropping && styles['dropping'],
  );
  if (!entry)
    return (
      <div role="row" id={id} aria-rowindex={row + 2} data-row={row} className={classes}>
        <span role="gridcell" aria-colindex={1} className={styles['pending']} />
      </div>
    );
  const folder = leadsToFolder(entry);
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={row + 2}
      aria-selected={selected}
      data-row={row}
      className={classes}
      draggable={renaming === null}
      onDragStart={onDragStart}
    >
      <div role="gridcell" aria-colindex={1} className={styles['name']}>
        <span className={folder ? styles['folderIcon'] : styles['fileIcon']}>
          <EntryIcon entry={entry} />
        </span>
        {renaming ? (
          <NameInput entry={entry} {...renaming} />
        ) : (
          <span data-text className="fb-ellipsis fb-mono">
            <HostileText text={entry.name} highlight={highlight || undefined} />
          </span>
        )}
        {entry.kind === 'link' && (
          <span
            className={cx(styles['link'], entry.target === 'broken' && styles['broken'])}
            title={t(`target.${entry.target ?? 'broken'}`)}
          >
            {t(entry.target === 'broken' ? 'kind.brokenLink' : 'kind.link')}
          </span>
        )}
      </div>
      <div role="gridcell" aria-colindex={2} className={cx(styles['cell'], styles['number'])}>
        {folder || entry.kind === 'other' ? '' : formatBytes(entry.bytes)}
      </div>
      <div role="gridcell" aria-colindex={3} className={styles['cell']}>
        {entry.changedAt === null ? '' : formatMoment(entry.changedAt)}
      </div>
      <div role="gridcell" aria-colindex={4} className={cx(styles['cell'], styles['mode'])}>
        {entry.mode === null ? '' : modeText(entry.kind, entry.mode)}
      </div>
      {wide && (
        <div role="gridcell" aria-colindex={5} data-text className={styles['cell']}>
          <HostileText text={[entry.owner, entry.group].filter(Boolean).join(':')} />
        </div>
      )}
    </div>
  );
});

/** The name being typed; without its ending selected, as most renames keep that. */
function NameInput({
  entry,
  done,
  cancel,
}: {
  entry: FileEntry;
  done: (name: string) => void;
  cancel: () => void;
}) {
  const { t } = useTranslation('files');
  const [name, setName] = useState(entry.name);
  const ended = useRef(false);
  const [select] = useState(() => (element: HTMLInputElement | null) => {
    if (!element) return;
    element.focus();
    const dot = entry.kind === 'folder' ? -1 : entry.name.lastIndexOf('.');
    element.setSelectionRange(0, dot > 0 ? dot : entry.name.length);
  });
  const end = (act: () => void): void => {
    if (ended.current) return;
    ended.current = true;
    act();
  };
  const submit = (): void => end(name === '' || name === entry.name ? cancel : () => done(name));
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') submit();
    else if (event.key === 'Escape') end(cancel);
  };
  return (
    <input
      ref={select}
      className={styles['nameInput']}
      aria-label={t('rename.label')}
      value={name}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      // Leaving the field changes nothing: only Enter renames.
      onBlur={() => end(cancel)}
    />
  );
}
