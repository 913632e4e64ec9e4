import { useTranslation } from 'react-i18next';
import {
  databaseIsOptional,
  dialects,
  unprovenDialects,
  usualPorts,
} from '../../../src-main/contract/index';
import { Checkbox, NoteBlock, Segmented, Select, TextField } from '../../ui/index';
import { PathField } from '../workbench/index';
import { oracleDrivers, oracleNames, takesSchema, tlsModes } from './database-draft';
import {
  useField,
  useSecretField,
  useSecretName,
  useSshOptions,
  type FieldsProps,
} from './endpoint-fields';
import { HostFields } from './HostFields';
import { SecretField } from './SecretField';
import styles from './systems.module.css';

/** The questions of a database: which, where, and as whom. */
export function DatabaseFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const sshOptions = useSshOptions(props, draft.sshId);
  const file = draft.dialect === 'sqlite';
  return (
    <>
      <div className={styles['formRow']}>
        <Select
          label={t('field.dialect')}
          value={draft.dialect}
          options={dialects.map((value) => ({ value, label: t(`dialectWithKin.${value}`) }))}
          onChange={(dialect) => onChange({ dialect })}
        />
        {!file && (
          <Select
            value={draft.sshId}
            onChange={(sshId) => onChange({ sshId })}
            label={t('field.via')}
            options={[{ value: '', label: t('direct') }, ...sshOptions]}
            hint={draft.sshId === '' ? t('hint.direct') : t('hint.tunnel')}
            {...(props.problems.sshId ? { error: t('invalid.sqlplusHost') } : {})}
          />
        )}
      </div>
      {unprovenDialects.has(draft.dialect) && (
        <NoteBlock tone="info">
          {t('hint.unproven', { dialect: t(`dialect.${draft.dialect}`) })}
        </NoteBlock>
      )}
      {file ? <FileFields {...props} /> : <ServerFields {...props} />}
    </>
  );
}

function FileFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const field = useField(props);
  return (
    <PathField {...field('database')} label={t('field.file')} hint={t('hint.sqlite')} required />
  );
}

function ServerFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const { dialect } = draft;
  const field = useField(props);
  const secretName = useSecretName(props);
  const secretField = useSecretField(props);
  // It is spoken to on its own host, by its own program.
  const bySqlplus = dialect === 'oracle' && draft.oracleDriver === 'sqlplus';
  const databaseLabel =
    dialect === 'oracle'
      ? t(`oracleNames.${draft.oracleNames}`)
      : t(dialect === 'hana' ? 'field.tenant' : 'field.database');
  return (
    <>
      <HostFields {...props} usualPort={usualPorts[dialect]} />
      {dialect === 'oracle' && <OracleFields {...props} />}
      <div className={styles['formRow']}>
        <TextField
          {...field('database')}
          label={databaseLabel}
          required={!databaseIsOptional(dialect)}
          mono
        />
        {takesSchema(dialect) && <TextField {...field('schema')} hint={t('hint.schema')} mono />}
      </div>
      {!bySqlplus && (
        <div className={styles['formRow']}>
          <Select
            label={t('field.tls')}
            value={draft.tls}
            options={tlsModes.map((value) => ({ value, label: t(`tls.${value}`) }))}
            onChange={(tls) => onChange({ tls })}
          />
          {draft.tls === 'verify' && (
            <PathField {...field('authorityPath')} hint={t('hint.authorityPath')} />
          )}
        </div>
      )}
      {dialect === 'sqlserver' && (
        <>
          <Checkbox
            label={t('field.readOnlyIntent')}
            checked={draft.readOnlyIntent}
            onChange={(readOnlyIntent) => onChange({ readOnlyIntent })}
          />
          <p className="fb-small fb-faint">{t('hint.readOnlyIntent')}</p>
        </>
      )}
      <p className="fb-small fb-faint">{t('hint.readOnlyAccount')}</p>
      <SecretField
        {...secretField('secret')}
        label={t('field.password')}
        noneLabel={t('secret.noPassword')}
        suggestedName={secretName}
      />
    </>
  );
}

function OracleFields(props: FieldsProps) {
  const { t } = useTranslation('systems');
  const { draft, onChange } = props;
  const field = useField(props);
  return (
    <>
      <div className={styles['formRow']}>
        <Select
          label={t('field.oracleDriver')}
          value={draft.oracleDriver}
          options={oracleDrivers.map((value) => ({ value, label: t(`oracleDriver.${value}`) }))}
          onChange={(oracleDriver) => onChange({ oracleDriver })}
          hint={t(`hint.oracle.${draft.oracleDriver}`)}
        />
        {draft.oracleDriver !== 'thin' && (
          <TextField
            {...field('oracleHome')}
            label={t(draft.oracleDriver === 'thick' ? 'field.oracleClient' : 'field.oracleHome')}
            mono
          />
        )}
      </div>
      <Segmented
        label={t('field.oracleNames')}
        value={draft.oracleNames}
        options={oracleNames.map((value) => ({ value, label: t(`oracleNames.${value}`) }))}
        onChange={(names) => onChange({ oracleNames: names })}
      />
    </>
  );
}
