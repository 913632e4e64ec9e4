import { AppError } from '../../../contract/errors';
import { decodeName, encodeName, join, nameOf } from '../paths';
import type { FileSide, FileState } from '../side';

/** A file to be copied. */
export interface Item {
  source: Buffer;
  /** Names below the target folder, as the target has them. */
  way: Buffer[];
  state: FileState;
}

/** What a transfer consists of. */
export interface Plan {
  items: Item[];
  /** Folders to be made, outer ones first. */
  folders: { way: Buffer[]; mode: number | null }[];
  /** Links to folders, broken links, devices: what is not copied. */
  skipped: number;
}

/**
 * Looks at a file or at a folder with all that is in it. A link to a file is copied as the
 * file; a link to a folder is not followed, so nothing can go around in a circle. The source
 * itself may be a link to a folder: a person chose it.
 */
export async function planOf(
  from: FileSide,
  to: FileSide,
  source: Buffer,
  signal: AbortSignal,
): Promise<Plan> {
  const state = await from.stat(source);
  const name = nameOf(source);
  const top = [targetName(name.length > 0 ? name : Buffer.from(from.host), from, to)];
  const plan: Plan = { items: [], folders: [], skipped: 0 };
  if (state.kind !== 'folder') {
    plan.items.push({ source, way: top, state });
    return plan;
  }
  const waiting = [{ path: source, way: top, mode: state.mode }];
  for (let folder = waiting.shift(); folder; folder = waiting.shift()) {
    const { path, way, mode } = folder;
    plan.folders.push({ way, mode });
    for await (const entries of from.list(path)) {
      signal.throwIfAborted();
      for (const entry of entries) {
        const inside = {
          path: join(path, entry.name),
          way: [...way, targetName(entry.name, from, to)],
        };
        if (entry.kind === 'folder') waiting.push({ ...inside, mode: entry.mode });
        else {
          const file = await fileState(from, inside.path, entry);
          if (file) plan.items.push({ source: inside.path, way: inside.way, state: file });
          else plan.skipped += 1;
        }
      }
    }
  }
  return plan;
}

/** State of a file or of the file a link leads to; null for what is not copied. */
async function fileState(
  side: FileSide,
  path: Buffer,
  entry: FileState,
): Promise<FileState | null> {
  if (entry.kind === 'file') return entry;
  if (entry.kind !== 'link') return null;
  try {
    const state = await side.stat(path);
    return state.kind === 'file' ? state : null;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('files.')) return null;
    throw error;
  }
}

/**
 * A name as the other side writes it: what people read stays the same, so a name in GBK
 * becomes one in UTF-8. What cannot be said there keeps its bytes.
 */
function targetName(name: Buffer, from: FileSide, to: FileSide): Buffer {
  const shown = decodeName(name, from.encoding);
  if (to.endpointId === null && process.platform === 'win32')
    return Buffer.from(windowsName(shown));
  if (shown.includes('\ufffd')) return name;
  try {
    return encodeName(shown, to.encoding);
  } catch {
    return name;
  }
}

/** A name that Windows takes: no reserved characters or device names, no dot or space at its end. */
export function windowsName(name: string): string {
  const safe = name
    .replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_')
    .replace(/[. ]+$/, (tail) => '_'.repeat(tail.length));
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(safe) ? `_${safe}` : safe;
}
