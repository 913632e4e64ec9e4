import { useTranslation } from 'react-i18next';
import {
  IconHelpCircle,
  IconLanguage,
  IconShieldLock,
  IconWifi,
  IconWifiOff,
} from '@tabler/icons-react';
import type { VaultStatus } from '../../../src-main/contract/index';
import { Button, Logo, Menu } from '../../ui/index';
import { useConnection, useWorkbench } from '../workbench/index';
import { CreateVault } from './CreateVault';
import { Introduction } from './Introduction';
import { RecoveryKeyStep } from './RecoveryKeyStep';
import { useVaultView } from './store';
import { UnlockVault } from './UnlockVault';
import styles from './vault.module.css';

function LanguageButton() {
  const { t, i18n } = useTranslation('app');
  const workbench = useWorkbench();
  return (
    <Menu
      label={t('status.language')}
      items={[
        {
          id: 'zh-CN',
          label: t('language.zh-CN'),
          checked: i18n.language === 'zh-CN',
          onSelect: () => workbench.run('view.languageChinese'),
        },
        {
          id: 'en',
          label: t('language.en'),
          checked: i18n.language === 'en',
          onSelect: () => workbench.run('view.languageEnglish'),
        },
      ]}
      trigger={
        <Button variant="ghost" icon={<IconLanguage aria-hidden="true" />}>
          {t(`language.${i18n.language}`)}
        </Button>
      }
    />
  );
}

/**
 * What stands before the workbench: first run, lock, recovery. It names no customer, case or
 * host. `restarted`: the host came back after it was gone, and the pages are kept.
 */
export function VaultScreen({ status, restarted }: { status: VaultStatus; restarted: boolean }) {
  const { t } = useTranslation('vault');
  const workbench = useWorkbench();
  const connection = useConnection();
  const recoveryKey = useVaultView((view) => view.recoveryKey);
  const online = navigator.onLine;
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <Logo size={24} />
        <b className="fb-strong">{t('name')}</b>
        <span className="fb-small fb-faint">{status.version}</span>
        {status.demo && <span className="fb-small fb-muted">{t('demo.profile')}</span>}
        <span className="fb-grow" />
        <LanguageButton />
        <Button
          variant="ghost"
          icon={<IconHelpCircle aria-hidden="true" />}
          kbd="F1"
          onClick={() => workbench.run('frame.help')}
        >
          {t('help')}
        </Button>
      </header>
      <main className={styles['body']}>
        <section className={styles['form']} aria-label={t('formRegion')}>
          <Logo size={44} />
          {recoveryKey !== null ? (
            <RecoveryKeyStep recoveryKey={recoveryKey} />
          ) : status.state === 'none' ? (
            <CreateVault status={status} />
          ) : (
            <UnlockVault status={status} restarted={restarted} />
          )}
        </section>
        <Introduction status={status} />
      </main>
      <footer className={styles['foot']}>
        <span className="fb-row">
          {online ? <IconWifi aria-hidden="true" /> : <IconWifiOff aria-hidden="true" />}
          {connection.state === 'lost'
            ? t('status.hostLost', { ns: 'app' })
            : online
              ? t('status.online', { ns: 'app' })
              : t('status.offline', { ns: 'app' })}
        </span>
        <span className="fb-row">
          <IconShieldLock aria-hidden="true" />
          {t('cipher')}
        </span>
        <span className="fb-grow" />
        <span>{t('licence')}</span>
      </footer>
    </div>
  );
}
