import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCopy, IconPrinter } from '@tabler/icons-react';
import { Button, Checkbox, focusWhenShown, NoteBlock, useAnnounce } from '../../ui/index';
import { useVaultView } from './store';
import styles from './vault.module.css';

/** The key in two parts that do not wrap, so that its groups stand below each other. */
function halves(recoveryKey: string): string[] {
  const groups = recoveryKey.split('-');
  const middle = Math.ceil(groups.length / 2);
  const first = groups.slice(0, middle).join('-');
  const second = groups.slice(middle).join('-');
  return second === '' ? [first] : [`${first}-`, second];
}

/** The key itself, with ways to take it off this screen. */
export function RecoveryKeyCard({ recoveryKey }: { recoveryKey: string }) {
  const { t, i18n } = useTranslation('vault');
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);
  const [shownAt] = useState(() => Date.now());
  const copy = (): void => {
    navigator.clipboard.writeText(recoveryKey).then(
      () => {
        setCopied(true);
        announce(t('recoveryKey.copied'));
      },
      () => announce(t('recoveryKey.copyFailed')),
    );
  };
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long' }).format(shownAt);
  return (
    <>
      <output className={styles['key']} aria-label={t('recoveryKey.label')}>
        {halves(recoveryKey).map((half) => (
          <span key={half} className={styles['keyPart']}>
            {half}
          </span>
        ))}
      </output>
      <div className={styles['start']}>
        <Button icon={<IconCopy aria-hidden="true" />} onClick={copy}>
          {copied ? t('recoveryKey.copiedShort') : t('recoveryKey.copy')}
        </Button>
        <Button icon={<IconPrinter aria-hidden="true" />} onClick={() => window.print()}>
          {t('recoveryKey.print')}
        </Button>
      </div>
      <div className={styles['sheet']} aria-hidden="true">
        <h1>{t('recoveryKey.sheetHeading')}</h1>
        <p>{date}</p>
        <pre>{recoveryKey}</pre>
        <p>{t('recoveryKey.sheetText')}</p>
      </div>
    </>
  );
}

/** Shown once after the vault was made; the way on is to say that the key is kept. */
export function RecoveryKeyStep({ recoveryKey }: { recoveryKey: string }) {
  const { t } = useTranslation('vault');
  const [kept, setKept] = useState(false);
  const keyKept = useVaultView((view) => view.keyKept);
  return (
    <div className={styles['fields']}>
      <div>
        <h1 ref={focusWhenShown} tabIndex={-1} className={styles['title']}>
          {t('recoveryKey.heading')}
        </h1>
        <p className={styles['lead']}>{t('recoveryKey.text')}</p>
      </div>
      <RecoveryKeyCard recoveryKey={recoveryKey} />
      <NoteBlock tone="warn">{t('recoveryKey.once')}</NoteBlock>
      <Checkbox label={t('recoveryKey.kept')} checked={kept} onChange={setKept} />
      <Button
        variant="primary"
        size="lg"
        wide
        disabledReason={kept ? undefined : t('recoveryKey.confirmFirst')}
        onClick={keyKept}
      >
        {t('recoveryKey.continue')}
      </Button>
    </div>
  );
}
