import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import type { HostClient, Run } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  downloadText,
  EmptyState,
  ErrorState,
  MarkdownView,
  Toolbar,
  useAnnounce,
} from '../../ui/index';
import { errorText, useEvidenceSource, useHostQuery, useWorkbench } from '../workbench/index';
import { useWholeRun } from './use-whole-run';
import styles from './runbooks.module.css';

function reportLanguage(language: string): 'zh-CN' | 'en' {
  return language.startsWith('zh') ? 'zh-CN' : 'en';
}

/** The report of an ended run in the language of the screen. */
export function fetchReport(host: HostClient, id: string) {
  return host.runbooks.report({ id, language: reportLanguage(i18next.language) });
}

/** The report that goes to others: Markdown, to read, copy or keep. */
export function RunReport({ run }: { run: Run }) {
  const { t, i18n } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const ended = run.state !== 'running';
  useEvidenceSource(useWholeRun(run));
  const { data, error, refetch } = useHostQuery(
    ['runbooks', 'report', run.id, reportLanguage(i18n.language), run.state],
    (host) => fetchReport(host, run.id),
    { enabled: ended },
  );
  if (!ended) return <EmptyState sentence={t('run.reportLater')} />;
  if (error) return <ErrorState {...errorText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Busy text={t('loading')} />;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(data.text);
      announce(t('run.copied'));
      workbench.notify({ tone: 'ok', title: t('run.copied'), keep: false });
    } catch (failure) {
      workbench.reportError(failure);
    }
  };
  return (
    <>
      <Toolbar label={t('run.reportTools')}>
        <span className="fb-small fb-muted fb-ellipsis">{data.fileName}</span>
        <span className="fb-grow" />
        <Button icon={<IconCopy aria-hidden="true" />} onClick={() => void copy()}>
          {t('run.copyReport')}
        </Button>
        <Button
          icon={<IconDownload aria-hidden="true" />}
          onClick={() => downloadText(data.fileName, 'text/markdown', data.text)}
        >
          {t('run.exportReport')}
        </Button>
      </Toolbar>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keys */}
      <div className={styles['report']} tabIndex={0} role="document" aria-label={t('run.report')}>
        <MarkdownView source={data.text} />
      </div>
    </>
  );
}
