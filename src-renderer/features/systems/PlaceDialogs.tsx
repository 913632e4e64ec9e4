import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer, Inventory, Site } from '../../../src-main/contract/index';
import { Button, Select, TextArea, TextField } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { archiveEntry } from './actions';
import { FormDialog } from './dialog-form';

/** Creates a customer (`customer` null) or changes one. */
export function CustomerDialog({
  customer,
  onClose,
}: {
  customer: Customer | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('systems');
  const [name, setName] = useState(customer?.name ?? '');
  const [remarks, setRemarks] = useState(customer?.remarks ?? '');
  const [asked, setAsked] = useState(false);
  const save = useHostMutation(
    (host) =>
      host.systems.saveCustomer({
        ...(customer ? { id: customer.id } : {}),
        name: name.trim(),
        remarks,
      }),
    { onSuccess: onClose, onError: () => undefined },
  );
  return (
    <FormDialog
      title={customer ? t('customer.edit') : t('customer.new')}
      submitLabel={t('form.save')}
      busy={save.isPending}
      error={save.error}
      extra={<ArchiveButton entity="customer" entry={customer} onClose={onClose} />}
      onClose={onClose}
      onSubmit={() => {
        setAsked(true);
        if (name.trim() !== '') save.mutate();
      }}
    >
      <TextField
        label={t('field.name')}
        required
        data-autofocus
        value={name}
        onChange={setName}
        {...(asked && name.trim() === '' ? { error: t('invalid.name') } : {})}
      />
      <TextArea label={t('field.remarks')} value={remarks} onChange={setRemarks} />
    </FormDialog>
  );
}

/** Creates a site (`site` null) or changes one. */
export function SiteDialog({
  site,
  customerId,
  inventory,
  onClose,
}: {
  site: Site | null;
  customerId: string | undefined;
  inventory: Inventory;
  onClose: () => void;
}) {
  const { t } = useTranslation('systems');
  const customers = inventory.customers.filter(
    (customer) => !customer.archived || customer.id === site?.customerId,
  );
  const [owner, setOwner] = useState(site?.customerId ?? customerId ?? customers[0]?.id ?? '');
  const [name, setName] = useState(site?.name ?? '');
  const [address, setAddress] = useState(site?.address ?? '');
  const [remarks, setRemarks] = useState(site?.remarks ?? '');
  const [asked, setAsked] = useState(false);
  const save = useHostMutation(
    (host) =>
      host.systems.saveSite({
        ...(site ? { id: site.id } : {}),
        customerId: owner,
        name: name.trim(),
        address: address.trim(),
        remarks,
      }),
    { onSuccess: onClose, onError: () => undefined },
  );
  return (
    <FormDialog
      title={site ? t('site.edit') : t('site.new')}
      submitLabel={t('form.save')}
      busy={save.isPending}
      disabledReason={customers.length === 0 ? t('site.noCustomer') : undefined}
      error={save.error}
      extra={<ArchiveButton entity="site" entry={site} onClose={onClose} />}
      onClose={onClose}
      onSubmit={() => {
        setAsked(true);
        if (name.trim() !== '' && owner !== '') save.mutate();
      }}
    >
      <Select
        label={t('field.customer')}
        value={owner}
        options={customers.map((customer) => ({ value: customer.id, label: customer.name }))}
        onChange={setOwner}
        {...(customers.length === 0 ? { error: t('site.noCustomer') } : {})}
      />
      <TextField
        label={t('field.name')}
        required
        data-autofocus
        value={name}
        onChange={setName}
        {...(asked && name.trim() === '' ? { error: t('invalid.name') } : {})}
      />
      <TextField label={t('field.address')} value={address} onChange={setAddress} />
      <TextArea label={t('field.remarks')} value={remarks} onChange={setRemarks} />
    </FormDialog>
  );
}

function ArchiveButton({
  entity,
  entry,
  onClose,
}: {
  entity: 'customer' | 'site';
  entry: Customer | Site | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  if (!entry) return null;
  return (
    <Button
      variant="ghost"
      onClick={() => {
        onClose();
        void archiveEntry(workbench, entity, entry, !entry.archived);
      }}
    >
      {entry.archived ? t('archive.restore') : t('archive.archive')}
    </Button>
  );
}
