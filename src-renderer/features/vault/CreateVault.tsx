import { useCallback, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconLock } from '@tabler/icons-react';
import type { VaultStatus } from '../../../src-main/contract/index';
import { Button, Checkbox, ErrorState } from '../../ui/index';
import { errorText, useHostMutation, useWorkbench } from '../workbench/index';
import { missingOf, NewPassphrase, noPassphrase, type NewPassphraseState } from './NewPassphrase';
import { useVaultView } from './store';
import styles from './vault.module.css';

/** First run: one passphrase protects everything that will ever be stored. */
export function CreateVault({ status }: { status: VaultStatus }) {
  const { t } = useTranslation('vault');
  const [state, setState] = useState<NewPassphraseState>(noPassphrase);
  const [remember, setRemember] = useState(false);
  const showKey = useVaultView((view) => view.showKey);
  const change = useCallback(
    (update: (current: NewPassphraseState) => NewPassphraseState) => setState(update),
    [],
  );
  const workbench = useWorkbench();
  const create = useHostMutation(
    async (host, passphrase: string) => {
      const { recoveryKey } = await host.vault.create({ passphrase, remember });
      showKey(recoveryKey);
      return host.vault.status();
    },
    {
      onSuccess: ({ remembered }) => {
        if (remember && !remembered) {
          workbench.notify({ tone: 'warn', title: t('remember.failed') });
        }
      },
      onError: () => undefined,
    },
  );
  const missing = missingOf(state);
  // Who pastes and presses Enter is faster than the judgement: it is fetched then, not swallowed.
  const submit = async (): Promise<void> => {
    const { passphrase } = state;
    if (create.isPending || passphrase === '') return;
    const strength = state.strength ?? (await workbench.host.vault.strength({ passphrase }));
    const judged = { ...state, strength };
    if (missingOf(judged) === null) create.mutate(passphrase);
    else setState(judged);
  };
  return (
    <form
      className={styles['fields']}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit().catch((error: unknown) => workbench.reportError(error));
      }}
    >
      <div>
        <h1 className={styles['title']}>{t('create.heading')}</h1>
        <p className={styles['lead']}>{t('create.text')}</p>
      </div>
      <NewPassphrase state={state} onChange={change} first />
      <Checkbox
        label={t('remember.label')}
        hint={t(status.keyringAvailable ? 'remember.keyring' : 'remember.unavailable')}
        checked={remember}
        disabled={!status.keyringAvailable}
        onChange={setRemember}
      />
      {create.error && <ErrorState what={errorText(create.error).what} />}
      <Button
        type="submit"
        variant="primary"
        size="lg"
        wide
        kbd="Enter"
        icon={<IconLock aria-hidden="true" />}
        busy={create.isPending}
        disabledReason={
          missing === null || missing === 'missing.judging'
            ? undefined
            : t(`newPassphrase.${missing}`)
        }
      >
        {t('create.submit')}
      </Button>
      <p className="fb-small fb-faint">{t('create.noReset')}</p>
    </form>
  );
}
