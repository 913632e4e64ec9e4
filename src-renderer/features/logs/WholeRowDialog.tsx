import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogRow } from '../../../src-main/contract/logs';
import {
  Busy,
  Button,
  Dialog,
  ErrorState,
  formatBytes,
  formatCount,
  HostileText,
  NoteBlock,
} from '../../ui/index';
import { errorText, useHostQuery } from '../workbench/index';
import type { LogDialogProps } from './log-dialog';
import styles from './logs.module.css';

/** Characters drawn at once; more would stall the window. All of it can be copied. */
const drawnCharacters = 200_000;

/** The whole of a line that is too long for the list. */
export function WholeRowDialog({ viewer, row, onClose }: LogDialogProps & { row: LogRow }) {
  const { t } = useTranslation('logs');
  const { id } = viewer.view;
  // That of the row: others may come in before it while it is read.
  const [generation] = useState(viewer.view.generation);
  const { data, error, refetch } = useHostQuery(['logs', 'line', id, generation, row.row], (host) =>
    host.logs.line({ id, row: row.row, generation }),
  );
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={t('whole.title', {
        line: formatCount(row.line + 1),
        size: data ? formatBytes(data.bytes) : '',
      })}
      footer={
        <>
          <Button
            {...(data ? {} : { disabledReason: t('loading') })}
            onClick={() => void navigator.clipboard.writeText(data?.text ?? '')}
          >
            {t('whole.copy')}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('whole.close')}
          </Button>
        </>
      }
    >
      {error ? (
        <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : (
        <>
          {data.text.length > drawnCharacters && (
            <NoteBlock tone="info">{t('whole.cut')}</NoteBlock>
          )}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <pre className={styles['whole']} tabIndex={0}>
            <HostileText text={data.text.slice(0, drawnCharacters)} />
          </pre>
        </>
      )}
    </Dialog>
  );
}
