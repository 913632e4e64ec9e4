import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { Transfer } from '../../../src-main/contract/index';
import { Button, EmptyState, formatBytes, formatDuration } from '../../ui/index';
import { useHostMutation, usePanelTab, useWorkbench } from '../workbench/index';
import { inOrder, isGoing, overall, touches } from './transfer-model';
import { TransferRow } from './TransferRow';
import { transfersKey, useTransfers } from './transfers';
import styles from './files.module.css';

/** Transfers of one host at the foot of its page; nothing while there are none. */
export function TransferStrip({ endpointId }: { endpointId: string }) {
  const { t } = useTranslation('files');
  const [open, setOpen] = useState(true);
  const transfers = useTransfers().filter((transfer) => touches(transfer, endpointId));
  if (transfers.length === 0) return null;
  const asks = transfers.some(({ question }) => question !== null);
  const shown = open || asks;
  return (
    <section
      className={styles['strip']}
      aria-label={t('transfers.title')}
      data-region="dock-part"
      tabIndex={-1}
    >
      <div className={styles['stripHead']}>
        <button
          type="button"
          className={styles['fold']}
          aria-expanded={shown}
          onClick={() => setOpen(!open)}
        >
          {shown ? <IconChevronDown aria-hidden="true" /> : <IconChevronRight aria-hidden="true" />}
          {t('transfers.title')}
        </button>
        <Summary transfers={transfers} />
        <span className="fb-grow" />
        <ClearButton transfers={transfers} />
      </div>
      {shown && <TransferList transfers={transfers} />}
    </section>
  );
}

function TransferList({ transfers }: { transfers: readonly Transfer[] }) {
  const { t } = useTranslation('files');
  return (
    <ul className={styles['transfers']} aria-label={t('transfers.title')}>
      {inOrder(transfers).map((transfer) => (
        <TransferRow key={transfer.id} transfer={transfer} />
      ))}
    </ul>
  );
}

function Summary({ transfers }: { transfers: readonly Transfer[] }) {
  const { t } = useTranslation('files');
  const all = overall(transfers);
  if (!all)
    return <span className="fb-muted">{t('transfers.ended', { count: transfers.length })}</span>;
  const parts = [
    t('transfers.going', { count: all.going }),
    t('transfer.bytes', { done: formatBytes(all.bytesDone), total: formatBytes(all.bytes) }),
    ...(all.rate > 0
      ? [
          t('transfer.rate', { rate: formatBytes(all.rate) }),
          t('transfer.left', {
            time: formatDuration(((all.bytes - all.bytesDone) / all.rate) * 1000),
          }),
        ]
      : []),
  ];
  return <span className="fb-muted fb-number fb-ellipsis">{parts.join(' · ')}</span>;
}

function ClearButton({ transfers }: { transfers: readonly Transfer[] }) {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const clear = useHostMutation((host) => host.files.clearTransfers(), {
    onSuccess: () => void workbench.queryClient.invalidateQueries({ queryKey: transfersKey }),
  });
  if (transfers.every(isGoing)) return null;
  return (
    <Button variant="ghost" onClick={() => clear.mutate()}>
      {t('transfers.clear')}
    </Button>
  );
}

/** Every transfer, in a page of its own. */
export default function TransfersPage() {
  const { t } = useTranslation('files');
  const workbench = useWorkbench();
  const transfers = useTransfers();
  usePanelTab({ title: t('transfers.title') });
  if (transfers.length === 0)
    return (
      <EmptyState
        sentence={t('transfers.empty')}
        detail={t('transfers.emptyDetail')}
        action={{ label: t('command.open'), onClick: () => workbench.run('files.open') }}
      />
    );
  return (
    <div className="fb-page">
      <div className={styles['stripHead']}>
        <Summary transfers={transfers} />
        <span className="fb-grow" />
        <ClearButton transfers={transfers} />
      </div>
      <div className={styles['allTransfers']} data-page-focus tabIndex={-1}>
        <TransferList transfers={transfers} />
      </div>
    </div>
  );
}
