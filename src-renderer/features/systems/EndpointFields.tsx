import { useTranslation } from 'react-i18next';
import { Checkbox, NoteBlock, Segmented, Select, TextField } from '../../ui/index';
import { DatabaseFields } from './DatabaseFields';
import { encodings, sshAuths } from './endpoint-draft';
import {
  useField,
  useSecretField,
  useSecretName,
  useSshOptions,
  type FieldsProps,
} from './endpoint-fields';
import { HostFields } from './HostFields';
import { SecretField } from './SecretField';
import { SshOptions } from './SshOptions';

const examplePath = '/u01/app/logs/*.log';

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

function SshFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  const secretName = useSecretName(props);
  const secretField = useSecretField(props);
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
          {...secretField('secret')}
          label={draft.auth === 'key' ? t('field.passphrase') : t('field.password')}
          noneLabel={draft.auth === 'key' ? t('secret.noPassphrase') : t('secret.noPassword')}
          suggestedName={secretName}
        />
      )}
      {draft.auth === 'interactive' && <p className="fb-small fb-faint">{t('hint.interactive')}</p>}
      <SshOptions {...props} />
    </>
  );
}

function LogFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  const options = useSshOptions(props, draft.sshId);
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
      <Checkbox
        label={t('field.asRoot')}
        checked={draft.asRoot}
        onChange={(asRoot) => onChange({ asRoot })}
      />
      {draft.asRoot && <p className="fb-small fb-faint">{t('hint.asRoot')}</p>}
    </>
  );
}

function UrlFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const field = useField(props);
  return <TextField {...field('url')} required mono type="url" hint={t('hint.url')} />;
}
