import { useTranslation } from 'react-i18next';
import { Button, EmptyState } from '../../ui/index';
import { CommandButton, useWorkbench } from '../workbench/index';
import styles from './systems.module.css';

/** No system yet: the ways to a first one. */
export function SystemsEmpty({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation('systems');
  const workbench = useWorkbench();
  const run = (command: string) => () => workbench.run(command);
  return (
    <EmptyState
      sentence={t('empty.sentence')}
      detail={
        <div className={styles['emptyWays']}>
          <Button variant={compact ? 'default' : 'primary'} onClick={run('systems.create')}>
            {t('empty.create')}
          </Button>
          <Button onClick={run('systems.importSshConfig')}>{t('empty.sshConfig')}</Button>
          <Button onClick={run('systems.import')}>{t('empty.import')}</Button>
          {!compact && (
            <>
              <p className={styles['emptyHint']}>{t('empty.demo')}</p>
              <CommandButton command="vault.openDemo" />
            </>
          )}
        </div>
      }
    />
  );
}
