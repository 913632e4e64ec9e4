import { useTranslation } from 'react-i18next';
import type { LogLine } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  Dialog,
  ErrorState,
  formatBytes,
  HostileText,
  NoteBlock,
} from '../../ui/index';
import { errorText, useHostQuery } from '../workbench/index';
import styles from './logs.module.css';

/** Characters drawn at once; more would stall the window. All of it can be copied. */
const drawnCharacters = 200_000;

/** The whole of a line that is too long for the list. */
export function WholeLineDialog({
  tailId,
  line,
  onClose,
}: {
  tailId: string;
  line: LogLine;
  onClose: () => void;
}) {
  const { t } = useTranslation('logs');
  const { data, error, refetch } = useHostQuery(['logs', 'line', tailId, line.line], (host) =>
    host.logs.line({ id: tailId, line: line.line }),
  );
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={t('whole.title', { line: line.line + 1, size: data ? formatBytes(data.bytes) : '' })}
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
