import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../src-main/contract/errors';
import type { Endpoint, Inventory } from '../../../src-main/contract/index';
import { Button, TextField } from '../../ui/index';
import { useHostMutation } from '../workbench/index';
import {
  detailOf,
  draftOf,
  emptyDraft,
  problemsOf,
  secretFields,
  suggestedName,
  takesSecret,
  type EndpointDraft,
  type EndpointKind,
} from './endpoint-draft';
import { EndpointFields } from './EndpointFields';
import { focusFirstInvalid } from './first-invalid';
import { FormError } from './FormError';
import { endpointIcons } from './kinds';
import { useFirstFocus } from './use-first-focus';
import { useSystemsView } from './view-store';
import styles from './systems.module.css';

/** Creates an endpoint of a system (`endpoint` null) or changes one, in place. */
export function EndpointForm({
  systemId,
  endpoint,
  kind,
  inventory,
  kept,
  onKeep,
  onDone,
}: {
  systemId: string;
  endpoint: Endpoint | null;
  kind: EndpointKind;
  inventory: Inventory;
  /** Typing of an earlier time that was never saved. */
  kept: EndpointDraft | null;
  onKeep: (draft: EndpointDraft | null) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation('systems');
  const setDirty = useSystemsView((store) => store.setDirty);
  const [initial] = useState(() =>
    endpoint ? draftOf(endpoint) : emptyDraft(kind, firstSsh(inventory, systemId)),
  );
  const [draft, setDraft] = useState<EndpointDraft>(kept ?? initial);
  const [asked, setAsked] = useState(false);
  const form = useFirstFocus();
  const problems = problemsOf(draft);
  const name = draft.name.trim() || suggestedName(draft);
  const dirty = JSON.stringify(draft) !== JSON.stringify(initial);

  const change = (part: Partial<EndpointDraft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    onKeep(JSON.stringify(next) === JSON.stringify(initial) ? null : next);
  };

  useEffect(() => setDirty(systemId, dirty), [setDirty, systemId, dirty]);
  useEffect(() => () => setDirty(systemId, false), [setDirty, systemId]);

  const save = useHostMutation(
    async (host) => {
      const stored: Partial<EndpointDraft> = {};
      for (const field of secretFields) {
        const choice = draft[field];
        if (!takesSecret(draft, field) || choice.mode !== 'new') continue;
        const secretName = choice.name.trim();
        await host.secrets.set({ name: secretName, value: choice.value });
        // Should the endpoint be refused now, the password is not asked for again.
        stored[field] = { mode: 'stored', name: secretName };
        change(stored);
      }
      return host.systems.saveEndpoint({
        ...(endpoint ? { id: endpoint.id } : {}),
        systemId,
        name,
        detail: detailOf(draft),
      });
    },
    {
      onSuccess: () => {
        onKeep(null);
        onDone();
      },
      onError: () => undefined,
    },
  );
  const submit = (): void => {
    setAsked(true);
    if (Object.keys(problems).length === 0) save.mutate();
  };
  const nameTaken =
    save.error instanceof AppError &&
    save.error.code === 'entity.duplicate-name' &&
    !save.isPending;
  const Icon = endpointIcons[draft.kind];

  return (
    <form
      ref={form}
      className={styles['inlineForm']}
      aria-label={endpoint ? endpoint.name : t(`add.${kind}`)}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
        focusFirstInvalid(event.currentTarget);
      }}
    >
      <h4 className={styles['formTitle']}>
        <Icon aria-hidden="true" />
        {endpoint ? t('form.editEndpoint', { name: endpoint.name }) : t(`add.${kind}`)}
      </h4>
      <TextField
        label={t('field.name')}
        value={draft.name}
        placeholder={suggestedName(draft)}
        hint={t('hint.name')}
        onChange={(value) => change({ name: value })}
        {...(nameTaken ? { error: t('invalid.nameTaken') } : {})}
      />
      <EndpointFields
        draft={draft}
        problems={asked ? problems : {}}
        onChange={change}
        inventory={inventory}
        systemId={systemId}
        endpointId={endpoint?.id ?? null}
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

function firstSsh(inventory: Inventory, systemId: string): string {
  return (
    inventory.endpoints.find(
      (endpoint) =>
        endpoint.systemId === systemId && endpoint.detail.kind === 'ssh' && !endpoint.archived,
    )?.id ?? ''
  );
}
