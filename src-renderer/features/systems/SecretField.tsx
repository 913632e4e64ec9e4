import { useTranslation } from 'react-i18next';
import { Button, NoteBlock, PasswordField, Select, TextField } from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import type { SecretChoice } from './endpoint-draft';
import { useSecrets } from './inventory';
import styles from './systems.module.css';

/** Chooses a vault entry by its name, or takes a new password and its name. */
export function SecretField({
  label,
  noneLabel,
  value,
  onChange,
  suggestedName,
  nameProblem,
  valueProblem,
}: {
  label: string;
  /** Words for “no password”. */
  noneLabel: string;
  value: SecretChoice;
  onChange: (value: SecretChoice) => void;
  /** Name offered for a new entry. */
  suggestedName: string;
  /** i18n keys below `systems:invalid`. */
  nameProblem: string | undefined;
  valueProblem: string | undefined;
}) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const { data: stored } = useSecrets();
  const names = stored?.map((entry) => entry.name) ?? [];
  const unknown = value.mode === 'stored' && stored !== undefined && !names.includes(value.name);
  const options = [
    { value: 'none', label: noneLabel },
    ...(value.mode === 'stored' && !names.includes(value.name)
      ? [value.name, ...names]
      : names
    ).map((name) => ({ value: `stored:${name}`, label: name })),
    { value: 'new', label: t('secret.storeNew') },
  ];
  return (
    <div className={styles['secret']}>
      <Select
        label={label}
        value={value.mode === 'stored' ? `stored:${value.name}` : value.mode}
        options={options}
        hint={t('secret.hint')}
        onChange={(chosen) =>
          onChange(
            chosen === 'none'
              ? { mode: 'none' }
              : chosen === 'new'
                ? { mode: 'new', name: suggestedName, value: '' }
                : { mode: 'stored', name: chosen.slice('stored:'.length) },
          )
        }
      />
      {unknown && (
        <NoteBlock
          tone="warn"
          actions={
            <Button onClick={() => workbench.run('systems.setSecret', value.name)}>
              {t('secret.setNow')}
            </Button>
          }
        >
          {t('secret.notHere', { name: value.name })}
        </NoteBlock>
      )}
      {value.mode === 'new' && (
        <div className={styles['formRow']}>
          <TextField
            label={t('secret.name')}
            required
            value={value.name}
            onChange={(name) => onChange({ ...value, name })}
            {...(nameProblem ? { error: t(`invalid.${nameProblem}`) } : {})}
            {...(names.includes(value.name.trim()) ? { hint: t('secret.replaces') } : {})}
          />
          <PasswordField
            label={t('secret.value')}
            required
            autoComplete="new-password"
            value={value.value}
            onChange={(typed) => onChange({ ...value, value: typed })}
            {...(valueProblem ? { error: t(`invalid.${valueProblem}`) } : {})}
          />
        </div>
      )}
    </div>
  );
}
