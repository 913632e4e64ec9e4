import { CreateSystemDialog } from './CreateSystemDialog';
import { ImportDialog } from './ImportDialog';
import { useInventory } from './inventory';
import { CustomerDialog, SiteDialog } from './PlaceDialogs';
import { SecretDialog } from './SecretDialog';
import { SshConfigDialog } from './SshConfigDialog';
import { useSystemsView } from './view-store';

/** The dialogs that commands of the systems open. */
export function SystemDialogs() {
  const dialog = useSystemsView((store) => store.dialog);
  const close = useSystemsView((store) => store.closeDialog);
  const { data: inventory } = useInventory();
  if (!dialog) return null;
  if (dialog.kind === 'secret') return <SecretDialog name={dialog.name} onClose={close} />;
  if (dialog.kind === 'import') return <ImportDialog onClose={close} />;
  if (!inventory) return null;
  switch (dialog.kind) {
    case 'create':
      return (
        <CreateSystemDialog
          inventory={inventory}
          customerId={dialog.customerId}
          siteId={dialog.siteId}
          onClose={close}
        />
      );
    case 'customer':
      return (
        <CustomerDialog
          customer={inventory.customers.find((entry) => entry.id === dialog.id) ?? null}
          onClose={close}
        />
      );
    case 'site':
      return (
        <SiteDialog
          site={inventory.sites.find((entry) => entry.id === dialog.id) ?? null}
          customerId={dialog.customerId}
          inventory={inventory}
          onClose={close}
        />
      );
    case 'sshConfig':
      return <SshConfigDialog inventory={inventory} systemId={dialog.systemId} onClose={close} />;
  }
}
