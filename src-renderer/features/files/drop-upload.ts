import { AppError } from '../../../src-main/contract/errors';
import type { FilePlace, HostClient, Transfer } from '../../../src-main/contract/index';
import { base64Of } from '../../ui/index';
import { childPath } from './paths';
import type { Permission } from './permission';
import { isGoing } from './transfer-model';

/** Bytes of one piece; base64 makes a third more of it, far below the frame limit of the wire. */
const pieceBytes = 512 * 1024;
/** How often an open question is looked at, in milliseconds. */
const questionMs = 400;

/** A file that was dropped onto the page, with its way below the folder that was dropped. */
export interface DroppedFile {
  /** Relative, `/` between parts. */
  name: string;
  file: File;
}

/** What was dropped: files, and folders with nothing in them. */
export interface Dropped {
  files: DroppedFile[];
  emptyFolders: string[];
}

/**
 * Takes what is dropped out of the event; this must happen before the event ends, reading goes on
 * afterwards.
 */
export function takeDropped(transfer: DataTransfer): Promise<Dropped> {
  const entries = [...transfer.items]
    .map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null))
    .filter((entry) => entry !== null);
  const plain = entries.length === 0 ? [...transfer.files] : [];
  return gather(entries, plain);
}

async function gather(entries: FileSystemEntry[], plain: File[]): Promise<Dropped> {
  const dropped: Dropped = {
    files: plain.map((file) => ({ name: file.name, file })),
    emptyFolders: [],
  };
  const walk = async (entry: FileSystemEntry, below: string): Promise<void> => {
    const name = below + entry.name;
    if (isFile(entry)) {
      dropped.files.push({ name, file: await fileOf(entry) });
      return;
    }
    if (!isFolder(entry)) return;
    const children = await childrenOf(entry);
    if (children.length === 0) dropped.emptyFolders.push(name);
    for (const child of children) await walk(child, `${name}/`);
  };
  for (const entry of entries) await walk(entry, '');
  return dropped;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Chromium answers at most 100 entries at a time, and none when all were given. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Files of one drop whose question was answered for all of them, by the id of a transfer. */
const batches = new Map<string, { choice: Choice | null }>();
type Choice = 'resume' | 'overwrite' | 'skip' | 'rename';

/** An answer for all reaches the files of the same drop that have not begun yet. */
export function answerBatch(transferId: string, choice: Choice): void {
  const batch = batches.get(transferId);
  if (batch) batch.choice = choice;
}

/**
 * Sends dropped files to a folder, one after the other, piece by piece; each is a transfer of the
 * host and seen in its list.
 *
 * @param onError told about a file that failed; the others go on
 */
export async function uploadDropped(
  host: HostClient,
  target: FilePlace,
  dropped: Dropped,
  permission: Permission,
  onError: (error: unknown) => void,
): Promise<void> {
  const batch: { choice: Choice | null } = { choice: null };
  for (const name of dropped.emptyFolders) {
    try {
      await makeFolders(host, target, name, permission);
    } catch (error) {
      onError(error);
    }
  }
  for (const { name, file } of dropped.files) {
    try {
      await uploadOne(host, target, name, file, permission, batch);
    } catch (error) {
      onError(error);
    }
  }
}

/** Makes a folder below the target and those on the way to it, where they are not there yet. */
async function makeFolders(
  host: HostClient,
  target: FilePlace,
  below: string,
  permission: Permission,
): Promise<void> {
  const parts = below.split('/');
  for (const [depth, name] of parts.entries()) {
    const path =
      depth === 0 ? target.path : childPath(target.path, parts.slice(0, depth).join('/'));
    try {
      await host.files.makeFolder({ parent: { ...target, path }, name, ...permission });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'files.exists') throw error;
    }
  }
}

async function uploadOne(
  host: HostClient,
  target: FilePlace,
  name: string,
  file: File,
  permission: Permission,
  batch: { choice: Choice | null },
): Promise<void> {
  const { id, ...begun } = await host.files.dropBegin({
    target,
    name,
    bytes: file.size,
    onExisting: batch.choice ?? 'ask',
    ...permission,
  });
  batches.set(id, batch);
  try {
    let now: Transfer | undefined = await answered(host, { id, ...begun });
    if (!now || !isGoing(now)) return;
    for (let offset = now.resumedFrom; offset < file.size; offset += pieceBytes) {
      const data = await base64Of(file.slice(offset, offset + pieceBytes));
      now = await stateOf(host, id);
      if (!now || !isGoing(now)) return;
      await host.files.dropPiece({ id, offset, data });
    }
    await host.files.dropEnd({ id });
  } catch (error) {
    // Cancelled by its button, or failed at the other end: the list of transfers says why.
    const now = await stateOf(host, id);
    if (!now || isGoing(now)) throw error;
  } finally {
    batches.delete(id);
  }
}

async function stateOf(host: HostClient, id: string): Promise<Transfer | undefined> {
  return (await host.files.transfers()).find((transfer) => transfer.id === id);
}

/** The transfer once nobody is asked about it any more. */
async function answered(host: HostClient, begun: Transfer): Promise<Transfer | undefined> {
  let now: Transfer | undefined = begun;
  while (now?.question) {
    await new Promise((resolve) => setTimeout(resolve, questionMs));
    now = await stateOf(host, begun.id);
  }
  return now;
}
