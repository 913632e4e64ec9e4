import { useTranslation } from 'react-i18next';
import type { GroupMember, ResultState } from '../../../../src-main/contract/index';
import { EnvironmentTag, formatCount, ItemTable, plainDisplay, TwoLines } from '../../../ui/index';
import { errorText, failureOf } from '../../workbench/index';
import type { Connection } from '../connections';
import { TickBox } from '../TickBox';
import { MemberTag, SeverityTag } from './marks';

/** One row for each system. Arrows choose, X ticks, Enter opens the result in a tab of its own. */
export function GroupTable({
  members,
  connections,
  results,
  selectedId,
  ticked,
  judged,
  onSelect,
  onTick,
  onOpen,
}: {
  members: readonly GroupMember[];
  connections: readonly Connection[];
  results: readonly ResultState[];
  selectedId: string | undefined;
  ticked: ReadonlySet<string>;
  /** The query has thresholds: a row without severity is one that keeps within them. */
  judged: boolean;
  onSelect: (endpointId: string) => void;
  onTick: (endpointId: string) => void;
  onOpen: (member: GroupMember) => void;
}) {
  const { t } = useTranslation('query-runs');
  const cause = ({ error }: GroupMember): string =>
    error === null ? '' : errorText(failureOf(error)).what;
  return (
    <ItemTable
      label={t('group.table')}
      rowHeight="tall"
      items={members}
      itemId={({ endpointId }) => endpointId}
      selectedId={selectedId}
      onSelect={onSelect}
      onActivate={onOpen}
      keys={{
        x: ({ endpointId }) => onTick(endpointId),
        ' ': ({ endpointId }) => onTick(endpointId),
      }}
      columns={[
        {
          id: 'tick',
          title: '',
          width: 36,
          cell: ({ endpointId, name }) => (
            <TickBox
              label={t('group.tick', { name: plainDisplay(name) })}
              checked={ticked.has(endpointId)}
              onChange={() => onTick(endpointId)}
            />
          ),
        },
        {
          id: 'name',
          title: t('group.system'),
          hover: ({ name, system }) => plainDisplay(`${name} · ${system}`),
          cell: ({ endpointId, name, system }) => {
            const known = connections.find(({ endpoint }) => endpoint.id === endpointId);
            return (
              <TwoLines
                first={
                  <span className="fb-row">
                    <bdi className="fb-ellipsis fb-medium">{plainDisplay(name)}</bdi>
                    {known && <EnvironmentTag environment={known.system.environment} />}
                  </span>
                }
                second={
                  <bdi>{plainDisplay([known?.customer, system].filter(Boolean).join(' / '))}</bdi>
                }
              />
            );
          },
        },
        {
          id: 'state',
          title: t('group.state'),
          width: '32%',
          hover: (member) => cause(member) || plainDisplay(serverOf(member, results)),
          cell: (member) => (
            <TwoLines
              first={<MemberTag state={member.state} />}
              second={cause(member) || <bdi>{plainDisplay(serverOf(member, results))}</bdi>}
            />
          ),
        },
        {
          id: 'rows',
          title: t('group.rows'),
          width: 72,
          align: 'right',
          cell: ({ rows, state }) => (rows === 0 && state !== 'done' ? '–' : formatCount(rows)),
        },
        {
          id: 'severity',
          title: t('group.worst'),
          width: 92,
          cell: ({ severity, state }) =>
            severity !== null ? (
              <SeverityTag level={severity} />
            ) : state === 'done' && judged ? (
              <span className="fb-muted">{t('group.within')}</span>
            ) : (
              '–'
            ),
        },
        {
          id: 'time',
          title: t('group.time'),
          width: 72,
          align: 'right',
          cell: ({ elapsedMs }) =>
            elapsedMs > 0 ? t('group.seconds', { seconds: (elapsedMs / 1000).toFixed(2) }) : '–',
        },
      ]}
    />
  );
}

function serverOf({ resultId }: GroupMember, results: readonly ResultState[]): string {
  return results.find(({ id }) => id === resultId)?.server ?? '';
}
