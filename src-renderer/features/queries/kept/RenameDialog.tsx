import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../../src-main/contract/index';
import { Button, Dialog, TextField } from '../../../ui/index';
import { useHostMutation } from '../../workbench/index';
import styles from '../result.module.css';

/** Gives a kept result another name. */
export function RenameDialog({
  result,
  onClose,
}: {
  result: Pick<ResultState, 'id' | 'title'>;
  onClose: () => void;
}) {
  const { t } = useTranslation('compare');
  const [title, setTitle] = useState(result.title);
  const rename = useHostMutation(
    (host) => host.queries.renameResult({ id: result.id, title: title.trim() }),
    { onSuccess: onClose },
  );
  return (
    <Dialog opened size="sm" onClose={onClose} title={t('rename.title')}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!rename.isPending) rename.mutate();
        }}
      >
        <TextField
          data-autofocus
          label={t('rename.name')}
          hint={t('rename.hint')}
          maxLength={200}
          value={title}
          onChange={setTitle}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div className={styles['buttons']}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" busy={rename.isPending}>
            {t('rename.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
