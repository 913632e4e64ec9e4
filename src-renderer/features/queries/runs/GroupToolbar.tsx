import { useTranslation } from 'react-i18next';
import {
  IconArrowsDiff,
  IconPin,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconServer2,
} from '@tabler/icons-react';
import type { GroupMember, QueryGroup, ResultState } from '../../../../src-main/contract/index';
import { Button, formatMoment, Menu, Toolbar, ToolbarSpacer } from '../../../ui/index';
import { useActiveCase, useCommand, useHostMutation, useWorkbench } from '../../workbench/index';
import { openComparison } from '../compare/open-comparison';
import { StopCommand } from '../StopCommand';
import { countsOf, isOver } from './group';
import { groupName, openSeveral } from './open';
import { useGroupEvidence } from './use-group-evidence';

/** Stops, compares, keeps and repeats what was run on several systems. */
export function GroupToolbar({
  group,
  member,
  ticked,
  results,
  busy,
  onAgain,
}: {
  group: QueryGroup;
  /** The one that is chosen. */
  member: GroupMember | undefined;
  ticked: readonly GroupMember[];
  results: readonly ResultState[];
  busy: boolean;
  onAgain: (endpointIds: readonly string[]) => void;
}) {
  const { t } = useTranslation('query-runs');
  const workbench = useWorkbench();
  const activeCase = useActiveCase();
  const { id, members, running } = group;
  const name = groupName(group) || t('group.untitled');
  const counts = countsOf(group);
  const kept = ticked.flatMap(({ resultId }) => {
    const result = results.find((known) => known.id === resultId);
    return result?.sha256 == null ? [] : [result];
  });
  const [one, other] = kept;
  const pair = kept.length === 2 && ticked.length === 2 && one && other ? [one, other] : null;
  const stopAll = useHostMutation((host) => host.queries.cancelGroup({ id }));
  const stopOne = useHostMutation((host, endpointId: string) =>
    host.queries.cancelGroup({ id, endpointId }),
  );
  const addAll = useGroupEvidence(name);
  const compare = (): void => {
    if (pair)
      openComparison(workbench, { beforeId: pair[0]?.id ?? '', afterId: pair[1]?.id ?? '' });
  };
  useCommand({
    id: 'queries.compareTicked',
    titleKey: 'query-runs:group.compare',
    icon: IconArrowsDiff,
    keys: 'C',
    when: () => (pair ? true : 'query-runs:reason.notTwo'),
    run: compare,
  });
  const failed = members.filter(({ state }) => state === 'failed' || state === 'cancelled');
  const all = members.map(({ endpointId }) => endpointId);
  return (
    <Toolbar label={t('group.tools')}>
      {running && (
        <StopCommand titleKey="query-runs:group.stopAll" onStop={() => stopAll.mutate()} />
      )}
      <strong className="fb-ellipsis" title={name}>
        {name}
      </strong>
      <span
        className="fb-muted"
        role="status"
        title={t('group.startedAt', { time: formatMoment(group.startedAt) })}
      >
        {(Object.keys(counts) as GroupMember['state'][])
          .filter((state) => counts[state] > 0)
          .map((state) => t('group.count', { state: t(`member.${state}`), count: counts[state] }))
          .join(' · ')}
      </span>
      <ToolbarSpacer />
      {running && (
        <>
          <Button
            icon={<IconPlayerStop />}
            disabledReason={member && !isOver(member) ? undefined : t('reason.over')}
            onClick={() => member && stopOne.mutate(member.endpointId)}
          >
            {t('group.stopOne')}
          </Button>
          <Button icon={<IconPlayerStop />} kbd="Esc" onClick={() => stopAll.mutate()}>
            {t('group.stopAll')}
          </Button>
        </>
      )}
      <Button
        icon={<IconArrowsDiff />}
        kbd="C"
        disabledReason={pair ? undefined : t('reason.notTwo')}
        onClick={compare}
      >
        {t('group.compare')}
      </Button>
      {!running && (
        <Menu
          label={t('group.again')}
          trigger={
            <Button icon={<IconRefresh />} busy={busy}>
              {t('group.again')}
            </Button>
          }
          items={[
            {
              id: 'all',
              label: t('group.againAll', { count: all.length }),
              icon: <IconPlayerPlay />,
              onSelect: () => onAgain(all),
            },
            {
              id: 'failed',
              label: t('group.againFailed', { count: failed.length }),
              icon: <IconRefresh />,
              disabledReason: failed.length === 0 ? t('reason.noneFailed') : undefined,
              onSelect: () => onAgain(failed.map(({ endpointId }) => endpointId)),
            },
            {
              id: 'choose',
              label: t('group.choose'),
              icon: <IconServer2 />,
              onSelect: () => openAgain(workbench, group),
            },
          ]}
        />
      )}
      <Button
        variant="case"
        icon={<IconPin />}
        disabledReason={
          !activeCase ? t('reason.noCase') : kept.length === 0 ? t('reason.noneTicked') : undefined
        }
        onClick={() => activeCase && addAll.mutate({ results: kept, target: activeCase })}
      >
        {t('group.evidence', { count: kept.length })}
      </Button>
    </Toolbar>
  );
}

/** The page that asks for systems, with what this one was run with. */
function openAgain(
  workbench: ReturnType<typeof useWorkbench>,
  { queryId, sql, title, parameters, types }: QueryGroup,
): void {
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      { value, type: types[name] ?? ('text' as const) },
    ]),
  );
  openSeveral(
    workbench,
    queryId === null
      ? { sql: sql ?? '', parameters: values }
      : { queryId, title: { zh: title, en: title }, parameters: values },
  );
}
