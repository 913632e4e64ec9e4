import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../src-main/contract/index';
import { Busy, EmptyState } from '../../ui/index';
import { isRunning } from './use-run';
import styles from './queries.module.css';

/** In place of the grid while nothing has come yet, and where it was stopped before anything came. */
export function ResultWaiting({ result }: { result: ResultState }) {
  const { t } = useTranslation('queries');
  if (isRunning(result.state)) {
    const words = result.state === 'connecting' ? 'result.state.connecting' : 'result.waiting';
    return (
      <div className={styles['waiting']}>
        <Busy text={t(words)} />
      </div>
    );
  }
  if (result.state !== 'cancelled') return null;
  return <EmptyState sentence={t('result.stoppedEarly')} detail={t('result.stoppedEarlyNext')} />;
}
