import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCapture } from '../../../src-main/contract/logs';
import { Button, ConfirmDialog, Dialog, formatBytes, TextField } from '../../ui/index';
import { useHostMutation } from '../workbench/index';

interface CaptureDialogProps {
  capture: LogCapture;
  onClose: () => void;
}

/** Gives a capture another name. */
export function RenameCapture({ capture, onClose }: CaptureDialogProps) {
  const { t } = useTranslation('logs');
  const [name, setName] = useState(capture.name);
  const form = useId();
  const rename = useHostMutation(
    (host, input: { id: string; kept: boolean; name: string }) => host.logs.keepCapture(input),
    { onSuccess: onClose },
  );
  const empty = name.trim() === '';
  return (
    <Dialog
      opened
      onClose={onClose}
      size="sm"
      title={t('captures.renameTitle')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            busy={rename.isPending}
            disabledReason={empty ? t('captures.nameEmpty') : undefined}
          >
            {t('captures.renameRun')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!empty) rename.mutate({ id: capture.id, kept: capture.kept, name: name.trim() });
        }}
      >
        <TextField
          data-autofocus
          label={t('captures.name')}
          value={name}
          onChange={setName}
          error={empty ? t('captures.nameEmpty') : undefined}
        />
      </form>
    </Dialog>
  );
}

/** Asks before a capture is gone: it may hold what the server no longer has. */
export function DeleteCapture({ capture, onClose }: CaptureDialogProps) {
  const { t } = useTranslation('logs');
  const remove = useHostMutation((host, id: string) => host.logs.removeCapture({ id }), {
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      opened
      title={t('captures.deleteTitle', { name: capture.name })}
      confirmLabel={t('captures.delete')}
      tone="danger"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(capture.id)}
      onCancel={onClose}
    >
      {t('captures.deleteDetail', {
        bytes: formatBytes(capture.bytes),
        stored: formatBytes(capture.stored),
      })}
    </ConfirmDialog>
  );
}
