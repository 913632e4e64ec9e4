import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { plainDisplay, useAnnounce } from '../../ui/index';
import { errorText, failureOf, useWorkbench } from '../workbench/index';
import { useEnded, useTransfers } from './transfers';

/** Lives while the vault is open: follows transfers, and keeps dropped files from opening. */
export function FilesBackground() {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const transfers = useTransfers();

  useEnded(transfers, (ended) => {
    const done = ended.filter(({ state }) => state === 'done');
    const failed = ended.filter(({ state }) => state === 'failed');
    const [first] = done;
    if (first)
      announce(
        done.length === 1
          ? t('ended.done', { name: plainDisplay(first.name) })
          : t('ended.doneMany', { count: done.length }),
      );
    for (const transfer of failed) {
      const error = transfer.error ? errorText(failureOf(transfer.error)) : null;
      workbench.notify({
        id: `transfer-${transfer.id}`,
        tone: 'error',
        title: t('ended.failed', { name: plainDisplay(transfer.name) }),
        ...(error ? { body: error.what } : {}),
        actions: [
          { label: t('command.transfers'), onClick: () => workbench.run('files.transfers') },
        ],
        timeoutMs: 12_000,
      });
    }
  });

  useEffect(() => {
    // A file dropped beside its place would be opened by the browser in place of the program.
    const refuse = (event: DragEvent): void => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
    };
  }, []);
  return null;
}
