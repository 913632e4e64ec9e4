import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileText, IconFilter, IconServer } from '@tabler/icons-react';
import {
  Busy,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  LaneMark,
  PanelHeader,
  SectionLabel,
  SelectList,
  TextField,
  Tree,
  type TreeNode,
} from '../../ui/index';
import { CommandButton, errorText, useActivePanel, useWorkbench } from '../workbench/index';
import { openLog, useLogSources, type LogSource } from './log-queries';
import { useLogPages } from './log-store';
import { BookmarksSection } from './BookmarksSection';
import { KeptSection } from './KeptSection';
import { LogDrop } from './LogDrop';
import { MarkedBar } from './MarkedBar';
import { SavedSection } from './SavedSection';
import { SourcesSection } from './SourcesSection';
import { ViewStateTag } from './StateTag';
import { openTimeline } from './timeline-sources';
import { markOf, useMarked, useMarking, type MarkedLog } from './use-marking';
import styles from './logs.module.css';

/** Open pages of logs, log sources by system and host, what is kept here, and saved filters. */
export function LogsSide() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { sources, error, refetch } = useLogSources();
  const views = useLogPages((store) => store.views);
  const activeId = useActivePanel()?.id;
  const [filter, setFilter] = useState('');
  const [selected, setSelected] = useState<string>();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const pages = Object.entries(views).map(([panelId, view]) => ({ panelId, view }));

  const wanted = filter.toLowerCase();
  const shown = (sources ?? []).filter(({ endpoint, path, host, system, customer }) =>
    [endpoint.name, path, host, system.name, customer].some((value) =>
      value.toLowerCase().includes(wanted),
    ),
  );
  const open = (endpointId: string): void => {
    const source = sources?.find(({ endpoint }) => endpoint.id === endpointId);
    if (source) openLog(workbench, source);
  };
  const { logs: marked, set: setMarked } = useMarked();
  const nodes = treeOf(shown, marked, t('merge.mark'));
  const groups = new Set(nodes.map((node) => node.id));
  const openMarked = (): void => {
    openTimeline(workbench, marked);
    setMarked([]);
  };
  const marking = useMarking({
    logsOf: (id) =>
      shown
        .filter((source) => source.endpoint.id === id || groupOf(source) === id)
        .map(markedLogOf),
    selected,
    onSelect: setSelected,
    onOpen: open,
    onOpenMarked: openMarked,
  });

  return (
    <LogDrop className={styles['side']}>
      <PanelHeader
        title={t('side.title')}
        actions={
          <>
            <CommandButton command="logs.searchFiles" iconOnly />
            <CommandButton command="logs.browse" iconOnly />
            <CommandButton command="logs.openLocal" iconOnly />
          </>
        }
      />
      <div className={styles['filter']}>
        <TextField
          label={t('side.filter')}
          hideLabel
          placeholder={t('side.filter')}
          icon={<IconFilter />}
          value={filter}
          onChange={setFilter}
        />
      </div>
      <div className={styles['sideList']}>
        {pages.length > 0 && (
          <>
            <SectionLabel aside={pages.length}>{t('side.open')}</SectionLabel>
            <SelectList
              label={t('side.open')}
              items={pages}
              itemId={({ panelId }) => panelId}
              itemTitle={({ view }) =>
                view.sources.map(({ host, path }) => `${host} ${path}`.trim()).join('\n')
              }
              selectedId={activeId}
              onSelect={() => undefined}
              onActivate={(panelId) => workbench.activatePanel(panelId)}
              activateOnClick
              renderItem={({ view }) => (
                <>
                  <span className="fb-ellipsis fb-grow">{view.title}</span>
                  <ViewStateTag view={view} />
                </>
              )}
            />
          </>
        )}
        <SourcesSection />
        <BookmarksSection />
        <SectionLabel aside={sources?.length}>{t('side.sources')}</SectionLabel>
        {error ? (
          <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
        ) : !sources ? (
          <Busy text={t('loading')} />
        ) : sources.length === 0 ? (
          <EmptyState
            sentence={t('side.empty')}
            action={{ label: t('side.addSystem'), onClick: () => workbench.run('systems.create') }}
          />
        ) : shown.length === 0 ? (
          <EmptyState
            sentence={t('side.nothingFound')}
            action={{ label: t('side.showAll'), onClick: () => setFilter('') }}
          />
        ) : (
          <div {...marking.area}>
            <Tree
              label={t('side.sources')}
              nodes={nodes}
              selectedId={selected}
              onSelect={marking.select}
              onActivate={marking.activate}
              activateOnClick
              expandedIds={new Set([...groups].filter((id) => !folded.has(id)))}
              onToggle={(id, expanded) => {
                const next = new Set(folded);
                if (expanded) next.delete(id);
                else next.add(id);
                setFolded(next);
              }}
            />
          </div>
        )}
        <KeptSection filter={filter} onOpenMarked={openMarked} />
        <SavedSection />
      </div>
      <MarkedBar />
    </LogDrop>
  );
}

function groupOf({ system, host }: LogSource): string {
  return `${system.id}/${host}`;
}

function markedLogOf({ endpoint, system }: LogSource): MarkedLog {
  return {
    place: { kind: 'endpoint', endpointId: endpoint.id },
    name: endpoint.name,
    production: system.environment === 'production',
  };
}

/** Hosts with their logs; those chosen for a timeline bear the shape they will have in it. */
function treeOf(
  sources: readonly LogSource[],
  marked: readonly MarkedLog[],
  markedWord: string,
): TreeNode[] {
  const groups = new Map<string, { node: TreeNode; children: TreeNode[] }>();
  for (const source of sources) {
    const { endpoint, path, host, system, customer } = source;
    const id = groupOf(source);
    const mark = markOf(marked, markedLogOf(source).place);
    let group = groups.get(id);
    if (!group) {
      const children: TreeNode[] = [];
      group = {
        children,
        node: {
          id,
          label: host,
          title: `${customer} · ${system.name} · ${host}`,
          icon: <IconServer />,
          meta: <EnvironmentTag environment={system.environment} />,
          children,
        },
      };
      groups.set(id, group);
    }
    group.children.push({
      id: endpoint.id,
      label: endpoint.name,
      title: path,
      icon: <IconFileText />,
      ...(mark < 0
        ? {}
        : {
            meta: (
              <>
                <LaneMark lane={mark} />
                <span className="fb-visually-hidden">{markedWord}</span>
              </>
            ),
          }),
    });
  }
  return [...groups.values()].map(({ node }) => node);
}
