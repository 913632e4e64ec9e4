import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconCalendarClock,
  IconDots,
  IconFileImport,
  IconHistory,
  IconPlus,
  IconSearch,
} from '@tabler/icons-react';
import type { Runbook } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  EmptyState,
  ErrorState,
  formatCount,
  IconButton,
  Menu,
  SectionLabel,
  Segmented,
  Select,
  SelectList,
  Tag,
  TextField,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import { errorText, usePanelTab, useWorkbench } from '../workbench/index';
import { libraryGroups, type LibraryFilter } from './library-model';
import { ClassTag, ReviewedTag, UnprovenTag } from './marks';
import { openRunbook } from './open';
import { useRunbooks } from './runbook-queries';
import { useRunbookView } from './view-store';
import { useWords } from './words';
import styles from './runbooks.module.css';

const everything: LibraryFilter = { text: '', platform: 'all', class: 'all' };

/** Every runbook, by platform. */
export default function LibraryPanel() {
  const { t, i18n } = useTranslation('runbooks');
  const workbench = useWorkbench();
  const { data: runbooks, error, refetch } = useRunbooks();
  const [filter, setFilter] = useState(everything);
  usePanelTab({ title: t('library.title') });
  const groups = useMemo(
    () => libraryGroups(runbooks ?? [], filter, i18n.language),
    [runbooks, filter, i18n.language],
  );
  const platforms = [...new Set(runbooks?.map(({ document }) => document.platform))];

  return (
    <div className="fb-page">
      <Toolbar label={t('library.tools')}>
        <div className={styles['search']}>
          <TextField
            label={t('library.search')}
            hideLabel
            placeholder={t('library.search')}
            icon={<IconSearch />}
            value={filter.text}
            onChange={(text) => setFilter({ ...filter, text })}
          />
        </div>
        <Select
          label={t('library.platform')}
          hideLabel
          value={filter.platform}
          options={[
            { value: 'all' as const, label: t('library.allPlatforms') },
            ...platforms.map((value) => ({ value, label: t(`systems:platform.${value}`) })),
          ]}
          onChange={(platform) => setFilter({ ...filter, platform })}
        />
        <Segmented
          label={t('library.class')}
          hideLabel
          value={filter.class}
          options={(['all', 'read-only', 'changes-state'] as const).map((value) => ({
            value,
            label: t(`library.classes.${value}`),
          }))}
          onChange={(value) => setFilter({ ...filter, class: value })}
        />
        <ToolbarSpacer />
        <LibraryMenu />
        <Button
          variant="primary"
          icon={<IconPlus aria-hidden="true" />}
          onClick={() => workbench.run('runbooks.new')}
        >
          {t('library.new')}
        </Button>
      </Toolbar>
      {error ? (
        <ErrorState {...errorText(error)} onRetry={() => void refetch()} />
      ) : !runbooks ? (
        <Busy text={t('loading')} />
      ) : groups.length === 0 ? (
        <EmptyState
          sentence={runbooks.length === 0 ? t('library.empty') : t('library.nothingFound')}
          action={
            runbooks.length === 0
              ? { label: t('library.new'), onClick: () => workbench.run('runbooks.new') }
              : { label: t('library.showAll'), onClick: () => setFilter(everything) }
          }
        />
      ) : (
        <div className="fb-scroll" data-page-focus>
          {groups.map(({ platform, runbooks: list }) => (
            <section key={platform} className={styles['libraryGroup']}>
              <SectionLabel aside={formatCount(list.length)}>
                {t(`systems:platform.${platform}`)}
              </SectionLabel>
              <GroupList label={t(`systems:platform.${platform}`)} list={list} />
            </section>
          ))}
        </div>
      )}
    </div>
  );
}

/** Where else to go from the library. */
function LibraryMenu() {
  const { t } = useTranslation('runbooks');
  const workbench = useWorkbench();
  return (
    <Menu
      label={t('runbook.menu')}
      trigger={<IconButton label={t('runbook.menu')} icon={<IconDots aria-hidden="true" />} />}
      items={[
        {
          id: 'history',
          label: t('history.title'),
          icon: <IconHistory aria-hidden="true" />,
          onSelect: () => workbench.run('runbooks.history'),
        },
        {
          id: 'schedules',
          label: t('schedules.title'),
          icon: <IconCalendarClock aria-hidden="true" />,
          onSelect: () => workbench.run('runbooks.schedules'),
        },
        {
          id: 'import',
          label: t('library.import'),
          icon: <IconFileImport aria-hidden="true" />,
          onSelect: () => workbench.run('runbooks.import'),
        },
      ]}
    />
  );
}

function GroupList({ label, list }: { label: string; list: readonly Runbook[] }) {
  const workbench = useWorkbench();
  const words = useWords();
  const selected = useRunbookView((store) => store.selected);
  const select = useRunbookView((store) => store.select);
  return (
    <SelectList
      label={label}
      items={list}
      itemId={({ id }) => id}
      itemTitle={({ document }) => words(document.description)}
      rowHeight="tall"
      selectedId={list.some(({ id }) => id === selected) ? selected : undefined}
      onSelect={select}
      onActivate={(id) => {
        const runbook = list.find((other) => other.id === id);
        if (runbook) openRunbook(workbench, runbook);
      }}
      renderItem={(runbook) => <LibraryRow runbook={runbook} />}
    />
  );
}

function LibraryRow({ runbook }: { runbook: Runbook }) {
  const { t } = useTranslation('runbooks');
  const words = useWords();
  const { document, origin, reviewed, runs } = runbook;
  return (
    <span className={styles['libraryRow']}>
      <span className={styles['libraryWords']}>
        <span className="fb-medium fb-ellipsis">{words(document.title)}</span>
        <span className="fb-small fb-faint fb-ellipsis">{words(document.description)}</span>
      </span>
      <span className={styles['libraryMarks']}>
        {document.unproven && <UnprovenTag />}
        <ReviewedTag reviewed={reviewed} />
        {origin === 'library' && <Tag outline>{t('origin.library')}</Tag>}
        <ClassTag value={runbook.class} />
      </span>
      <span className={styles['libraryRuns']}>
        {runs === 0
          ? t('library.neverRun')
          : t('library.runs', { count: runs, runs: formatCount(runs) })}
      </span>
    </span>
  );
}
