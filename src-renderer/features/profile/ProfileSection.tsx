import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArchive, IconShieldCheck } from '@tabler/icons-react';
import { AppError } from '../../../src-main/contract/errors';
import type { ProfileCheck } from '../../../src-main/contract/index';
import {
  Button,
  ConfirmDialog,
  ErrorState,
  KeyValueList,
  NoteBlock,
  plainDisplay,
  ProgressBar,
  StatusDot,
  TextField,
  formatBytes,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery, useTasks } from '../workbench/index';
import styles from './profile.module.css';

function useTaskProgress(kind: 'check' | 'backup'): number | undefined {
  const task = useTasks().findLast((other) => other.kind === kind && other.state === 'running');
  return task?.progress ?? undefined;
}

function CheckResult({ check }: { check: ProfileCheck }) {
  const { t, i18n } = useTranslation('profile');
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <NoteBlock tone={check.ok ? 'ok' : 'error'} title={t(check.ok ? 'check.ok' : 'check.bad')}>
      <ul className={styles['checks']} aria-label={t('check.results')}>
        {check.checks.map(({ name, ok, detail, count }) => (
          <li key={name}>
            <StatusDot
              tone={ok ? 'ok' : 'error'}
              shape={ok ? 'dot' : 'square'}
              label={t(ok ? 'check.line.ok' : 'check.line.bad', {
                name: t(`check.name.${name}`),
                count: number.format(count),
              })}
            />
            {detail && <span className="fb-small fb-muted">{plainDisplay(detail)}</span>}
          </li>
        ))}
      </ul>
    </NoteBlock>
  );
}

function Check() {
  const { t } = useTranslation('profile');
  const check = useHostMutation((host) => host.profile.check(), { onError: () => undefined });
  const progress = useTaskProgress('check');
  return (
    <div className={styles['block']}>
      <div className={styles['row']}>
        <div>
          <div className="fb-medium">{t('check.title')}</div>
          <div className="fb-small fb-muted">{t('check.help')}</div>
        </div>
        <Button
          icon={<IconShieldCheck aria-hidden="true" />}
          busy={check.isPending}
          onClick={() => check.mutate()}
        >
          {t('check.run')}
        </Button>
      </div>
      {check.isPending && <ProgressBar label={t('check.running')} value={progress} showLabel />}
      {check.data && !check.isPending && <CheckResult check={check.data} />}
      {check.error && <ErrorState what={errorText(check.error).what} />}
    </div>
  );
}

function Backup() {
  const { t } = useTranslation('profile');
  const [file, setFile] = useState('');
  const progress = useTaskProgress('backup');
  const backup = useHostMutation(
    (host, overwrite: boolean) => host.profile.backup({ file: file.trim(), overwrite }),
    { onError: () => undefined },
  );
  const exists =
    backup.error instanceof AppError &&
    (backup.error.code === 'profile.backup-exists' || backup.error.code === 'file.exists');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (file.trim() !== '' && !backup.isPending) backup.mutate(false);
  };
  return (
    <form className={styles['block']} onSubmit={submit}>
      <div>
        <div className="fb-medium">{t('backup.title')}</div>
        <div className="fb-small fb-muted">{t('backup.help')}</div>
      </div>
      <div className={styles['path']}>
        <TextField
          label={t('backup.path')}
          mono
          placeholder={t('backup.placeholder')}
          value={file}
          onChange={setFile}
        />
        <Button
          type="submit"
          icon={<IconArchive aria-hidden="true" />}
          busy={backup.isPending}
          disabledReason={file.trim() === '' ? t('backup.pathMissing') : undefined}
        >
          {t('backup.run')}
        </Button>
      </div>
      {backup.isPending && <ProgressBar label={t('backup.running')} value={progress} showLabel />}
      {backup.data && !backup.isPending && (
        <NoteBlock tone="ok" title={t('backup.done')}>
          <KeyValueList
            items={[
              { key: 'path', label: t('backup.path'), value: backup.data.path, mono: true },
              {
                key: 'bytes',
                label: t('size'),
                value: formatBytes(backup.data.bytes),
              },
              { key: 'sha', label: t('backup.sha256'), value: backup.data.sha256, mono: true },
            ]}
          />
        </NoteBlock>
      )}
      {backup.error && !exists && <ErrorState what={errorText(backup.error).what} />}
      <ConfirmDialog
        opened={exists && !backup.isPending}
        title={t('backup.existsTitle')}
        confirmLabel={t('backup.overwrite')}
        tone="danger"
        onConfirm={() => backup.mutate(true)}
        onCancel={() => backup.reset()}
      >
        {t('backup.existsText', { file: file.trim() })}
      </ConfirmDialog>
    </form>
  );
}

/** Where the profile lies, how large it is, its integrity check and its backup. */
export function ProfileSection() {
  const { t, i18n } = useTranslation('profile');
  const info = useHostQuery(['profile', 'info'], (host) => host.profile.info());
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      {info.data && (
        <div className={styles['facts']}>
          <KeyValueList
            items={[
              { key: 'folder', label: t('folder'), value: info.data.folder, mono: true },
              { key: 'size', label: t('size'), value: formatBytes(info.data.bytes) },
              { key: 'device', label: t('device'), value: info.data.device, mono: true },
              { key: 'schema', label: t('schema'), value: String(info.data.schemaVersion) },
              {
                key: 'backup',
                label: t('lastBackup'),
                value:
                  info.data.lastBackup === null
                    ? t('neverBackedUp')
                    : date.format(info.data.lastBackup),
              },
            ]}
          />
        </div>
      )}
      {info.error && <ErrorState what={errorText(info.error).what} />}
      <Check />
      <Backup />
    </>
  );
}
