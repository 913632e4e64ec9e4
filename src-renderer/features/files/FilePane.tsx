import { useRef, useState, type DragEvent, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconDeviceLaptop,
  IconEye,
  IconEyeOff,
  IconFilter,
  IconFolderPlus,
  IconRefresh,
  IconServer,
  IconX,
} from '@tabler/icons-react';
import type { FileEntry } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  cx,
  EmptyState,
  formatBytes,
  formatCount,
  IconButton,
  NoteBlock,
  plainDisplay,
  TextField,
  useUi,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import { errorText, failureOf } from '../workbench/index';
import { FileGrid, type DropTarget, type FileGridHandle } from './FileGrid';
import { NewFolderBar } from './NewFolderBar';
import { PathBar } from './PathBar';
import { useWidth } from './use-width';
import type { Pane } from './use-pane';
import styles from './files.module.css';

/** From this width on, in CSS pixels before zoom, a pane has room for owner and group. */
const wideFrom = 700;

/** One side of the browser: whose it is, where it stands, and the entries there. */
export function FilePane({
  pane,
  active,
  busy,
  filterRef,
  grid,
  onFocus,
  onActivate,
  onMenu,
  onRename,
  onCreate,
  onDragStart,
  dropTarget,
}: {
  pane: Pane;
  /** Commands of the page act on this side. */
  active: boolean;
  /** What is being done here now, in words. */
  busy: string | null;
  filterRef: Ref<HTMLInputElement>;
  grid: Ref<FileGridHandle>;
  onFocus: () => void;
  onActivate: (entry: FileEntry) => void;
  onMenu: (at: { x: number; y: number }) => void;
  onRename: (entry: FileEntry, name: string) => void;
  onCreate: (name: string) => Promise<boolean>;
  onDragStart: (event: DragEvent) => void;
  dropTarget: DropTarget;
}) {
  const { t } = useTranslation('files');
  const { zoom } = useUi();
  const [dropRow, setDropRow] = useState<number | null>(null);
  const own = useRef<FileGridHandle | null>(null);
  const root = useRef<HTMLElement>(null);
  const width = useWidth(root);
  const { view, host } = pane;
  const name = host ? host.endpoint.name : t('pane.local');
  /** The entries are wanted, but not there yet. */
  const wanted = useRef(false);
  const focusGrid = (): void => {
    wanted.current = own.current === null;
    own.current?.focus();
  };
  return (
    <section
      ref={root}
      className={cx(styles['pane'], active && styles['paneActive'])}
      aria-label={t('pane.label', { name: plainDisplay(name) })}
      data-region="dock-part"
      tabIndex={-1}
      onFocusCapture={onFocus}
      onPointerDownCapture={onFocus}
    >
      <div className={styles['paneHead']}>
        <span className={styles['paneIcon']}>
          {host ? <IconServer aria-hidden="true" /> : <IconDeviceLaptop aria-hidden="true" />}
        </span>
        <h2 className="fb-ellipsis" title={plainDisplay(name)}>
          {plainDisplay(name)}
        </h2>
        <span className="fb-grow" />
        <span className={styles['filter']}>
          <TextField
            ref={filterRef}
            label={t('pane.filter')}
            hideLabel
            placeholder={t('pane.filter')}
            icon={<IconFilter aria-hidden="true" />}
            value={pane.filter}
            onChange={pane.setFilter}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === 'Escape' && pane.filter !== '') pane.setFilter('');
              else if (!['Escape', 'Enter', 'ArrowDown'].includes(event.key)) return;
              else focusGrid();
              event.preventDefault();
              event.stopPropagation();
            }}
            right={
              pane.filter === '' ? undefined : (
                <IconButton
                  size="sm"
                  label={t('pane.clearFilter')}
                  icon={<IconX aria-hidden="true" />}
                  onClick={() => {
                    pane.setFilter('');
                    focusGrid();
                  }}
                />
              )
            }
          />
        </span>
        <IconButton
          label={t('command.newFolder')}
          kbd="F7"
          icon={<IconFolderPlus aria-hidden="true" />}
          disabledReason={view.listing ? undefined : t('reason.nothingOpen')}
          onClick={() => pane.setEditing({ kind: 'folder' })}
        />
        <IconButton
          label={t('command.hidden')}
          kbd="Ctrl H"
          pressed={pane.showHidden}
          icon={
            pane.showHidden ? <IconEye aria-hidden="true" /> : <IconEyeOff aria-hidden="true" />
          }
          onClick={() => pane.setShowHidden(!pane.showHidden)}
        />
        <IconButton
          label={t('command.refresh')}
          kbd="Ctrl R"
          icon={<IconRefresh aria-hidden="true" />}
          onClick={() => refreshPane(pane)}
        />
      </div>
      <PathBar pane={pane} onLeave={focusGrid} />
      {pane.editing?.kind === 'folder' && (
        <NewFolderBar
          onCreate={onCreate}
          onCancel={() => {
            pane.setEditing(null);
            focusGrid();
          }}
        />
      )}
      <PaneNotes pane={pane} />
      <div className={styles['body']} {...(active ? { 'data-page-focus': true } : {})}>
        <PaneBody pane={pane}>
          <FileGrid
            label={t('pane.entries', { name: plainDisplay(view.listing?.title ?? name) })}
            pane={pane}
            wide={width >= wideFrom * zoom}
            onActivate={onActivate}
            onMenu={onMenu}
            onRename={onRename}
            onDragStart={onDragStart}
            dropTarget={dropTarget}
            dropRow={dropRow}
            onDropRow={setDropRow}
            handle={(handle) => {
              own.current = handle;
              if (handle && wanted.current) {
                wanted.current = false;
                if (isNowhere()) handle.focus();
              }
              if (typeof grid === 'function') grid(handle);
              else if (grid) grid.current = handle;
            }}
          />
        </PaneBody>
      </div>
      <PaneFoot pane={pane} busy={busy} />
    </section>
  );
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** Reads the folder again and stays on the entry that is selected. */
export function refreshPane(pane: Pane): void {
  if (pane.single) pane.refreshAt(pane.single.name);
  else pane.view.refresh();
}

/** What went wrong after a part of the folder was read; its entries stay in sight. */
function PaneNotes({ pane }: { pane: Pane }) {
  const { t } = useTranslation('files');
  const { listing, error } = pane.view;
  const failure = listing?.error && !error ? errorText(failureOf(listing.error)) : null;
  if (!failure) return null;
  return (
    <NoteBlock
      tone="warn"
      title={t('pane.cut')}
      actions={<Button onClick={pane.view.refresh}>{t('command.refresh')}</Button>}
    >
      {failure.what}
    </NoteBlock>
  );
}

function PaneBody({ pane, children }: { pane: Pane; children: ReactNode }) {
  const { t } = useTranslation('files');
  const { view } = pane;
  const { listing } = view;
  if (view.error !== null && !view.opening)
    return (
      <div className={styles['state']}>
        <ConnectionError
          error={view.error}
          endpointId={pane.place.endpointId ?? undefined}
          onRetry={view.refresh}
        />
        {pane.back && (
          <div className={styles['stateMore']}>
            <Button onClick={pane.back}>{t('pane.goBack')}</Button>
          </div>
        )}
      </div>
    );
  if (!listing || view.error !== null)
    return (
      <div className={styles['state']}>
        <Busy text={t(pane.host ? 'pane.connecting' : 'pane.reading')} />
      </div>
    );
  const empty = listing.complete && view.rows === 0 && !view.opening;
  return (
    <>
      {children}
      {empty && (
        <div className={styles['over']}>
          {listing.total > 0 && pane.filter !== '' ? (
            <EmptyState
              sentence={t('pane.nothingMatches', { filter: pane.filter })}
              action={{ label: t('pane.clearFilter'), onClick: () => pane.setFilter('') }}
            />
          ) : (
            <EmptyState
              sentence={t('pane.empty')}
              action={{
                label: t('command.newFolder'),
                kbd: 'F7',
                onClick: () => pane.setEditing({ kind: 'folder' }),
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

function PaneFoot({ pane, busy }: { pane: Pane; busy: string | null }) {
  const { t } = useTranslation('files');
  const { listing, rows, opening } = pane.view;
  const bytes = pane.single?.kind === 'file' ? ` · ${formatBytes(pane.single.bytes)}` : '';
  return (
    <footer className={styles['foot']}>
      {listing && (
        <span>
          {pane.filter === ''
            ? t('foot.entries', { count: listing.total, total: formatCount(listing.total) })
            : t('foot.matched', { rows: formatCount(rows), total: formatCount(listing.total) })}
        </span>
      )}
      {busy !== null ? (
        <Busy text={busy} />
      ) : (
        listing && (opening || !listing.complete) && <Busy text={t('pane.reading')} />
      )}
      <span className="fb-grow" />
      {pane.selectedCount > 0 && (
        <span>
          {t('foot.selected', {
            count: pane.selectedCount,
            selected: formatCount(pane.selectedCount),
          })}
          {bytes}
        </span>
      )}
    </footer>
  );
}
