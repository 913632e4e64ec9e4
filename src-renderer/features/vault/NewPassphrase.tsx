import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PassphraseStrength } from '../../../src-main/contract/index';
import { Checkbox, cx, PasswordField } from '../../ui/index';
import { useHost } from '../workbench/index';
import { guessingTime } from './guessing-time';
import { useFirstFocus } from './use-first-focus';
import styles from './vault.module.css';

const askAfterMs = 150;

/** A new passphrase as its form knows it. */
export interface NewPassphraseState {
  passphrase: string;
  repeated: string;
  strength: PassphraseStrength | null;
  /** The person insists on a weak one. */
  insists: boolean;
}

export const noPassphrase: NewPassphraseState = {
  passphrase: '',
  repeated: '',
  strength: null,
  insists: false,
};

/** The i18n key (below `vault:newPassphrase`) of what is still missing, or null when it may be used. */
export function missingOf(state: NewPassphraseState): string | null {
  if (state.passphrase === '') return 'missing.empty';
  if (state.strength === null) return 'missing.judging';
  if (!state.strength.strong && !state.insists) return 'missing.weak';
  if (state.repeated !== state.passphrase) return 'missing.repeat';
  return null;
}

/** Asks the host how strong a passphrase is, a moment after the typing stopped. */
function useStrength(passphrase: string, onStrength: (strength: PassphraseStrength) => void) {
  const host = useHost();
  useEffect(() => {
    if (passphrase === '') return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      host.vault
        .strength({ passphrase }, { signal: controller.signal })
        .then((strength) => {
          if (!controller.signal.aborted) onStrength(strength);
        })
        // Without an answer the form keeps waiting; a lost host says so elsewhere.
        .catch(() => undefined);
    }, askAfterMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [host, passphrase, onStrength]);
}

function Meter({ strength }: { strength: PassphraseStrength }) {
  const { t, i18n } = useTranslation('vault');
  const tone = strength.strong ? 'strong' : strength.score >= 2 ? 'medium' : 'weak';
  return (
    <div className={styles['meter']} role="status">
      <span className={cx(styles['bars'], styles[tone])} aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} data-on={strength.score >= step || undefined} />
        ))}
      </span>
      <span className="fb-small">
        {t('newPassphrase.meter', {
          word: t(`newPassphrase.score.${strength.score}`),
          time: guessingTime(strength.guessSeconds, i18n.language, t),
        })}
      </span>
      {strength.advice.length > 0 && (
        <ul className={styles['advice']}>
          {strength.advice.map((advice) => (
            <li key={advice}>{t(`strength.${advice}`)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Two fields, the strength as one types, and the deliberate step a weak passphrase needs. */
export function NewPassphrase({
  state,
  onChange,
  first = false,
}: {
  state: NewPassphraseState;
  onChange: (change: (state: NewPassphraseState) => NewPassphraseState) => void;
  /** The first fields of the form: takes the keyboard. */
  first?: boolean;
}) {
  const { t } = useTranslation('vault');
  const { passphrase, repeated, strength, insists } = state;
  const field = useFirstFocus(first);
  const [touched, setTouched] = useState(false);
  useStrength(passphrase, (answer) => onChange((current) => ({ ...current, strength: answer })));
  const differs = touched && repeated !== '' && repeated !== passphrase;
  return (
    <>
      <div>
        <PasswordField
          label={t('newPassphrase.label')}
          size="lg"
          autoComplete="new-password"
          ref={field}
          value={passphrase}
          hint={passphrase === '' ? t('newPassphrase.hint') : undefined}
          onChange={(value) =>
            onChange((current) => ({
              ...current,
              passphrase: value,
              strength: null,
              insists: false,
            }))
          }
        />
        {passphrase !== '' && strength && <Meter strength={strength} />}
      </div>
      <PasswordField
        label={t('newPassphrase.repeat')}
        size="lg"
        autoComplete="new-password"
        value={repeated}
        error={differs ? t('newPassphrase.differs') : undefined}
        onBlur={() => setTouched(true)}
        onChange={(value) => onChange((current) => ({ ...current, repeated: value }))}
      />
      {passphrase !== '' && strength && !strength.strong && (
        <Checkbox
          label={t('newPassphrase.insist')}
          hint={t('newPassphrase.insistHint')}
          checked={insists}
          onChange={(checked) => onChange((current) => ({ ...current, insists: checked }))}
        />
      )}
    </>
  );
}
