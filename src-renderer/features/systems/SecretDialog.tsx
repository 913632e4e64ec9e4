import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField, TextField } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { FormDialog } from './dialog-form';
import { useSecrets } from './inventory';

/** Stores a password under a name; an older value is replaced and never shown. */
export function SecretDialog({ name: fixed, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const { data: stored } = useSecrets();
  const [name, setName] = useState(fixed);
  const [value, setValue] = useState('');
  const [asked, setAsked] = useState(false);
  const replaces = stored?.some((entry) => entry.name === name.trim()) === true;
  const save = useHostMutation((host) => host.secrets.set({ name: name.trim(), value }), {
    onSuccess: () => {
      onClose();
      workbench.notify({
        tone: 'ok',
        title: t('secrets.saved', { name: name.trim() }),
        keep: false,
      });
    },
    onError: () => undefined,
  });
  return (
    <FormDialog
      title={t('secrets.setTitle')}
      size="sm"
      submitLabel={t('form.save')}
      busy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => {
        setAsked(true);
        if (name.trim() !== '' && value !== '') save.mutate();
      }}
    >
      <TextField
        label={t('secret.name')}
        required
        readOnly={fixed !== ''}
        data-autofocus={fixed === '' || undefined}
        value={name}
        onChange={setName}
        {...(replaces ? { hint: t('secret.replaces') } : {})}
        {...(asked && name.trim() === '' ? { error: t('invalid.secretName') } : {})}
      />
      <PasswordField
        label={t('secret.value')}
        required
        autoComplete="new-password"
        data-autofocus={fixed !== '' || undefined}
        value={value}
        onChange={setValue}
        hint={t('secret.neverShown')}
        {...(asked && value === '' ? { error: t('invalid.secretValue') } : {})}
      />
    </FormDialog>
  );
}
