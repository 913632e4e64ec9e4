import type { LogPlace } from '../../../src-main/contract/logs';
import { base64Of, formatBytes } from '../../ui/index';
import { isCancellation, type Workbench } from '../workbench/index';
import { openLogs } from './open-log';

/** Bytes of a piece: small enough for a message, large enough to be quick. */
const pieceBytes = 1024 * 1024;
const mostFiles = 200;

/** What Electron's preload puts on the window; absent in a browser. */
interface Bridge {
  /** The path of a file that was dropped. */
  pathOf?: (file: File) => string;
}

function pathOf(file: File): string {
  const bridge = (window as { fieldbench?: Bridge }).fieldbench;
  return bridge?.pathOf?.(file) ?? '';
}

/**
 * Opens files that were dropped into the window: the desktop reads them where they are, a browser
 * hands over their bytes, which are kept as a capture. Several become one timeline.
 */
export async function openDropped(workbench: Workbench, files: readonly File[]): Promise<void> {
  try {
    const places: LogPlace[] = [];
    for (const file of files.slice(0, mostFiles)) {
      const path = pathOf(file);
      places.push(path === '' ? await importFile(workbench, file) : { kind: 'local', path });
    }
    const [first] = files;
    if (!first) return;
    openLogs(workbench, {
      places,
      title:
        files.length === 1
          ? first.name
          : workbench.text('logs:open.mergedTitle', { name: first.name, count: places.length }),
    });
  } catch (error) {
    if (!isCancellation(error)) workbench.reportError(error);
  }
}

async function importFile(workbench: Workbench, file: File): Promise<LogPlace> {
  const logs = workbench.host.logs;
  const notice = `logs.import/${file.name}`;
  const tell = (done: number): void =>
    workbench.notify({
      id: notice,
      title: workbench.text('logs:open.importing', { name: file.name }),
      body: `${formatBytes(done)} / ${formatBytes(file.size)}`,
    });
  const { id } = await logs.beginImport({ name: file.name, bytes: file.size });
  let complete = false;
  let told = Date.now();
  try {
    for (let at = 0; at < file.size; at += pieceBytes) {
      const data = await base64Of(file.slice(at, at + pieceBytes));
      await logs.importPiece({ id, at, data });
      if (Date.now() - told < 500) continue;
      told = Date.now();
      tell(Math.min(file.size, at + pieceBytes));
    }
    complete = true;
  } finally {
    await logs.endImport({ id, complete });
  }
  return { kind: 'capture', captureId: id };
}
