import { useCallback, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../src-main/contract/errors';
import { Button, ConfirmDialog, Dialog, PasswordField } from '../../ui/index';
import {
  errorText,
  useHostMutation,
  useVaultStatus,
  useWorkbench,
  vaultStatusKey,
} from '../workbench/index';
import { missingOf, NewPassphrase, noPassphrase, type NewPassphraseState } from './NewPassphrase';
import { RecoveryKeyCard } from './RecoveryKeyStep';
import styles from './vault.module.css';

function wrongText(error: unknown): string | undefined {
  return error instanceof AppError && error.code === 'vault.wrong-passphrase'
    ? errorText(error).what
    : undefined;
}

function ChangePassphrase({ close }: { close: () => void }) {
  const { t } = useTranslation('vault');
  const workbench = useWorkbench();
  const [current, setCurrent] = useState('');
  const [state, setState] = useState<NewPassphraseState>(noPassphrase);
  const change = useCallback(
    (update: (before: NewPassphraseState) => NewPassphraseState) => setState(update),
    [],
  );
  const save = useHostMutation(
    (host) => host.vault.changePassphrase({ current, next: state.passphrase }),
    {
      onSuccess: () => {
        workbench.notify({ tone: 'ok', title: t('security.passphraseChanged') });
        close();
      },
      onError: (error) => {
        if (wrongText(error) === undefined) workbench.reportError(error);
      },
    },
  );
  const missing = missingOf(state);
  const reason =
    current === ''
      ? t('security.currentMissing')
      : missing === null
        ? undefined
        : t(`newPassphrase.${missing}`);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && !save.isPending) save.mutate();
  };
  return (
    <form className={styles['fields']} onSubmit={submit}>
      <PasswordField
        label={t('security.current')}
        value={current}
        error={wrongText(save.error)}
        onChange={setCurrent}
        data-autofocus
      />
      <NewPassphrase state={state} onChange={change} />
      <div className={styles['dialogButtons']}>
        <Button onClick={close}>{t('security.cancel')}</Button>
        <Button type="submit" variant="primary" busy={save.isPending} disabledReason={reason}>
          {t('security.changePassphrase')}
        </Button>
      </div>
    </form>
  );
}

function RenewRecoveryKey({ close }: { close: () => void }) {
  const { t } = useTranslation('vault');
  const workbench = useWorkbench();
  const [passphrase, setPassphrase] = useState('');
  const renew = useHostMutation((host) => host.vault.renewRecoveryKey({ passphrase }), {
    onError: (error) => {
      if (wrongText(error) === undefined) workbench.reportError(error);
    },
  });
  if (renew.data) {
    return (
      <div className={styles['fields']}>
        <p>{t('security.renewed')}</p>
        <RecoveryKeyCard recoveryKey={renew.data.recoveryKey} />
        <div className={styles['dialogButtons']}>
          <Button variant="primary" onClick={close}>
            {t('security.keyKept')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className={styles['fields']}
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase !== '' && !renew.isPending) renew.mutate();
      }}
    >
      <p>{t('security.renewText')}</p>
      <PasswordField
        label={t('security.current')}
        value={passphrase}
        error={wrongText(renew.error)}
        onChange={setPassphrase}
        data-autofocus
      />
      <div className={styles['dialogButtons']}>
        <Button onClick={close}>{t('security.cancel')}</Button>
        <Button
          type="submit"
          variant="primary"
          busy={renew.isPending}
          disabledReason={passphrase === '' ? t('security.currentMissing') : undefined}
        >
          {t('security.renew')}
        </Button>
      </div>
    </form>
  );
}

/** Settings of the vault: passphrase, recovery key, what this device remembers. */
export function SecuritySection() {
  const { t } = useTranslation('vault');
  const workbench = useWorkbench();
  const status = useVaultStatus();
  const [open, setOpen] = useState<'passphrase' | 'recoveryKey' | 'forget' | null>(null);
  const close = useCallback(() => setOpen(null), []);
  const forget = useHostMutation((host) => host.vault.forget(), {
    onSuccess: () => {
      close();
      workbench.notify({ tone: 'ok', title: t('security.forgotten') });
      void workbench.queryClient.invalidateQueries({ queryKey: [vaultStatusKey[0]] });
    },
  });
  return (
    <>
      <div className={styles['securityRow']}>
        <div>
          <div className="fb-medium">{t('security.passphrase')}</div>
          <div className="fb-small fb-muted">{t('security.passphraseHelp')}</div>
        </div>
        <Button onClick={() => setOpen('passphrase')}>{t('security.changePassphraseDots')}</Button>
      </div>
      <div className={styles['securityRow']}>
        <div>
          <div className="fb-medium">{t('recoveryKey.label')}</div>
          <div className="fb-small fb-muted">{t('security.recoveryHelp')}</div>
        </div>
        <Button onClick={() => setOpen('recoveryKey')}>{t('security.renewDots')}</Button>
      </div>
      <div className={styles['securityRow']}>
        <div>
          <div className="fb-medium">{t('security.device')}</div>
          <div className="fb-small fb-muted">
            {t(
              status?.remembered
                ? 'security.deviceRemembered'
                : status?.keyringAvailable
                  ? 'security.deviceNot'
                  : 'laptop.noKeyring',
            )}
          </div>
        </div>
        {status?.remembered && (
          <Button variant="danger" onClick={() => setOpen('forget')}>
            {t('security.forgetDots')}
          </Button>
        )}
      </div>
      <Dialog opened={open === 'passphrase'} onClose={close} title={t('security.changePassphrase')}>
        {open === 'passphrase' && <ChangePassphrase close={close} />}
      </Dialog>
      <Dialog opened={open === 'recoveryKey'} onClose={close} title={t('security.renew')}>
        {open === 'recoveryKey' && <RenewRecoveryKey close={close} />}
      </Dialog>
      <ConfirmDialog
        opened={open === 'forget'}
        title={t('security.forgetTitle')}
        confirmLabel={t('security.forget')}
        tone="danger"
        busy={forget.isPending}
        onConfirm={() => forget.mutate()}
        onCancel={close}
      >
        {t('security.forgetText')}
      </ConfirmDialog>
    </>
  );
}
