import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import {
  Button,
  ConfirmByTyping,
  HostileText,
  KeyValueList,
  type KeyValueItem,
} from '../../ui/index';
import { useHostMutation } from '../workbench/index';
import {
  compareCommand,
  type ChangedHostKey,
  type HostKeyError,
  type UnknownHostKey,
} from './host-key-error';
import styles from './ssh.module.css';

/**
 * Asks about a server's host key in place. An unknown key can be trusted; a changed one is
 * refused, and the old one is forgotten only after the host's name has been typed.
 */
export function HostKeyPrompt({
  error,
  onRetry,
  onDismiss,
}: {
  error: HostKeyError;
  /** Connects again: after the key was trusted or forgotten, or on request. */
  onRetry: () => void;
  /** “Not now”, where the place can go back to what it showed before. */
  onDismiss?: (() => void) | undefined;
}) {
  return error.kind === 'unknown' ? (
    <UnknownKey error={error} onRetry={onRetry} onDismiss={onDismiss} />
  ) : (
    <ChangedKey error={error} onRetry={onRetry} />
  );
}

function UnknownKey({
  error,
  onRetry,
  onDismiss,
}: {
  error: UnknownHostKey;
  onRetry: () => void;
  onDismiss: (() => void) | undefined;
}) {
  const { t } = useTranslation('ssh');
  const [later, setLater] = useState(false);
  const { host, port, type, fingerprint } = error;
  const trust = useHostMutation((client) => client.ssh.trust({ host, port, fingerprint }), {
    onSuccess: onRetry,
  });
  if (later)
    return (
      <Frame tone="warn" title={t('unknown.postponed', { host, port })}>
        <div className={styles['actions']}>
          <Button onClick={() => setLater(false)}>{t('unknown.showAgain')}</Button>
        </div>
      </Frame>
    );
  return (
    <Frame tone="warn" title={t('unknown.title', { host, port })}>
      <p>{t('unknown.safe')}</p>
      <Facts
        items={[
          keyItem('fingerprint', t('fingerprint'), fingerprint),
          keyItem('type', t('keyType'), type),
        ]}
      />
      <p>{t('unknown.compare')}</p>
      <code className={styles['command']}>{compareCommand(type)}</code>
      <p className="fb-muted">{t('unknown.sameThenTrust')}</p>
      <div className={styles['actions']}>
        <Button
          variant="primary"
          icon={<IconShieldCheck aria-hidden="true" />}
          busy={trust.isPending}
          onClick={() => trust.mutate()}
        >
          {t('unknown.trust')}
        </Button>
        <Button onClick={onDismiss ?? (() => setLater(true))}>{t('unknown.notNow')}</Button>
      </div>
    </Frame>
  );
}

function ChangedKey({ error, onRetry }: { error: ChangedHostKey; onRetry: () => void }) {
  const { t } = useTranslation('ssh');
  const [asking, setAsking] = useState(false);
  const { host, port, type, known, found } = error;
  const forget = useHostMutation((client) => client.ssh.distrust({ host, port }), {
    onSuccess: () => {
      setAsking(false);
      onRetry();
    },
  });
  return (
    <Frame tone="error" title={t('changed.title', { host, port })}>
      <p>{t('changed.safe')}</p>
      <Facts
        items={[
          keyItem('known', t('changed.known'), known),
          keyItem('found', t('changed.found'), found),
          keyItem('type', t('keyType'), type),
        ]}
      />
      <p>{t('changed.meaning')}</p>
      <ul className={styles['reasons']}>
        <li>{t('changed.reinstalled')}</li>
        <li>{t('changed.otherMachine')}</li>
        <li>{t('changed.interception')}</li>
      </ul>
      <p>{t('changed.next')}</p>
      <code className={styles['command']}>{compareCommand(type)}</code>
      <div className={styles['actions']}>
        <Button onClick={onRetry}>{t('changed.retry')}</Button>
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('changed.forget')}
        </Button>
      </div>
      <ConfirmByTyping
        opened={asking}
        title={t('forget.title')}
        expected={host}
        confirmLabel={t('forget.confirm')}
        busy={forget.isPending}
        onConfirm={() => forget.mutate()}
        onCancel={() => setAsking(false)}
      >
        <p>{t('forget.text', { host, port })}</p>
      </ConfirmByTyping>
    </Frame>
  );
}

function Frame({
  tone,
  title,
  children,
}: {
  tone: 'warn' | 'error';
  title: string;
  children: ReactNode;
}) {
  return (
    <div role="alert" className={styles['frame']} data-tone={tone}>
      {tone === 'warn' ? (
        <IconShieldQuestion aria-hidden="true" />
      ) : (
        <IconShieldX aria-hidden="true" />
      )}
      <div className={styles['body']}>
        <p className={styles['title']}>{title}</p>
        {children}
      </div>
    </div>
  );
}

function Facts({ items }: { items: readonly KeyValueItem[] }) {
  return (
    <div className={styles['facts']}>
      <KeyValueList items={items} />
    </div>
  );
}

/** What a server says of itself is shown as text that cannot deceive. */
function keyItem(key: string, label: string, value: string): KeyValueItem {
  return { key, label, value: <HostileText text={value} />, mono: true };
}
