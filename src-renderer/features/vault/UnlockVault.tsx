import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFingerprint, IconKey, IconLock } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import type { VaultStatus } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  Checkbox,
  ErrorState,
  NoteBlock,
  PasswordField,
  TextField,
} from '../../ui/index';
import { errorText, useHostMutation, useWorkbench } from '../workbench/index';
import { missingOf, NewPassphrase, noPassphrase, type NewPassphraseState } from './NewPassphrase';
import { useVaultView } from './store';
import { useFirstFocus } from './use-first-focus';
import styles from './vault.module.css';

/** Errors that belong to the field itself; others are told in place below it. */
function isWrong(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === 'vault.wrong-passphrase' || error.code === 'vault.wrong-recovery-key')
  );
}

function ByPassphrase({
  status,
  restarted,
  onRecovery,
}: {
  status: VaultStatus;
  restarted: boolean;
  onRecovery: () => void;
}) {
  const { t } = useTranslation('vault');
  const [passphrase, setPassphrase] = useState('');
  const [remember, setRemember] = useState(status.remembered);
  const workbench = useWorkbench();
  const lockedHere = useVaultView((view) => view.lockedHere);
  const lockedBy = useVaultView((view) => view.lockedBy);
  const field = useFirstFocus();
  const unlock = useHostMutation(
    (host, text: string) => host.vault.unlock({ passphrase: text, remember }),
    {
      onSuccess: () => lockedBy(null),
      onError: (error) => {
        // The vault is open all the same; only the wish to be remembered failed.
        if (error instanceof AppError && error.code === 'vault.keyring-unavailable') {
          workbench.notify({ tone: 'warn', title: t('remember.failed') });
        } else field.current?.select();
      },
    },
  );
  const remembered = useHostMutation((host) => host.vault.unlockRemembered(), {
    onSuccess: () => lockedBy(null),
    onError: () => undefined,
  });
  // The keyring of this device opens by itself, but not after somebody locked on purpose.
  const tried = useRef(false);
  const { mutate } = remembered;
  useEffect(() => {
    if (tried.current || !status.remembered || lockedHere !== null) return;
    tried.current = true;
    mutate();
  }, [status.remembered, lockedHere, mutate]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (passphrase !== '' && !unlock.isPending) unlock.mutate(passphrase);
  };
  const wrong = unlock.error && isWrong(unlock.error) ? errorText(unlock.error).what : undefined;
  const other = unlock.error && !isWrong(unlock.error) ? errorText(unlock.error) : undefined;
  return (
    <form className={styles['fields']} onSubmit={submit}>
      <div>
        <h1 className={styles['title']}>{t('unlock.heading')}</h1>
        <p className={styles['lead']}>{t(lockedHere === 'idle' ? 'unlock.idle' : 'unlock.text')}</p>
      </div>
      {restarted && <NoteBlock tone="info">{t('unlock.restarted')}</NoteBlock>}
      <PasswordField
        ref={field}
        label={t('unlock.passphrase')}
        size="lg"
        value={passphrase}
        error={wrong}
        onChange={setPassphrase}
      />
      <Checkbox
        label={t('remember.label')}
        hint={t(status.keyringAvailable ? 'remember.keyring' : 'remember.unavailable')}
        checked={remember}
        disabled={!status.keyringAvailable}
        onChange={setRemember}
      />
      {other && <ErrorState what={other.what} next={other.next} details={other.details} />}
      {remembered.isPending && <Busy text={t('unlock.keyringOpening')} />}
      {remembered.isError && <p className="fb-small fb-muted">{t('unlock.keyringFailed')}</p>}
      <div className={styles['buttons']}>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          wide
          kbd="Enter"
          icon={<IconLock aria-hidden="true" />}
          busy={unlock.isPending}
          disabledReason={passphrase === '' ? t('unlock.empty') : undefined}
        >
          {t('unlock.submit')}
        </Button>
        <Button size="lg" icon={<IconKey aria-hidden="true" />} onClick={onRecovery}>
          {t('unlock.useRecovery')}
        </Button>
      </div>
      {status.remembered && lockedHere !== null && (
        <Button
          icon={<IconFingerprint aria-hidden="true" />}
          busy={remembered.isPending}
          onClick={() => remembered.mutate()}
        >
          {t('unlock.useKeyring')}
        </Button>
      )}
      <div className={styles['profile']}>
        <span className="fb-tiny fb-faint">{t('unlock.profile')}</span>
        <span>{status.profile}</span>
      </div>
    </form>
  );
}

function ByRecoveryKey({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation('vault');
  const field = useFirstFocus();
  const [key, setKey] = useState('');
  const [state, setState] = useState<NewPassphraseState>(noPassphrase);
  const change = useCallback(
    (update: (current: NewPassphraseState) => NewPassphraseState) => setState(update),
    [],
  );
  const recover = useHostMutation(
    (host) => host.vault.recover({ recoveryKey: key.trim(), newPassphrase: state.passphrase }),
    { onError: () => undefined },
  );
  const missing = missingOf(state);
  const reason =
    key.trim() === ''
      ? t('recover.keyMissing')
      : missing === null
        ? undefined
        : t(`newPassphrase.${missing}`);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && !recover.isPending) recover.mutate();
  };
  const wrong = recover.error && isWrong(recover.error) ? errorText(recover.error).what : undefined;
  const other = recover.error && !isWrong(recover.error) ? errorText(recover.error) : undefined;
  return (
    <form className={styles['fields']} onSubmit={submit}>
      <div>
        <h1 className={styles['title']}>{t('recover.heading')}</h1>
        <p className={styles['lead']}>{t('recover.text')}</p>
      </div>
      <TextField
        label={t('recover.key')}
        hint={t('recover.keyHint')}
        size="lg"
        mono
        ref={field}
        autoComplete="off"
        spellCheck={false}
        value={key}
        error={wrong}
        onChange={setKey}
      />
      <NewPassphrase state={state} onChange={change} />
      {other && <ErrorState what={other.what} next={other.next} details={other.details} />}
      <div className={styles['buttons']}>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          wide
          icon={<IconKey aria-hidden="true" />}
          busy={recover.isPending}
          disabledReason={reason}
        >
          {t('recover.submit')}
        </Button>
        <Button size="lg" onClick={onBack}>
          {t('recover.back')}
        </Button>
      </div>
    </form>
  );
}

/** The lock: by passphrase, by this device's keyring, or by the recovery key. */
export function UnlockVault({ status, restarted }: { status: VaultStatus; restarted: boolean }) {
  const [recovering, setRecovering] = useState(false);
  return recovering ? (
    <ByRecoveryKey onBack={() => setRecovering(false)} />
  ) : (
    <ByPassphrase status={status} restarted={restarted} onRecovery={() => setRecovering(true)} />
  );
}
