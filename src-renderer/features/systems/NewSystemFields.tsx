import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { environments, platforms, type Inventory } from '../../../src-main/contract/index';
import { Segmented, Select, TextField } from '../../ui/index';
import { findCustomer, findSite, type NewSystemDraft, type NewSystemProblems } from './new-system';
import styles from './systems.module.css';

/** Customer, site, name, platform and environment of a new system. */
export function NewSystemFields({
  draft,
  problems,
  inventory,
  onChange,
}: {
  draft: NewSystemDraft;
  problems: NewSystemProblems;
  inventory: Inventory;
  onChange: (change: Partial<NewSystemDraft>) => void;
}) {
  const { t } = useTranslation('systems');
  const id = useId();
  const customer = findCustomer(inventory, draft.customer);
  const site = findSite(inventory, customer, draft.site);
  const error = (problem: string | undefined) =>
    problem ? { error: t(`invalid.${problem}`) } : {};
  const known = (exists: boolean, typed: string) =>
    typed.trim() === '' ? {} : { hint: exists ? t('create.existing') : t('create.isNew') };
  return (
    <>
      <div className={styles['formRow']}>
        <TextField
          label={t('field.customer')}
          required
          list={`${id}-customers`}
          data-autofocus={draft.customer === '' || undefined}
          value={draft.customer}
          onChange={(value) => onChange({ customer: value })}
          {...known(customer !== undefined, draft.customer)}
          {...error(problems.customer)}
        />
        <datalist id={`${id}-customers`}>
          {inventory.customers
            .filter((candidate) => !candidate.archived)
            .map((candidate) => (
              <option key={candidate.id} value={candidate.name} />
            ))}
        </datalist>
        <TextField
          label={t('field.siteId')}
          list={`${id}-sites`}
          placeholder={t('create.defaultSite')}
          value={draft.site}
          onChange={(value) => onChange({ site: value })}
          {...known(site !== undefined, draft.site)}
          {...error(problems.site)}
        />
        <datalist id={`${id}-sites`}>
          {inventory.sites
            .filter((candidate) => candidate.customerId === customer?.id && !candidate.archived)
            .map((candidate) => (
              <option key={candidate.id} value={candidate.name} />
            ))}
        </datalist>
      </div>
      <div className={styles['formRow']}>
        <TextField
          label={t('create.name')}
          required
          data-autofocus={draft.customer !== '' || undefined}
          placeholder={t('create.namePlaceholder')}
          value={draft.name}
          onChange={(value) => onChange({ name: value })}
          {...error(problems.name)}
        />
        <Select
          label={t('field.platform')}
          value={draft.platform}
          options={platforms.map((value) => ({ value, label: t(`platform.${value}`) }))}
          onChange={(platform) => onChange({ platform })}
        />
      </div>
      <Segmented
        label={t('field.environment')}
        value={draft.environment}
        options={environments.map((value) => ({ value, label: t(`environment.${value}`) }))}
        onChange={(environment) => onChange({ environment })}
      />
    </>
  );
}
