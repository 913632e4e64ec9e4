import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import {
  environments,
  platforms,
  type Contact,
  type Inventory,
  type System,
} from '../../../src-main/contract/index';
import { Button, IconButton, Segmented, Select, TextArea, TextField } from '../../ui/index';
import { useHostMutation } from '../workbench/index';
import { focusFirstInvalid } from './first-invalid';
import { FormError } from './FormError';
import {
  emptyContact,
  isSavable,
  savedSystem,
  systemDraftOf,
  systemProblems,
  type SystemDraft,
} from './system-draft';
import { useFirstFocus } from './use-first-focus';
import { useSystemsView } from './view-store';
import styles from './systems.module.css';

/** Changes what is known of a system. What is typed goes to the store until it is saved. */
export function SystemForm({
  system,
  inventory,
  kept,
  onKeep,
  onDone,
}: {
  system: System;
  inventory: Inventory;
  /** Typing of an earlier time that was never saved. */
  kept: SystemDraft | null;
  onKeep: (draft: SystemDraft | null) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation('systems');
  const setDirty = useSystemsView((store) => store.setDirty);
  const [initial] = useState(() => systemDraftOf(system));
  const [draft, setDraft] = useState(kept ?? initial);
  const [asked, setAsked] = useState(false);
  const form = useFirstFocus();
  const problems = systemProblems(draft);
  const shown = asked ? problems : { contacts: {} };
  const dirty = JSON.stringify(draft) !== JSON.stringify(initial);
  const change = (part: Partial<SystemDraft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    onKeep(JSON.stringify(next) === JSON.stringify(initial) ? null : next);
  };

  useEffect(() => setDirty(system.id, dirty), [setDirty, system.id, dirty]);

  const save = useHostMutation(
    (host) => host.systems.saveSystem({ id: system.id, ...savedSystem(draft) }),
    {
      onSuccess: () => {
        onKeep(null);
        onDone();
      },
      onError: () => undefined,
    },
  );
  const nameTaken =
    save.error instanceof AppError &&
    save.error.code === 'entity.duplicate-name' &&
    !save.isPending;
  const nameError = nameTaken ? 'nameTaken' : shown.name;

  return (
    <form
      ref={form}
      className={styles['inlineForm']}
      aria-label={t('form.editSystem')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (isSavable(problems)) save.mutate();
        focusFirstInvalid(event.currentTarget);
      }}
    >
      <div className={styles['formRow']}>
        <TextField
          label={t('field.name')}
          required
          value={draft.name}
          onChange={(name) => change({ name })}
          {...(nameError ? { error: t(`invalid.${nameError}`) } : {})}
        />
        <Select
          label={t('field.siteId')}
          value={draft.siteId}
          options={siteOptions(inventory, system.siteId)}
          onChange={(siteId) => change({ siteId })}
        />
      </div>
      <div className={styles['formRow']}>
        <Select
          label={t('field.platform')}
          value={draft.platform}
          options={platforms.map((value) => ({ value, label: t(`platform.${value}`) }))}
          onChange={(platform) => change({ platform })}
        />
        <TextField
          label={t('field.version')}
          value={draft.version}
          onChange={(version) => change({ version })}
        />
      </div>
      <Segmented
        label={t('field.environment')}
        value={draft.environment}
        options={environments.map((value) => ({ value, label: t(`environment.${value}`) }))}
        onChange={(environment) => change({ environment })}
      />
      <ContactFields
        contacts={draft.contacts}
        problems={shown.contacts}
        onChange={(contacts) => change({ contacts })}
      />
      <TextArea
        label={t('field.remarks')}
        rows={5}
        value={draft.remarks}
        onChange={(remarks) => change({ remarks })}
      />
      {!nameTaken && <FormError error={save.error} />}
      <div className={styles['formButtons']}>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {t('form.save')}
        </Button>
        <Button
          onClick={() => {
            onKeep(null);
            onDone();
          }}
        >
          {dirty ? t('form.discard') : t('form.cancel')}
        </Button>
      </div>
    </form>
  );
}

const contactFields = ['name', 'role', 'phone', 'email'] as const;

function ContactFields({
  contacts,
  problems,
  onChange,
}: {
  contacts: readonly Contact[];
  problems: Readonly<Record<number, string>>;
  onChange: (contacts: Contact[]) => void;
}) {
  const { t } = useTranslation('systems');
  return (
    <fieldset className={styles['fieldset']}>
      <legend>{t('contacts.title')}</legend>
      {contacts.map((contact, index) => (
        // A contact has no id of its own; its place is what it is known by here.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={styles['contactRow']}>
          {contactFields.map((field) => {
            const problem = field === 'name' ? problems[index] : undefined;
            return (
              <TextField
                key={field}
                label={t(`contacts.${field}`)}
                hideLabel={index > 0}
                value={contact[field]}
                onChange={(value) =>
                  onChange(
                    contacts.map((other, place) =>
                      place === index ? { ...other, [field]: value } : other,
                    ),
                  )
                }
                {...(problem ? { error: t(`invalid.${problem}`) } : {})}
              />
            );
          })}
          <IconButton
            label={t('contacts.remove', { number: index + 1 })}
            icon={<IconTrash aria-hidden="true" />}
            onClick={() => onChange(contacts.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      <Button
        icon={<IconPlus aria-hidden="true" />}
        onClick={() => onChange([...contacts, emptyContact])}
      >
        {t('contacts.add')}
      </Button>
    </fieldset>
  );
}

/** Every site that is not archived, and the one the system stands at. */
function siteOptions(inventory: Inventory, current: string): { value: string; label: string }[] {
  const customers = new Map(inventory.customers.map((customer) => [customer.id, customer]));
  return inventory.sites
    .filter((site) => {
      const archived = site.archived || customers.get(site.customerId)?.archived === true;
      return !archived || site.id === current;
    })
    .map((site) => ({
      value: site.id,
      label: `${customers.get(site.customerId)?.name ?? ''} / ${site.name}`,
    }))
    .sort((first, second) => first.label.localeCompare(second.label, 'zh-CN'));
}
