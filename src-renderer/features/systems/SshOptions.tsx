import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowNarrowRight, IconChevronRight } from '@tabler/icons-react';
import type { Inventory } from '../../../src-main/contract/index';
import { Checkbox, NoteBlock, Segmented, Select, TextField } from '../../ui/index';
import {
  algorithmSets,
  hasOptionProblem,
  proxyKinds,
  sshEncodings,
  sudoModes,
  takesSecret,
  type EndpointDraft,
} from './endpoint-draft';
import { useField, useSecretField, useSshOptions, type FieldsProps } from './endpoint-fields';
import { jumpChain } from './inventory-model';
import { SecretField } from './SecretField';
import styles from './systems.module.css';

/** How an SSH host is reached and spoken to; folded up, because most hosts need none of it. */
export function SshOptions(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, problems, inventory } = props;
  const wrong = hasOptionProblem(problems);
  const [opened, setOpened] = useState(wrong);
  // A field that is wrong must be in sight before the focus goes to it.
  if (wrong && !opened) setOpened(true);
  const changed = useSummary(draft, inventory);
  return (
    <details
      className={styles['options']}
      open={opened}
      onToggle={(event) => setOpened(event.currentTarget.open)}
    >
      <summary>
        <IconChevronRight aria-hidden="true" />
        <span>{t('options.title')}</span>
        {changed.length > 0 && <span className={styles['optionsSummary']}>{changed}</span>}
      </summary>
      <div className={styles['optionsBody']}>
        <Way {...props} />
        <Patience {...props} />
        <Language {...props} />
        <Root {...props} />
      </div>
    </details>
  );
}

/** What differs from the usual, in a line. */
function useSummary(draft: EndpointDraft, inventory: Inventory): string {
  const { t } = useTranslation('systems');
  const jump = inventory.endpoints.find((endpoint) => endpoint.id === draft.jumpId);
  return [
    jump ? t('endpoint.through', { host: jump.name }) : '',
    draft.proxyKind === 'none' ? '' : t(`proxy.${draft.proxyKind}`),
    draft.agentForwarding ? t('options.forwards') : '',
    draft.algorithms === 'old' ? t('algorithms.old') : '',
    draft.sshEncoding === 'utf-8' ? '' : t(`encoding.${draft.sshEncoding}`),
    draft.sudo === 'none' ? '' : t('options.sudo'),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Through what the host is reached. */
function Way(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, inventory, endpointId, onChange } = props;
  const field = useField(props);
  const secretField = useSecretField(props);
  // A host that is itself reached through this one would lead back here.
  const hosts = useSshOptions(
    props,
    draft.jumpId,
    (endpoint) =>
      endpointId !== null && jumpChain(inventory, endpoint.id).some((hop) => hop.id === endpointId),
  );
  const first = jumpChain(inventory, draft.jumpId)[0];
  const proxyIgnored = first !== undefined && draft.proxyKind !== 'none';
  return (
    <>
      <Select
        {...field('jumpId')}
        options={[{ value: '', label: t('direct') }, ...hosts]}
        hint={draft.jumpId === '' ? t('hint.jump') : undefined}
      />
      {draft.jumpId !== '' && <Chain {...props} />}
      <Segmented
        label={t('field.proxyKind')}
        value={draft.proxyKind}
        options={proxyKinds.map((value) => ({ value, label: t(`proxy.${value}`) }))}
        onChange={(proxyKind) => onChange({ proxyKind })}
      />
      {draft.proxyKind !== 'none' && (
        <>
          {proxyIgnored && (
            <NoteBlock tone="warn">{t('hint.proxyIgnored', { host: first.name })}</NoteBlock>
          )}
          <div className={styles['hostRow']}>
            <TextField {...field('proxyHost')} required mono />
            <TextField {...field('proxyPort')} required mono inputMode="numeric" />
            <TextField {...field('proxyUsername')} mono />
          </div>
          {takesSecret(draft, 'proxySecret') && (
            <SecretField
              {...secretField('proxySecret')}
              label={t('field.proxySecret')}
              noneLabel={t('secret.noPassword')}
              suggestedName={`${draft.proxyUsername.trim()}@${draft.proxyHost.trim()}`}
            />
          )}
        </>
      )}
    </>
  );
}

/** `this device → jump-01 → db-01`: the way as it is gone. */
function Chain({ draft, inventory }: FieldsProps) {
  const { t } = useTranslation('systems');
  const hops = jumpChain(inventory, draft.jumpId).map((endpoint) => endpoint.name);
  const last = draft.name.trim() || draft.host.trim() || t('chain.thisHost');
  return (
    <p className={styles['chain']}>
      <span className="fb-visually-hidden">{t('chain.label')}</span>
      <span>{t('chain.device')}</span>
      {[...hops, last].map((name, index) => (
        <span key={index}>
          <IconArrowNarrowRight aria-hidden="true" />
          <bdi>{name}</bdi>
        </span>
      ))}
    </p>
  );
}

/** How long is waited, and with which algorithms. */
function Patience(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  return (
    <>
      <div className={styles['formRow']}>
        <TextField {...field('keepalive')} mono inputMode="numeric" hint={t('hint.keepalive')} />
        <TextField
          {...field('connectTimeout')}
          mono
          inputMode="numeric"
          hint={t('hint.connectTimeout')}
        />
      </div>
      <Segmented
        label={t('field.algorithms')}
        value={draft.algorithms}
        options={algorithmSets.map((value) => ({ value, label: t(`algorithms.${value}`) }))}
        onChange={(algorithms) => onChange({ algorithms })}
      />
      {draft.algorithms === 'old' && <NoteBlock tone="warn">{t('hint.oldAlgorithms')}</NoteBlock>}
    </>
  );
}

function Language({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation('systems');
  return (
    <Select
      label={t('field.sshEncoding')}
      value={draft.sshEncoding}
      options={sshEncodings.map((value) => ({ value, label: t(`encoding.${value}`) }))}
      hint={t('hint.sshEncoding')}
      onChange={(sshEncoding) => onChange({ sshEncoding })}
    />
  );
}

/** What gives rights away or asks for more of them. */
function Root(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const secretField = useSecretField(props);
  return (
    <>
      <Segmented
        label={t('field.sudo')}
        value={draft.sudo}
        options={sudoModes.map((value) => ({ value, label: t(`sudo.${value}`) }))}
        onChange={(sudo) => onChange({ sudo })}
      />
      {draft.sudo === 'password' && (
        <SecretField
          {...secretField('sudoSecret')}
          label={t('field.sudoSecret')}
          noneLabel={t('secret.sameAsLogin')}
          suggestedName={`sudo/${draft.username.trim()}@${draft.host.trim()}`}
        />
      )}
      <Checkbox
        label={t('field.agentForwarding')}
        checked={draft.agentForwarding}
        onChange={(agentForwarding) => onChange({ agentForwarding })}
      />
      {draft.agentForwarding && <NoteBlock tone="warn">{t('hint.agentForwarding')}</NoteBlock>}
    </>
  );
}
