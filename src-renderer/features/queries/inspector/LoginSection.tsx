import { useTranslation } from 'react-i18next';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { Button, downloadText, Section, useAnnounce } from '../../../ui/index';
import { useHostQuery } from '../../workbench/index';
import styles from '../queries.module.css';

/** The script for a login that can only read, to hand to the client's DBA. Nothing is sent. */
export function LoginSection({ endpointId }: { endpointId: string }) {
  const { t } = useTranslation('queries');
  const announce = useAnnounce();
  const { data } = useHostQuery(['queries', 'grantScript', endpointId], (host) =>
    host.queries.grantScript({ endpointId }),
  );
  const script = data?.text ?? null;
  if (script === null) return null;
  return (
    <Section title={t('inspector.login')} collapsible defaultOpen={false}>
      <p className={styles['words']}>{t('inspector.loginHint')}</p>
      <div className={styles['tags']}>
        <Button
          icon={<IconCopy />}
          onClick={() => {
            void navigator.clipboard
              .writeText(script)
              .then(() => announce(t('inspector.scriptCopied')));
          }}
        >
          {t('inspector.copyScript')}
        </Button>
        <Button
          icon={<IconDownload />}
          onClick={() => downloadText('read-only-login.sql', 'application/sql', script)}
        >
          {t('inspector.saveScript')}
        </Button>
      </div>
    </Section>
  );
}
