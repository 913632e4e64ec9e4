import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconBuildingFactory2,
  IconCircleCheck,
  IconClipboardText,
  IconDatabaseSearch,
  IconDownload,
  IconFolder,
  IconKey,
  IconListDetails,
  IconPin,
  IconServer2,
  IconTool,
} from '@tabler/icons-react';
import type { VaultStatus } from '../../../src-main/contract/index';
import { Button, cx, Kbd } from '../../ui/index';
import { useHostMutation, useVaultStatus, useWorkbench } from '../workbench/index';
import { usePendingRecoveryKey } from './store';
import styles from './vault.module.css';

const steps = [
  { id: 'logs', icon: IconListDetails, keys: 'Ctrl 3' },
  { id: 'queries', icon: IconDatabaseSearch, keys: 'Ctrl 4' },
  { id: 'evidence', icon: IconPin, keys: 'E' },
  { id: 'report', icon: IconClipboardText, keys: 'Ctrl 1' },
] as const;

/** The three ways to begin. Before the vault is open only the plant can be opened. */
export function StartButtons() {
  const { t } = useTranslation('vault');
  const workbench = useWorkbench();
  const status = useVaultStatus();
  const keyPending = usePendingRecoveryKey() !== null;
  // Leaving this page now would lose the only sight of the key.
  const keepFirst = keyPending ? t('recoveryKey.confirmFirst') : undefined;
  const unlockFirst =
    keepFirst ?? (status?.state === 'unlocked' ? undefined : t('start.unlockFirst'));
  const demo = useHostMutation(async () => {
    const { url } = await workbench.host.app.openDemo();
    if (url !== null) window.location.assign(url);
    return url;
  });
  return (
    <div className={styles['start']}>
      {!status?.demo && (
        <Button
          size="lg"
          icon={<IconBuildingFactory2 aria-hidden="true" />}
          busy={demo.isPending}
          disabledReason={keepFirst}
          onClick={() => demo.mutate()}
        >
          {demo.isPending ? t('demo.opening') : t('start.demo')}
        </Button>
      )}
      <Button
        size="lg"
        icon={<IconServer2 aria-hidden="true" />}
        disabledReason={unlockFirst}
        onClick={() => workbench.run('systems.create')}
      >
        {t('start.system')}
      </Button>
      <Button
        size="lg"
        icon={<IconDownload aria-hidden="true" />}
        disabledReason={unlockFirst}
        onClick={() => workbench.run('systems.importSshConfig')}
      >
        {t('start.sshConfig')}
      </Button>
    </div>
  );
}

/** The whole job in four lines, each with its key. */
export function FourSteps() {
  const { t } = useTranslation('vault');
  return (
    <ol className={styles['steps']}>
      {steps.map(({ id, icon: Icon, keys }) => (
        <li key={id} className={styles['step']}>
          <span className={cx(styles['stepIcon'], id === 'evidence' && styles['stepCase'])}>
            <Icon aria-hidden="true" />
          </span>
          <b className="fb-strong">{t(`steps.${id}.title`)}</b>
          <span className="fb-small fb-muted">{t(`steps.${id}.text`)}</span>
          <Kbd keys={keys} />
        </li>
      ))}
    </ol>
  );
}

function Fact({ icon, text, aside }: { icon: ReactNode; text: string; aside?: string }) {
  return (
    <li className={styles['fact']}>
      {icon}
      <span>{text}</span>
      {aside && <span className={styles['factAside']}>{aside}</span>}
    </li>
  );
}

/** What is known of this machine before the vault is open; nothing is guessed. */
function ThisLaptop({ status }: { status: VaultStatus }) {
  const { t } = useTranslation('vault');
  return (
    <>
      <h2 className={styles['smallHeading']}>{t('laptop.heading')}</h2>
      <ul className={styles['facts']}>
        <Fact
          icon={<IconFolder aria-hidden="true" />}
          text={t(status.state === 'none' ? 'laptop.newProfile' : 'laptop.profile')}
          aside={status.profile}
        />
        <Fact
          icon={<IconKey aria-hidden="true" />}
          text={t(
            !status.keyringAvailable
              ? 'laptop.noKeyring'
              : status.remembered
                ? 'laptop.remembered'
                : 'laptop.keyring',
          )}
        />
        {status.notices.includes('vault-copy-repaired') && (
          <Fact icon={<IconTool aria-hidden="true" />} text={t('laptop.repaired')} />
        )}
        <Fact icon={<IconCircleCheck aria-hidden="true" />} text={t('laptop.offline')} />
      </ul>
      <p className="fb-tiny fb-faint">{t('laptop.privacy')}</p>
    </>
  );
}

/** Right side of the lock screen: what the program does, and where to begin. */
export function Introduction({ status }: { status: VaultStatus }) {
  const { t } = useTranslation('vault');
  return (
    <section className={styles['introduction']} aria-label={t('introduction.region')}>
      <div className={styles['introductionBody']}>
        <h2 className={styles['heading']}>{t('introduction.heading')}</h2>
        <p className="fb-muted">{t('introduction.text')}</p>
        <StartButtons />
        <FourSteps />
        <ThisLaptop status={status} />
      </div>
    </section>
  );
}
