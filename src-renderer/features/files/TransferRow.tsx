import { useTranslation } from 'react-i18next';
import { IconDownload, IconPlayerPlay, IconUpload, IconX } from '@tabler/icons-react';
import type { Transfer } from '../../../src-main/contract/index';
import {
  cx,
  formatBytes,
  formatCount,
  formatDuration,
  HostileText,
  IconButton,
  plainDisplay,
  ProgressBar,
} from '../../ui/index';
import { errorText, failureOf, useHostMutation, useWorkbench } from '../workbench/index';
import { ExistingQuestion } from './ExistingQuestion';
import { pathText } from './paths';
import { isGoing, isResumable, progressOf, remainingMs } from './transfer-model';
import { transfersKey } from './transfers';
import styles from './files.module.css';

/** One transfer: what, how far, and what can be done about it. */
export function TransferRow({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const refresh = (): void => {
    void workbench.queryClient.invalidateQueries({ queryKey: transfersKey });
  };
  const cancel = useHostMutation((host) => host.files.cancelTransfer({ id: transfer.id }), {
    onSuccess: refresh,
  });
  const resume = useHostMutation((host) => host.files.resumeTransfer({ id: transfer.id }), {
    onSuccess: refresh,
  });
  const { direction, name, state, host } = transfer;
  const going = isGoing(transfer);
  const error = transfer.error ? errorText(failureOf(transfer.error)) : null;
  const words = t(`transfer.${direction}`, { name: plainDisplay(name), host });
  return (
    <li className={styles['transfer']} aria-label={words} data-state={state}>
      <div className={styles['transferLine']}>
        <span className={styles['direction']} title={t(`transfer.direction.${direction}`)}>
          {direction === 'upload' ? (
            <IconUpload aria-hidden="true" />
          ) : (
            <IconDownload aria-hidden="true" />
          )}
        </span>
        <span className={styles['transferName']} title={routeText(transfer)}>
          <HostileText text={name} className="fb-mono fb-ellipsis" />
        </span>
        <span className={styles['transferState']}>
          <StateWords transfer={transfer} />
        </span>
        <span>
          <ProgressBar
            label={words}
            value={going || state === 'done' ? progressOf(transfer) : (progressOf(transfer) ?? 0)}
          />
        </span>
        <span className={cx(styles['transferBytes'], 'fb-number')}>
          {t('transfer.bytes', {
            done: formatBytes(transfer.bytesDone),
            total: formatBytes(transfer.bytes),
          })}
        </span>
        <span className={cx(styles['transferRate'], 'fb-number')}>
          {state === 'running' && transfer.rate > 0
            ? t('transfer.rate', { rate: formatBytes(transfer.rate) })
            : ''}
        </span>
        <span className={cx(styles['transferRest'], 'fb-number')}>{restText(t, transfer)}</span>
        <span className={styles['transferTools']}>
          {isResumable(transfer) && (
            <IconButton
              size="sm"
              label={t('transfer.resume')}
              icon={<IconPlayerPlay aria-hidden="true" />}
              onClick={() => resume.mutate()}
            />
          )}
          {going && (
            <IconButton
              size="sm"
              label={t('transfer.cancel')}
              icon={<IconX aria-hidden="true" />}
              onClick={() => cancel.mutate()}
            />
          )}
        </span>
      </div>
      {transfer.question && <ExistingQuestion transfer={transfer} question={transfer.question} />}
      {(transfer.sourceGrew || transfer.skipped > 0) && (
        <p className={styles['transferNote']}>
          {[
            transfer.sourceGrew && t('transfer.sourceGrew'),
            transfer.skipped > 0 && t('transfer.skipped', { count: transfer.skipped }),
          ]
            .filter(Boolean)
            .join(' ')}
        </p>
      )}
      {error && state !== 'cancelled' && (
        <p className={cx(styles['transferError'], state === 'waiting' && styles['transferWait'])}>
          {error.what}
          {error.next ? ` ${error.next}` : ''}
          {state === 'failed' &&
            ` ${t(transfer.bytesDone > 0 ? 'transfer.safePart' : 'transfer.safe')}`}
        </p>
      )}
    </li>
  );
}

type Translate = ReturnType<typeof useTranslation<'files'>>['t'];

function StateWords({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation('files');
  const { state, verified, question, resumedFrom, sha256 } = transfer;
  if (state === 'waiting')
    return <>{t(question ? 'transfer.state.asks' : 'transfer.state.waiting')}</>;
  if (state === 'running' && resumedFrom > 0)
    return <>{t('transfer.state.resumed', { bytes: formatBytes(resumedFrom) })}</>;
  if (state !== 'done') return <>{t(`transfer.state.${state}`)}</>;
  return (
    <span title={sha256 === null ? undefined : `SHA-256 ${sha256}`}>
      {t(`transfer.verified.${verified}`)}
    </span>
  );
}

/** Time left, or the files of a folder. */
function restText(t: Translate, transfer: Transfer): string {
  const left = remainingMs(transfer);
  const files =
    transfer.files > 1
      ? t('transfer.files', {
          done: formatCount(transfer.filesDone),
          total: formatCount(transfer.files),
        })
      : '';
  const time = left === null ? '' : t('transfer.left', { time: formatDuration(left) });
  return [files, time].filter(Boolean).join(' · ');
}

function routeText({ source, target }: Transfer): string {
  return `${pathText(source.path)} → ${pathText(target.path)}`;
}
