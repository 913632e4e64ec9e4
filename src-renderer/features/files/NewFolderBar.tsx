import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFolderPlus } from '@tabler/icons-react';
import { Button, focusWhenShown, TextField } from '../../ui/index';
import styles from './files.module.css';

/** The name of a new folder, typed above the entries. */
export function NewFolderBar({
  onCreate,
  onCancel,
}: {
  /** True once it is there. */
  onCreate: (name: string) => Promise<boolean>;
  onCancel: () => void;
}) {
  const { t } = useTranslation('files');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const reason =
    name.trim() === ''
      ? t('newFolder.missing')
      : /[/\0]/.test(name) || name === '.' || name === '..'
        ? t('newFolder.slash')
        : undefined;
  const submit = async (): Promise<void> => {
    if (reason !== undefined || busy) return;
    setBusy(true);
    await onCreate(name.trim());
    setBusy(false);
  };
  return (
    <form
      className={styles['bar']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <span className={styles['barField']}>
        <TextField
          ref={focusWhenShown}
          label={t('newFolder.label')}
          hideLabel
          mono
          icon={<IconFolderPlus aria-hidden="true" />}
          placeholder={t('newFolder.label')}
          value={name}
          onChange={setName}
        />
      </span>
      <Button type="submit" variant="primary" busy={busy} disabledReason={reason}>
        {t('newFolder.create')}
      </Button>
      <Button onClick={onCancel}>{t('cancel')}</Button>
    </form>
  );
}
