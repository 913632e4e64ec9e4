import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueryGroup } from '../../../../src-main/contract/index';
import { Busy, ErrorState, SplitPane } from '../../../ui/index';
import {
  errorText,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useSettings,
  useWorkbench,
  type PanelProps,
} from '../../workbench/index';
import { openResult, useConnections, useInspected } from '../connections';
import { byUrgency } from './group';
import { GroupTable } from './GroupTable';
import { GroupToolbar } from './GroupToolbar';
import { MemberDetail } from './MemberDetail';
import { groupName, openGroup } from './open';
import { useGroup } from './use-group';
import styles from './runs.module.css';
import shared from '../queries.module.css';

/** A run on several systems: how each of them stands, and the rows of the one that is chosen. */
export default function GroupPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('query-runs');
  const { group, error } = useGroup(String(params['groupId']));
  if (group) return <Group group={group} panelId={panelId} />;
  if (error !== null) return <ErrorState {...errorText(error)} />;
  return <Busy text={t('group.loading')} />;
}

function Group({ group, panelId }: { group: QueryGroup; panelId: string }) {
  const { t } = useTranslation('query-runs');
  const workbench = useWorkbench();
  const settings = useSettings();
  const { connections = [] } = useConnections();
  const { data: results = [] } = useHostQuery(['queries', 'results'], (host) =>
    host.queries.results(),
  );
  const { data: query } = useHostQuery(
    ['queries', 'saved', group.queryId ?? ''],
    (host) => host.queries.saved({ id: group.queryId ?? '' }),
    { enabled: group.queryId !== null },
  );
  const [selected, setSelected] = useState<string>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [height, setHeight] = useState(250);
  const title = groupName(group) || t('group.untitled');
  const environments = group.members.map(
    ({ endpointId }) =>
      connections.find(({ endpoint }) => endpoint.id === endpointId)?.system.environment,
  );
  usePanelTab({ title, production: environments.includes('production') });

  const members = byUrgency(group.members);
  const member = members.find(({ endpointId }) => endpointId === selected) ?? members[0];
  useInspected(panelId, member?.resultId ?? null);
  const again = useHostMutation(
    (host, endpointIds: readonly string[]) =>
      host.queries.runOn({
        what:
          group.queryId === null
            ? { kind: 'sql', sql: group.sql ?? '' }
            : { kind: 'query', id: group.queryId },
        endpointIds: [...endpointIds],
        title: group.title,
        parameters: group.parameters,
        types: group.types,
        maxRows: settings.queryMaxRows,
        timeoutMs: settings.queryTimeoutSeconds * 1000,
      }),
    { onSuccess: (next) => openGroup(workbench, next) },
  );
  const toggle = (endpointId: string): void => {
    const next = new Set(ticked);
    if (!next.delete(endpointId)) next.add(endpointId);
    setTicked(next);
  };
  return (
    <div className={shared['panel']}>
      <GroupToolbar
        group={group}
        member={member}
        ticked={members.filter(({ endpointId }) => ticked.has(endpointId))}
        results={results}
        busy={again.isPending}
        onAgain={(ids) => again.mutate(ids)}
      />
      <div className={styles['group']}>
        <SplitPane
          label={t('group.resize')}
          direction="column"
          fixed="first"
          size={height}
          min={100}
          max={700}
          onSizeChange={setHeight}
          first={
            <GroupTable
              members={members}
              connections={connections}
              results={results}
              selectedId={member?.endpointId}
              ticked={ticked}
              judged={(query?.thresholds.length ?? 0) > 0}
              onSelect={setSelected}
              onTick={toggle}
              onOpen={({ resultId, name }) => {
                if (resultId !== null)
                  openResult(workbench, { id: resultId, title: `${title} · ${name}` });
              }}
            />
          }
          second={
            member && (
              <MemberDetail
                key={member.endpointId}
                member={member}
                connection={connections.find(({ endpoint }) => endpoint.id === member.endpointId)}
                onRetry={() => again.mutate([member.endpointId])}
              />
            )
          }
        />
      </div>
    </div>
  );
}
