import { useTranslation } from 'react-i18next';
import type { Endpoint, Inventory } from '../../../src-main/contract/index';
import { NoteBlock, Segmented, Select, TextField } from '../../ui/index';
import {
  encodings,
  sshAuths,
  tlsModes,
  type EndpointDraft,
  type EndpointField,
  type EndpointProblems,
} from './endpoint-draft';
import { endpointTarget, placePath, placesOf } from './inventory-model';
import { SecretField } from './SecretField';
import styles from './systems.module.css';

const examplePath = '/u01/app/logs/*.log';

interface FieldsProps {
  draft: EndpointDraft;
  problems: EndpointProblems;
  onChange: (change: Partial<EndpointDraft>) => void;
  inventory: Inventory;
  systemId: string;
}

/** The questions of one kind of endpoint. */
export function EndpointFields(props: FieldsProps) {
  switch (props.draft.kind) {
    case 'ssh':
      return <SshFields {...props} />;
    case 'log':
      return <LogFields {...props} />;
    case 'database':
      return <DatabaseFields {...props} />;
    case 'url':
      return <UrlFields {...props} />;
  }
}

type TextQuestion = EndpointField & keyof EndpointDraft;

/** What every text field of these forms has in common. */
function useField({ draft, problems, onChange }: FieldsProps) {
  const { t } = useTranslation('systems');
  return (name: TextQuestion) => {
    const problem = problems[name];
    return {
      label: t(`field.${name}`),
      value: draft[name],
      onChange: (value: string) => onChange({ [name]: value }),
      ...(problem ? { error: t(`invalid.${problem}`) } : {}),
    };
  };
}

/** Name under which a new password of this endpoint would be kept. */
function useSecretName({ draft, inventory, systemId }: FieldsProps): string {
  const system = inventory.systems.find((candidate) => candidate.id === systemId);
  return [system?.name ?? '', [draft.username, draft.host].filter(Boolean).join('@')]
    .filter((part) => part !== '')
    .join('/');
}

function SshFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  const secretName = useSecretName(props);
  return (
    <>
      <HostFields {...props} />
      <Segmented
        label={t('field.auth')}
        value={draft.auth}
        options={sshAuths.map((auth) => ({ value: auth, label: t(`auth.${auth}`) }))}
        onChange={(auth) => onChange({ auth })}
      />
      {draft.auth === 'key' && (
        <TextField {...field('identityPath')} required mono hint={t('hint.identityPath')} />
      )}
      {draft.auth === 'agent' ? (
        <p className="fb-small fb-faint">{t('hint.agent')}</p>
      ) : (
        <SecretField
          label={draft.auth === 'key' ? t('field.passphrase') : t('field.password')}
          noneLabel={draft.auth === 'key' ? t('secret.noPassphrase') : t('secret.noPassword')}
          value={draft.secret}
          onChange={(secret) => onChange({ secret })}
          suggestedName={secretName}
          problems={props.problems}
        />
      )}
    </>
  );
}

function HostFields(props: FieldsProps) {
  const field = useField(props);
  return (
    <div className={styles['hostRow']}>
      <TextField {...field('host')} required mono />
      <TextField {...field('port')} required mono inputMode="numeric" />
      <TextField {...field('username')} required mono />
    </div>
  );
}

function LogFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  const options = useSshOptions(props);
  return (
    <>
      {options.length === 0 && <NoteBlock tone="warn">{t('hint.noSsh')}</NoteBlock>}
      <Select
        {...field('sshId')}
        required
        options={[{ value: '', label: t('chooseSsh'), disabled: true }, ...options]}
      />
      <TextField {...field('path')} required mono placeholder={examplePath} hint={t('hint.path')} />
      <Select
        label={t('field.encoding')}
        value={draft.encoding}
        options={encodings.map((value) => ({ value, label: t(`encoding.${value}`) }))}
        onChange={(encoding) => onChange({ encoding })}
      />
    </>
  );
}

function DatabaseFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  const secretName = useSecretName(props);
  return (
    <>
      <div className={styles['formRow']}>
        {/* Oracle, SQL Server and MySQL arrive with their drivers; the question is here already. */}
        <Select
          label={t('field.dialect')}
          value="postgresql"
          options={[{ value: 'postgresql', label: t('platform.postgresql') }]}
          onChange={() => undefined}
        />
        <Select
          {...field('sshId')}
          label={t('field.via')}
          options={[{ value: '', label: t('direct') }, ...useSshOptions(props)]}
          hint={draft.sshId === '' ? t('hint.direct') : t('hint.tunnel')}
        />
      </div>
      <HostFields {...props} />
      <div className={styles['formRow']}>
        <TextField {...field('database')} required mono />
        <Select
          label={t('field.tls')}
          value={draft.tls}
          options={tlsModes.map((value) => ({ value, label: t(`tls.${value}`) }))}
          onChange={(tls) => onChange({ tls })}
        />
      </div>
      <p className="fb-small fb-faint">{t('hint.readOnlyAccount')}</p>
      <SecretField
        label={t('field.password')}
        noneLabel={t('secret.noPassword')}
        value={draft.secret}
        onChange={(secret) => onChange({ secret })}
        suggestedName={secretName}
        problems={props.problems}
      />
    </>
  );
}

function UrlFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const field = useField(props);
  return <TextField {...field('url')} required mono type="url" hint={t('hint.url')} />;
}

/** SSH hosts to go through: those of this system first, then all others with their place. */
function useSshOptions({ inventory, systemId, draft }: FieldsProps) {
  const label = (endpoint: Endpoint, above: string): { value: string; label: string } => ({
    value: endpoint.id,
    label: `${above}${endpoint.name} (${endpointTarget(endpoint.detail)})`,
  });
  const usable = (endpoint: Endpoint): boolean =>
    endpoint.detail.kind === 'ssh' && (!endpoint.archived || endpoint.id === draft.sshId);
  const places = placesOf(inventory);
  const own = places.filter((place) => place.system.id === systemId);
  const others = places.filter((place) => place.system.id !== systemId && !place.archived);
  return [
    ...own.flatMap((place) => place.endpoints.filter(usable).map((entry) => label(entry, ''))),
    ...others.flatMap((place) =>
      place.endpoints.filter(usable).map((entry) => label(entry, `${placePath(place)} / `)),
    ),
  ];
}
