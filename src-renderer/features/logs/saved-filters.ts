import type { SavedFilter } from '../../../src-main/contract/logs';
import type { LogViewer } from './use-log-viewer';

/** Puts a saved filter and its highlights into force. */
export async function applySaved(
  { view, logs, apply }: Pick<LogViewer, 'view' | 'logs' | 'apply'>,
  saved: SavedFilter,
): Promise<void> {
  await apply(logs.setFilter({ id: view.id, filter: saved.filter }));
  if (saved.highlights.length > 0)
    await apply(logs.setHighlights({ id: view.id, highlights: saved.highlights }));
}
