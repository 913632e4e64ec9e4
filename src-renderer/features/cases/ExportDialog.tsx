import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, downloadText, NoteBlock, Segmented } from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import styles from './cases.module.css';

const mediaTypes = { md: 'text/markdown', html: 'text/html' } as const;
type Format = keyof typeof mediaTypes;
type Language = 'zh-CN' | 'en';

/** Exports a case as one file. What leaves here is no longer encrypted, and it says so. */
export function ExportDialog({
  caseId,
  number,
  onClose,
}: {
  caseId: string;
  number: string;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation('cases');
  const workbench = useWorkbench();
  const [format, setFormat] = useState<Format>('html');
  const [language, setLanguage] = useState<Language>(
    i18n.language.startsWith('zh') ? 'zh-CN' : 'en',
  );
  const run = useHostMutation((host) => host.cases.export({ id: caseId, format, language }), {
    onSuccess: ({ fileName, text }) => {
      downloadText(fileName, `${mediaTypes[format]};charset=utf-8`, text);
      workbench.notify({ tone: 'ok', title: t('export.done', { fileName }) });
      onClose();
    },
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('export.title', { number })}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button variant="primary" busy={run.isPending} onClick={() => run.mutate()}>
            {t('export.submit')}
          </Button>
        </>
      }
    >
      <div className={styles['form']}>
        <Segmented
          label={t('export.format')}
          value={format}
          options={[
            { value: 'html', label: t('export.html') },
            { value: 'md', label: t('export.markdown') },
          ]}
          onChange={(value) => setFormat(value)}
        />
        <Segmented
          label={t('export.language')}
          value={language}
          options={[
            { value: 'zh-CN', label: t('export.chinese') },
            { value: 'en', label: t('export.english') },
          ]}
          onChange={(value) => setLanguage(value)}
        />
        <NoteBlock tone="warn">{t('export.clear')}</NoteBlock>
      </div>
    </Dialog>
  );
}
