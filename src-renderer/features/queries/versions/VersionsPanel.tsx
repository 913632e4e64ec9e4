import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowBackUp, IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react';
import type { QueryVersion, SavedQuery } from '../../../../src-main/contract/index';
import {
  Busy,
  Button,
  EmptyState,
  ErrorState,
  formatMoment,
  IconButton,
  Segmented,
  Select,
  SplitPane,
  Toolbar,
  ToolbarSpacer,
  type DiffHandle,
} from '../../../ui/index';
import {
  errorText,
  useCommand,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../../workbench/index';
import { showQueryDialog } from '../side/query-dialogs';
import { useWords } from '../words';
import { VersionComparison } from './VersionComparison';
import { VersionTable } from './VersionTable';
import styles from './versions.module.css';

/** From here two texts have room beside each other; CSS pixels. */
const wideWindow = 1600;

/** The versions of an own query: which there were, what changed, and a way back. */
export default function VersionsPanel({ params }: PanelProps) {
  const { t } = useTranslation('query-library');
  const words = useWords();
  const id = typeof params['queryId'] === 'string' ? params['queryId'] : '';
  const query = useHostQuery(['queries', 'saved', id], (host) => host.queries.saved({ id }));
  const versions = useHostQuery(['queries', 'versions', id], (host) =>
    host.queries.versions({ id }),
  );
  usePanelTab({
    title: query.data ? t('versions.tab', { name: words(query.data.title) }) : t('versions.title'),
  });
  const error = query.error ?? versions.error;
  if (error) return <ErrorState {...errorText(error)} onRetry={() => void versions.refetch()} />;
  if (!query.data || !versions.data) return <Busy text={t('versions.loading')} />;
  return <Versions query={query.data} versions={versions.data} />;
}

function Versions({ query, versions }: { query: SavedQuery; versions: readonly QueryVersion[] }) {
  const { t } = useTranslation('query-library');
  const workbench = useWorkbench();
  const { id } = query;
  const [picked, setPicked] = useState<number>();
  const [against, setAgainst] = useState('before');
  const [sideBySide, setSideBySide] = useState(() => window.innerWidth >= wideWindow);
  const [width, setWidth] = useState(300);
  const diff = useRef<DiffHandle>(null);
  const selected = versions.find(({ version }) => version === picked) ?? versions[0];
  const older = versions.find(({ version }) => selected && version < selected.version);
  const other =
    against === 'before'
      ? older
      : against === 'current'
        ? versions.find(({ current }) => current)
        : versions.find(({ version }) => String(version) === against);
  const restore = useHostMutation(
    (host, version: number) =>
      host.queries.restoreVersion({ id, version, note: t('versions.restoredNote', { version }) }),
    {
      onSuccess: (kept, version) => {
        setPicked(kept.version);
        workbench.notify({
          tone: 'ok',
          title: t('versions.restored', { version, now: kept.version }),
        });
      },
    },
  );
  const refusal = !selected || selected.current ? t('versions.isCurrent') : undefined;
  const bringBack = (): void => {
    if (selected && refusal === undefined && !restore.isPending) restore.mutate(selected.version);
  };
  useCommand({
    id: 'queries.restoreVersion',
    titleKey: 'query-library:versions.restore',
    icon: IconArrowBackUp,
    keys: 'R',
    when: () => (refusal === undefined ? true : 'query-library:versions.isCurrent'),
    run: bringBack,
  });
  const go = (direction: 'previous' | 'next') => (): void => diff.current?.goToChange(direction);
  useCommand({
    id: 'queries.nextChange',
    titleKey: 'query-library:versions.next',
    keys: 'F7',
    run: go('next'),
  });
  useCommand({
    id: 'queries.previousChange',
    titleKey: 'query-library:versions.previous',
    keys: 'Shift F7',
    run: go('previous'),
  });
  return (
    <div className="fb-page">
      <Toolbar label={t('versions.tools')} folding>
        <Button
          icon={<IconArrowBackUp aria-hidden="true" />}
          kbd="R"
          busy={restore.isPending}
          disabledReason={refusal}
          onClick={bringBack}
        >
          {t('versions.restore')}
        </Button>
        <Button
          foldable
          icon={<IconPencil aria-hidden="true" />}
          onClick={() => showQueryDialog({ kind: 'edit', id })}
        >
          {t('menu.edit')}
        </Button>
        <ToolbarSpacer />
        <Select
          label={t('versions.against')}
          hideLabel
          value={against}
          options={[
            { value: 'before', label: t('versions.withBefore') },
            { value: 'current', label: t('versions.withCurrent') },
            ...versions.map(({ version, at }) => ({
              value: String(version),
              label: t('versions.withOne', { version, time: formatMoment(at) }),
            })),
          ]}
          onChange={setAgainst}
        />
        <Segmented
          label={t('versions.view')}
          hideLabel
          value={sideBySide ? 'beside' : 'inside'}
          options={[
            { value: 'beside', label: t('versions.beside') },
            { value: 'inside', label: t('versions.inside') },
          ]}
          onChange={(value) => setSideBySide(value === 'beside')}
        />
        <IconButton
          label={t('versions.previous')}
          kbd="Shift F7"
          icon={<IconArrowUp aria-hidden="true" />}
          onClick={go('previous')}
        />
        <IconButton
          label={t('versions.next')}
          kbd="F7"
          icon={<IconArrowDown aria-hidden="true" />}
          onClick={go('next')}
        />
      </Toolbar>
      <div className={styles['split']}>
        <SplitPane
          label={t('versions.title')}
          direction="row"
          fixed="first"
          size={width}
          min={240}
          max={700}
          onSizeChange={setWidth}
          first={
            <VersionTable
              versions={versions}
              selected={selected?.version}
              onSelect={setPicked}
              onRestore={bringBack}
            />
          }
          second={
            !selected || !other || other.version === selected.version ? (
              <EmptyState
                sentence={t(versions.length < 2 ? 'versions.onlyOne' : 'versions.nothingToCompare')}
                detail={t('versions.onlyOneDetail')}
              />
            ) : (
              <VersionComparison
                id={id}
                dialect={query.dialects[0] ?? 'postgresql'}
                before={other.version < selected.version ? other : selected}
                after={other.version < selected.version ? selected : other}
                sideBySide={sideBySide}
                handle={diff}
              />
            )
          }
        />
      </div>
    </div>
  );
}
