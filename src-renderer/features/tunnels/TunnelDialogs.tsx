import { useTranslation } from 'react-i18next';
import { ConfirmDialog, EnvironmentTag, plainDisplay } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { startTunnel } from './actions';
import { useTunnelsView } from './dialog-store';
import { TunnelForm } from './TunnelForm';
import { isLive, listenAddress, useTunnels, type ListedTunnel } from './tunnel-list';
import styles from './tunnels.module.css';

/** The dialogs that commands of the tunnels open. */
export function TunnelDialogs() {
  const dialog = useTunnelsView((view) => view.dialog);
  return dialog && <OpenDialog />;
}

function OpenDialog() {
  const dialog = useTunnelsView((view) => view.dialog);
  const show = useTunnelsView((view) => view.show);
  const { tunnels, inventory } = useTunnels();
  if (!dialog || !tunnels || !inventory) return null;
  const close = (): void => show(null);
  const meant = tunnels.find(({ tunnel }) => tunnel.id === dialog.id);
  if (dialog.kind === 'form') {
    // One that a console uses has nothing to edit.
    if (dialog.id !== null && !meant?.tunnel.definition) return null;
    return (
      <TunnelForm
        key={dialog.id ?? 'new'}
        tunnel={meant?.tunnel ?? null}
        endpointId={dialog.endpointId}
        inventory={inventory}
        onClose={close}
      />
    );
  }
  if (!meant) return null;
  return dialog.kind === 'network' ? (
    <NetworkQuestion item={meant} onClose={close} />
  ) : (
    <RemoveQuestion item={meant} onClose={close} />
  );
}

function NetworkQuestion({
  item: { tunnel, via, system },
  onClose,
}: {
  item: ListedTunnel;
  onClose: () => void;
}) {
  const { t } = useTranslation('tunnels');
  const workbench = useWorkbench();
  const remote = tunnel.kind === 'remote';
  return (
    <ConfirmDialog
      opened
      title={t('network.title')}
      tone="danger"
      confirmLabel={t('network.confirm')}
      onCancel={onClose}
      onConfirm={() => {
        onClose();
        void startTunnel(workbench, tunnel.id, true);
      }}
    >
      <p>
        {t(remote ? 'network.remote' : 'network.local', {
          listen: listenAddress(tunnel) ?? '',
          via: plainDisplay(via),
        })}
      </p>
      {system && (
        <p className={styles['where']}>
          {plainDisplay(system.name)} <EnvironmentTag environment={system.environment} />
        </p>
      )}
    </ConfirmDialog>
  );
}

function RemoveQuestion({
  item: { tunnel },
  onClose,
}: {
  item: ListedTunnel;
  onClose: () => void;
}) {
  const { t } = useTranslation('tunnels');
  const remove = useHostMutation((host) => host.tunnels.remove({ id: tunnel.id }), {
    onSuccess: onClose,
  });
  return (
    <ConfirmDialog
      opened
      title={t('remove.title', { name: plainDisplay(tunnel.name) })}
      tone="danger"
      confirmLabel={t('action.remove')}
      busy={remove.isPending}
      onCancel={onClose}
      onConfirm={() => remove.mutate()}
    >
      <p>{isLive(tunnel) ? t('remove.open', { count: tunnel.connections }) : t('remove.closed')}</p>
    </ConfirmDialog>
  );
}
