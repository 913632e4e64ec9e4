import { useTranslation } from 'react-i18next';
import { IconPinned } from '@tabler/icons-react';
import type { ResultState, Severity } from '../../../../src-main/contract/index';
import {
  EnvironmentTag,
  formatBytes,
  formatCount,
  formatFullTime,
  formatMoment,
  ItemTable,
  plainDisplay,
  Tag,
  TwoLines,
} from '../../../ui/index';
import { nameOf } from '../compare/open-comparison';
import { StateTag } from '../ResultFailure';
import { TickBox } from '../TickBox';
import styles from './kept.module.css';

/**
 * One row for each kept result. Enter opens it, Space or X chooses it, P pins it, F2 renames it,
 * Delete discards what is chosen.
 */
export function KeptTable({
  results,
  selectedId,
  chosen,
  severities,
  queryNameOf,
  onSelect,
  onOpen,
  onChoose,
  onChooseAll,
  onPin,
  onRename,
  onDiscard,
}: {
  results: readonly ResultState[];
  selectedId: string | undefined;
  chosen: ReadonlySet<string>;
  severities: ReadonlyMap<string, Severity | null>;
  /** What the saved query is called that a result came from; empty without one. */
  queryNameOf: (result: ResultState) => string;
  onSelect: (id: string) => void;
  onOpen: (result: ResultState) => void;
  onChoose: (result: ResultState) => void;
  onChooseAll: (all: boolean) => void;
  onPin: (result: ResultState) => void;
  onRename: (result: ResultState) => void;
  onDiscard: (result: ResultState) => void;
}) {
  const { t } = useTranslation('compare');
  const { t: say } = useTranslation('results');
  const ticked = results.filter(({ id }) => chosen.has(id)).length;
  return (
    <ItemTable
      label={t('kept.title')}
      rowHeight="tall"
      items={results}
      itemId={({ id }) => id}
      selectedId={selectedId}
      onSelect={onSelect}
      onActivate={onOpen}
      keys={{ ' ': onChoose, x: onChoose, p: onPin, F2: onRename, Delete: onDiscard }}
      columns={[
        {
          id: 'chosen',
          title: '',
          head: (
            <TickBox
              label={t('kept.chooseAll')}
              checked={ticked > 0 && ticked === results.length}
              indeterminate={ticked > 0 && ticked < results.length}
              tabStop
              onChange={onChooseAll}
            />
          ),
          width: 40,
          cell: (result) => (
            <TickBox
              label={t('kept.choose', { name: nameOf(result) })}
              checked={chosen.has(result.id)}
              onChange={() => onChoose(result)}
            />
          ),
        },
        {
          id: 'result',
          title: t('kept.columns.result'),
          hover: ({ sql }) => plainDisplay(sql.slice(0, 2000)),
          cell: (result) => {
            const query = queryNameOf(result);
            const level = severities.get(result.id);
            return (
              <TwoLines
                first={
                  <span className="fb-row">
                    {result.pinned && (
                      <IconPinned
                        size={14}
                        className={styles['pinned']}
                        aria-label={t('kept.pinned')}
                      />
                    )}
                    <bdi
                      className={
                        result.title === '' ? 'fb-ellipsis fb-mono' : 'fb-ellipsis fb-medium'
                      }
                    >
                      {nameOf(result)}
                    </bdi>
                    {level && (
                      <Tag tone={level === 'critical' ? 'error' : 'warn'}>
                        {say(`severity.${level}`)}
                      </Tag>
                    )}
                  </span>
                }
                second={
                  query !== '' && query !== result.title ? (
                    <bdi>{query}</bdi>
                  ) : result.title === '' ? (
                    ''
                  ) : (
                    <bdi className="fb-mono">{nameOf({ ...result, title: '' })}</bdi>
                  )
                }
              />
            );
          },
        },
        {
          id: 'place',
          title: t('kept.columns.place'),
          width: '32%',
          hover: ({ server, host }) => plainDisplay(`${server}\n${host}`),
          cell: ({ environment, system, username, database, host }) => (
            <TwoLines
              first={
                <span className="fb-row">
                  <EnvironmentTag environment={environment} />
                  <bdi className="fb-ellipsis">{plainDisplay(system)}</bdi>
                </span>
              }
              second={
                <bdi className="fb-mono">
                  {plainDisplay([`${database} @ ${host}`, username].filter(Boolean).join(' · '))}
                </bdi>
              }
            />
          ),
        },
        {
          id: 'time',
          title: t('kept.columns.time'),
          width: 100,
          hover: ({ startedAt }) => formatFullTime(startedAt),
          cell: ({ startedAt }) => formatMoment(startedAt),
        },
        {
          id: 'rows',
          title: t('kept.columns.rows'),
          width: 84,
          align: 'right',
          cell: ({ rows, bytes }) => (
            <TwoLines
              first={<span className="fb-number">{formatCount(rows)}</span>}
              second={formatBytes(bytes)}
            />
          ),
        },
        {
          id: 'state',
          title: t('kept.columns.state'),
          width: 84,
          align: 'right',
          cell: ({ state }) => <StateTag state={state} />,
        },
      ]}
    />
  );
}
