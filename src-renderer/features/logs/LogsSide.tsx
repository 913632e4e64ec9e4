import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconFileText, IconFilter, IconServer } from '@tabler/icons-react';
import type { TailState } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  PanelHeader,
  SectionLabel,
  SelectList,
  Tag,
  TextField,
  Tree,
  type TreeNode,
} from '../../ui/index';
import { errorText, useHostQuery, useWorkbench } from '../workbench/index';
import { openLog, useLogSources, type LogSource } from './log-queries';
import styles from './logs.module.css';

const stateTone = {
  connecting: 'info',
  live: 'ok',
  stale: 'warn',
  failed: 'error',
  closed: 'neutral',
  elsewhere: 'info',
} as const;

/** State of a tail in one word. */
export function TailStateTag({ state }: { state: TailState['state'] }) {
  const { t } = useTranslation('logs');
  return <Tag tone={stateTone[state]}>{t(`state.${state}`)}</Tag>;
}

/** Log sources by system and host, and the tails that are open. */
export function LogsSide() {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const { sources, error, refetch } = useLogSources();
  const { data: tails } = useHostQuery(['logs', 'list'], (host) => host.logs.list());
  const [filter, setFilter] = useState('');
  const [selected, setSelected] = useState<string>();
  const [chosenTail, setChosenTail] = useState<string>();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());

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
  const nodes = treeOf(shown);
  const groups = new Set(nodes.map((node) => node.id));

  return (
    <div className={styles['side']}>
      <PanelHeader title={t('side.title')} />
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
        {tails && tails.length > 0 && (
          <>
            <SectionLabel aside={tails.length}>{t('side.open')}</SectionLabel>
            <SelectList
              label={t('side.open')}
              items={tails}
              itemId={(tail) => tail.endpointId}
              itemTitle={(tail) => `${tail.host} ${tail.path}`}
              selectedId={chosenTail}
              onSelect={setChosenTail}
              onActivate={open}
              activateOnClick
              renderItem={(tail) => (
                <>
                  <span className="fb-ellipsis fb-grow">{tail.name}</span>
                  <TailStateTag state={tail.state} />
                </>
              )}
            />
          </>
        )}
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
          <Tree
            label={t('side.sources')}
            nodes={nodes}
            selectedId={selected}
            onSelect={setSelected}
            onActivate={open}
            activateOnClick
            expandedIds={new Set([...groups].filter((id) => !folded.has(id)))}
            onToggle={(id, expanded) => {
              const next = new Set(folded);
              if (expanded) next.delete(id);
              else next.add(id);
              setFolded(next);
            }}
          />
        )}
      </div>
    </div>
  );
}

function treeOf(sources: readonly LogSource[]): TreeNode[] {
  const groups = new Map<string, { node: TreeNode; children: TreeNode[] }>();
  for (const { endpoint, path, host, system, customer } of sources) {
    const id = `${system.id}/${host}`;
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
    });
  }
  return [...groups.values()].map(({ node }) => node);
}
