import { useCallback, useState } from 'react';
import type { FileEntry, FilePlace } from '../../../src-main/contract/index';
import { useWorkbench, type Workbench } from '../workbench/index';
import { askPermission, type Permission } from './permission';
import { pathText } from './paths';
import type { Pane } from './use-pane';

/** Entries that somebody is asked about before they are removed. */
export interface RemovalQuestion {
  pane: Pane;
  entries: readonly FileEntry[];
}

/** What a pane's entries can be made to do. Failures are shown as they come. */
export interface FileActions {
  /** What is being done now, in words; null when nothing. */
  busy: string | null;
  rename: (pane: Pane, entry: FileEntry, name: string) => Promise<void>;
  makeFolder: (pane: Pane, name: string) => Promise<boolean>;
  /** Asks first: on production by the change gate, elsewhere by `removal`. */
  remove: (pane: Pane) => Promise<void>;
  /** Waits for a yes outside production. */
  removal: RemovalQuestion | null;
  answerRemoval: (yes: boolean) => Promise<void>;
  setMode: (pane: Pane, entries: readonly FileEntry[], mode: number) => Promise<boolean>;
  /** Copies entries of one side into a folder of the other. */
  copy: (from: Pane, entries: readonly FileEntry[], to: Pane, folder?: FileEntry) => Promise<void>;
}

export function useFileActions(): FileActions {
  const workbench = useWorkbench();
  const [busy, setBusy] = useState<string | null>(null);
  const [removal, setRemoval] = useState<RemovalQuestion | null>(null);

  /** Runs one act with its words in sight; false after a failure, which is shown. */
  const act = useCallback(
    async (words: string, run: () => Promise<unknown>): Promise<boolean> => {
      setBusy(words);
      try {
        await run();
        return true;
      } catch (error) {
        workbench.reportError(error);
        return false;
      } finally {
        setBusy(null);
      }
    },
    [workbench],
  );
  const { text } = workbench;

  const rename = async (pane: Pane, entry: FileEntry, name: string): Promise<void> => {
    const permission = await askPermission(
      workbench,
      pane.host,
      text('files:action.rename', { name }),
      { lines: [pathText(entry.path)] },
    );
    pane.setEditing(null);
    if (!permission) return;
    const done = await act(text('files:busy.rename'), () =>
      workbench.host.files.rename({ place: placeOf(pane, entry), name, ...permission }),
    );
    if (done) pane.refreshAt(name);
  };

  const makeFolder = async (pane: Pane, name: string): Promise<boolean> => {
    const parent = folderOf(pane);
    const permission = await askPermission(
      workbench,
      pane.host,
      text('files:action.makeFolder', { name }),
      { lines: [pathText(parent.path)] },
    );
    if (!permission) return false;
    const done = await act(text('files:busy.makeFolder'), () =>
      workbench.host.files.makeFolder({ parent, name, ...permission }),
    );
    if (!done) return false;
    pane.setEditing(null);
    pane.refreshAt(name);
    return true;
  };

  const removeNow = async (
    { pane, entries }: RemovalQuestion,
    permission: Permission,
  ): Promise<void> => {
    await act(text('files:busy.remove', { count: entries.length }), () =>
      workbench.host.files.remove({
        places: entries.map((entry) => placeOf(pane, entry)),
        recursive: entries.some(({ kind }) => kind === 'folder'),
        ...permission,
      }),
    );
    // Also after a failure: some of them may be gone.
    pane.view.refresh();
  };
  const remove = async (pane: Pane): Promise<void> => {
    const entries = await pane.selected();
    if (!entries || entries.length === 0) return;
    if (pane.host?.system.environment !== 'production') {
      setRemoval({ pane, entries });
      return;
    }
    const permission = await askPermission(workbench, pane.host, removalWords(workbench, entries), {
      lines: entries.map(({ path }) => pathText(path)),
      always: true,
      confirmLabel: text('files:remove.confirm'),
    });
    if (permission) await removeNow({ pane, entries }, permission);
  };
  const answerRemoval = async (yes: boolean): Promise<void> => {
    setRemoval(null);
    if (yes && removal) await removeNow(removal, {});
  };

  const setMode = async (
    pane: Pane,
    entries: readonly FileEntry[],
    mode: number,
  ): Promise<boolean> => {
    const permission = await askPermission(
      workbench,
      pane.host,
      text('files:action.setMode', { mode: mode.toString(8).padStart(4, '0') }),
      { lines: entries.map(({ path }) => pathText(path)) },
    );
    if (!permission) return false;
    const done = await act(text('files:busy.setMode'), async () => {
      for (const entry of entries)
        await workbench.host.files.setMode({ place: placeOf(pane, entry), mode, ...permission });
    });
    const [first] = entries;
    if (first) pane.refreshAt(first.name);
    return done;
  };

  const copy = async (
    from: Pane,
    entries: readonly FileEntry[],
    to: Pane,
    folder?: FileEntry,
  ): Promise<void> => {
    if (entries.length === 0) return;
    const target = folder ? placeOf(to, folder) : folderOf(to);
    const [first] = entries;
    const permission = await askPermission(
      workbench,
      to.host,
      text('files:action.upload', { count: entries.length, name: first?.name ?? '' }),
      { lines: [`→ ${pathText(target.path)}`, ...entries.map(({ path }) => pathText(path))] },
    );
    if (!permission) return;
    await act(text('files:busy.start'), async () => {
      await workbench.host.files.transfer({
        sources: entries.map((entry) => placeOf(from, entry)),
        target,
        ...permission,
      });
      await workbench.queryClient.invalidateQueries({ queryKey: ['files', 'transfers'] });
    });
  };

  return { busy, rename, makeFolder, remove, removal, answerRemoval, setMode, copy };
}

/** Where an entry of a pane lies. */
export function placeOf(pane: Pick<Pane, 'place'>, entry: FileEntry): FilePlace {
  return { endpointId: pane.place.endpointId, path: entry.path };
}

/** The folder a pane shows, by the path the host gave it. */
export function folderOf(pane: Pane): FilePlace {
  return pane.view.listing?.place ?? pane.place;
}

/** “Delete access.log”, “Delete 3 entries”, with what folders hold. */
export function removalWords(workbench: Workbench, entries: readonly FileEntry[]): string {
  const folders = entries.some(({ kind }) => kind === 'folder');
  return workbench.text(folders ? 'files:action.removeFolders' : 'files:action.remove', {
    count: entries.length,
    name: entries[0]?.name ?? '',
  });
}
