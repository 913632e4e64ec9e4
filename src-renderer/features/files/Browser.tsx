import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/index';
import { ConfirmDialog, ContextMenu, cx, HostileText, SplitPane, useUi } from '../../ui/index';
import { useViewState, useWorkbench } from '../workbench/index';
import { draggedOver, droppedEntries, startDrag } from './drag';
import { takeDropped, uploadDropped } from './drop-upload';
import type { DropTarget, FileGridHandle } from './FileGrid';
import { FilePane } from './FilePane';
import { FileToolbar } from './FileToolbar';
import { leadsToFolder } from './icons';
import { openText } from './open';
import { useOpened } from './opened-store';
import { askPermission } from './permission';
import { pathText } from './paths';
import type { FileHost } from './places';
import { PropertiesDialog } from './PropertiesDialog';
import { useEnded, useTransfers } from './transfers';
import { folderOf, placeOf, removalWords, useFileActions } from './use-actions';
import { useFileCommands, type Side } from './use-commands';
import { useFileEvidence } from './use-evidence';
import { usePane, type Pane } from './use-pane';
import { useWidth } from './use-width';
import styles from './files.module.css';

/** Below this width, in CSS pixels before zoom, the panes stand one above the other. */
const stackBelow = 760;

/** Both panes of a connected page and everything that is done in them. */
export function Browser({
  host,
  params,
  panelId,
}: {
  host: FileHost;
  params: Record<string, unknown>;
  panelId: string;
}) {
  const { t } = useTranslation('files');
  const { zoom } = useUi();
  const workbench = useWorkbench();
  const root = useRef<HTMLDivElement>(null);
  const stacked = useWidth(root) < stackBelow * zoom;
  const layout = useLayout();
  const [side, setSide] = useState<Side>('remote');
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const [properties, setProperties] = useState<readonly FileEntry[] | null>(null);
  const actions = useFileActions();
  const grids = {
    local: useRef<FileGridHandle>(null),
    remote: useRef<FileGridHandle>(null),
  };
  const filters = {
    local: useRef<HTMLInputElement>(null),
    remote: useRef<HTMLInputElement>(null),
  };

  // What the panel is opened with again; the folders stay where they are.
  const kept = useRef(params);
  const keep = (change: Record<string, unknown>): void => {
    kept.current = { ...kept.current, ...change };
    workbench.updatePanel(panelId, { params: kept.current });
  };
  const remote = usePane({
    side: 'remote',
    host,
    initialPath: pathOf(params['path']),
    enabled: true,
    onPath: (path) => keep({ path }),
  });
  const local = usePane({
    side: 'local',
    host: null,
    initialPath: pathOf(params['localPath']),
    enabled: layout.loaded && layout.localShown,
    onPath: (localPath) => keep({ localPath }),
  });
  const wish = useOpened((store) => store.wishes[panelId]);
  const { go } = remote;
  useEffect(() => {
    if (wish === undefined) return;
    useOpened.getState().granted(panelId);
    go(wish);
  }, [wish, go, panelId]);
  const panes = { local, remote };
  const pane = layout.localShown ? panes[side] : remote;
  const other = pane === remote ? local : remote;
  const current = pane.side;

  useEnded(useTransfers(), (ended) => {
    for (const each of [remote, local])
      if (
        ended.some(({ target }) =>
          isBelow(target.path, folderOf(each).path, target.endpointId === each.place.endpointId),
        )
      )
        each.view.refresh();
  });
  useFileEvidence(remote);

  const activate = (from: Pane, entry: FileEntry): void => {
    if (leadsToFolder(entry)) from.go(entry.path);
    else if (entry.kind === 'file' || entry.target === 'file')
      openText(workbench, from.host, placeOf(from, entry), entry.name);
  };
  const copyAcross = async (): Promise<void> => {
    const entries = await pane.selected();
    if (entries) await actions.copy(pane, entries, other);
    // The other side must be in sight, or nobody sees where it goes.
    layout.showLocal(true);
  };
  const report = (error: unknown): void => workbench.reportError(error);
  /** What had the focus may be gone with the act: then the entries get it. */
  const focusAfter = async <Result,>(act: Promise<Result>): Promise<Result> => {
    try {
      return await act;
    } finally {
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body)
        grids[current].current?.focus();
    }
  };
  const commands = useFileCommands({
    pane,
    localShown: layout.localShown,
    focusGrid: () => grids[current].current?.focus(),
    focusFilter: () => filters[current].current?.select(),
    showLocal: layout.showLocal,
    activate: (entry) => activate(pane, entry),
    copyAcross: () => void copyAcross().catch(report),
    remove: () => void focusAfter(actions.remove(pane)).catch(report),
    showProperties: () =>
      void pane
        .selected()
        .then((entries) => setProperties(entries && entries.length > 0 ? entries : null))
        .catch(report),
  });

  const dropTarget = (to: Pane): DropTarget => ({
    accepts: (event) => draggedOver(event, to, panelId) !== null,
    drop: (event, folder) => {
      const from = to === remote ? local : remote;
      if (draggedOver(event, to, panelId) === 'files')
        void takeFiles(event, to, folder).catch(report);
      else
        void droppedEntries()
          .then((entries) => actions.copy(from, entries, to, folder ?? undefined))
          .catch(report);
    },
  });
  const takeFiles = async (event: DragEvent, to: Pane, folder: FileEntry | null): Promise<void> => {
    const target = folder ? placeOf(to, folder) : folderOf(to);
    const dropped = await takeDropped(event.dataTransfer);
    if (dropped.files.length + dropped.emptyFolders.length === 0) return;
    const names = [...dropped.files.map(({ name }) => name), ...dropped.emptyFolders];
    const permission = await askPermission(
      workbench,
      to.host,
      t('action.upload', { count: names.length, name: names[0] ?? '' }),
      { lines: [`→ ${pathText(target.path)}`, ...names] },
    );
    if (!permission) return;
    await uploadDropped(workbench.host, target, dropped, permission, report);
    to.view.refresh();
  };

  const paneView = (shown: Pane) => (
    <FilePane
      pane={shown}
      active={shown === pane}
      busy={shown === pane ? actions.busy : null}
      filterRef={filters[shown.side]}
      grid={grids[shown.side]}
      onFocus={() => setSide(shown.side)}
      onActivate={(entry) => activate(shown, entry)}
      onMenu={setMenu}
      onRename={(entry, name) => void focusAfter(actions.rename(shown, entry, name)).catch(report)}
      onCreate={(name) => focusAfter(actions.makeFolder(shown, name))}
      onDragStart={(event) => startDrag(event, shown, panelId)}
      dropTarget={dropTarget(shown)}
    />
  );
  return (
    <div ref={root} className={cx('fb-page', styles['browser'])}>
      <FileToolbar pane={pane} localShown={layout.localShown} />
      <div className={styles['panes']}>
        <SplitPane
          label={t('pane.local')}
          direction={stacked ? 'column' : 'row'}
          fixed="first"
          hidden={!layout.localShown}
          size={stacked ? layout.height : layout.width}
          min={stacked ? 120 : 260}
          max={stacked ? 700 : 1400}
          onSizeChange={stacked ? layout.setHeight : layout.setWidth}
          first={paneView(local)}
          second={paneView(remote)}
        />
      </div>
      {menu && (
        <ContextMenu
          label={t('menu')}
          at={menu}
          items={commands.menuItems()}
          onClose={() => setMenu(null)}
        />
      )}
      {properties && (
        <PropertiesDialog
          entries={properties}
          onApply={(mode) => actions.setMode(pane, properties, mode)}
          onClose={() => setProperties(null)}
        />
      )}
      {actions.removal && (
        <ConfirmDialog
          opened
          title={removalWords(workbench, actions.removal.entries)}
          confirmLabel={t('remove.confirm')}
          tone="danger"
          onConfirm={() => void focusAfter(actions.answerRemoval(true)).catch(report)}
          onCancel={() => void actions.answerRemoval(false).catch(report)}
        >
          <ul className={styles['removal']}>
            {actions.removal.entries.slice(0, 200).map((entry) => (
              <li key={entry.path}>
                <HostileText text={entry.name} />
              </li>
            ))}
          </ul>
          <p>{t('remove.noWayBack')}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** Sizes of the panes and whether the local one is in sight, kept for all hosts. */
function useLayout() {
  const { loaded, initial, save } = useViewState('files/layout');
  const [layout, setLayout] = useState<Partial<Layout>>({});
  const before = readLayout(initial);
  const now: Layout = { ...standard, ...before, ...layout };
  const change = (next: Partial<Layout>): void => {
    setLayout({ ...layout, ...next });
    save(JSON.stringify({ ...now, ...next }));
  };
  return {
    ...now,
    loaded,
    showLocal: (localShown: boolean) => change({ localShown }),
    setWidth: (width: number) => change({ width }),
    setHeight: (height: number) => change({ height }),
  };
}

interface Layout {
  localShown: boolean;
  width: number;
  height: number;
}
const standard: Layout = { localShown: true, width: 440, height: 240 };

function readLayout(text: string | null): Partial<Layout> {
  if (text === null) return {};
  try {
    return JSON.parse(text) as Partial<Layout>;
  } catch {
    return {};
  }
}

function pathOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Whether a transfer's target is the folder in sight or something right in it. */
function isBelow(target: string, folder: string, sameSide: boolean): boolean {
  return sameSide && (target === folder || target.startsWith(`${folder.replace(/\/$/, '')}/`));
}
