import { useTranslation } from 'react-i18next';
import {
  IconCopy,
  IconDots,
  IconDownload,
  IconHistory,
  IconPencil,
  IconRosetteDiscountCheck,
  IconTrash,
} from '@tabler/icons-react';
import type { Runbook } from '../../../src-main/contract/index';
import { downloadText, formatCount, IconButton, Menu, Tag, type MenuItem } from '../../ui/index';
import { useWorkbench, type Workbench } from '../workbench/index';
import { ClassTag, ReviewedTag, UnprovenTag } from './marks';
import { openEditor, openHistory } from './open';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** Gives a runbook away as its YAML file. */
async function exportRunbook(workbench: Workbench, id: string): Promise<void> {
  const { text } = await workbench.host.runbooks.source({ id });
  downloadText(`${id}.yaml`, 'application/yaml', text);
}

/** What a runbook is, in the reader's language, and what can be done with it besides running. */
export function RunbookHead({ runbook }: { runbook: Runbook }) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const { document, origin, runs } = runbook;
  return (
    <header className={styles['head']}>
      <div className={styles['headLine']}>
        <h1 className="fb-title" title={words(document.title)}>
          {words(document.title)}
        </h1>
        <RunbookMenu runbook={runbook} />
      </div>
      <div className={styles['headFacts']}>
        <ClassTag value={runbook.class} />
        {document.unproven && <UnprovenTag />}
        <ReviewedTag reviewed={runbook.reviewed} />
        {origin === 'library' && <Tag outline>{t('origin.library')}</Tag>}
        <span>{t('runbook.version', { version: document.version })}</span>
        <span>{t(`systems:platform.${document.platform}`)}</span>
        <code className="fb-small">{document.id}</code>
        <span>
          {runs === 0
            ? t('library.neverRun')
            : t('library.runs', { count: runs, runs: formatCount(runs) })}
        </span>
      </div>
      <p className={styles['description']}>{words(document.description)}</p>
    </header>
  );
}

function RunbookMenu({ runbook }: { runbook: Runbook }) {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const own = runbook.origin === 'library';
  const items: MenuItem[] = [
    {
      id: 'edit',
      label: own ? t('runbook.edit') : t('runbook.duplicate'),
      icon: own ? <IconPencil aria-hidden="true" /> : <IconCopy aria-hidden="true" />,
      onSelect: () => openEditor(workbench, runbook.id),
    },
    {
      id: 'export',
      label: t('runbook.export'),
      icon: <IconDownload aria-hidden="true" />,
      onSelect: () =>
        void exportRunbook(workbench, runbook.id).catch((error: unknown) =>
          workbench.reportError(error),
        ),
    },
    {
      id: 'history',
      label: t('runbook.history'),
      icon: <IconHistory aria-hidden="true" />,
      onSelect: () => openHistory(workbench, runbook.id),
    },
    {
      id: 'review',
      label: t('review.do'),
      icon: <IconRosetteDiscountCheck aria-hidden="true" />,
      ...(own ? {} : { disabledReason: t('review.onlyLibrary') }),
      onSelect: () => useRunbookView.getState().show({ kind: 'review', runbookId: runbook.id }),
    },
    { id: 'line', separator: true },
    {
      id: 'remove',
      label: t('runbook.remove'),
      icon: <IconTrash aria-hidden="true" />,
      tone: 'danger',
      ...(own ? {} : { disabledReason: t('runbook.shippedStays') }),
      onSelect: () => useRunbookView.getState().show({ kind: 'remove', runbookId: runbook.id }),
    },
  ];
  return (
    <Menu
      label={t('runbook.menu')}
      trigger={<IconButton label={t('runbook.menu')} icon={<IconDots aria-hidden="true" />} />}
      items={items}
    />
  );
}
