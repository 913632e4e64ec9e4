import { useTranslation } from 'react-i18next';
import { unprovenDialects } from '../../../src-main/contract/index';
import { plainDisplay } from '../../ui/index';
import type { Connection } from './connections';
import styles from './queries.module.css';

/** Product and version of a database, and whether its kind was ever tried for real. */
export function ServerName({ connection, name }: { connection: Connection; name: string }) {
  const { t } = useTranslation('queries');
  return (
    <>
      <bdi>{plainDisplay(name)}</bdi>
      {unprovenDialects.has(connection.detail.dialect) && (
        <span className={styles['unproven']} title={t('unproven.hint')}>
          {' · '}
          {t('unproven.tag')}
        </span>
      )}
    </>
  );
}
