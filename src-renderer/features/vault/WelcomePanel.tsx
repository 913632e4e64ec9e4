import { useTranslation } from 'react-i18next';
import { usePanelTab } from '../workbench/index';
import { FourSteps, StartButtons } from './Introduction';
import styles from './vault.module.css';

/** First page of a new profile: the same beginnings and steps as on the lock screen. */
export default function WelcomePanel() {
  const { t } = useTranslation('vault');
  usePanelTab({ title: t('welcome.tab') });
  return (
    <div className={styles['welcome']}>
      <div className={styles['introductionBody']}>
        <h1 className={styles['title']}>{t('welcome.heading')}</h1>
        <p className="fb-muted">{t('introduction.text')}</p>
        <StartButtons />
        <FourSteps />
        <p className="fb-small fb-muted">{t('welcome.keys')}</p>
      </div>
    </div>
  );
}
