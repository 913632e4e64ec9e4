import { useTranslation } from 'react-i18next';
import type { SentStatement } from '../../../../src-main/contract/index';
import {
  formatCount,
  formatFullTime,
  formatMoment,
  ItemTable,
  plainDisplay,
  Tag,
  TwoLines,
  type Tone,
} from '../../../ui/index';

const tones: Readonly<Record<SentStatement['state'], Tone>> = {
  running: 'info',
  done: 'ok',
  cancelled: 'warn',
  failed: 'error',
};

/** One row for each statement. Enter opens it in a console, Delete forgets it. */
export function HistoryTable({
  statements,
  nameOf,
  selectedId,
  onSelect,
  onOpen,
  onForget,
}: {
  statements: readonly SentStatement[];
  /** What a connection is called; empty where it is gone. */
  nameOf: (endpointId: string) => string;
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (statement: SentStatement) => void;
  onForget: (statement: SentStatement) => void;
}) {
  const { t } = useTranslation('queries');
  return (
    <ItemTable
      label={t('history.title')}
      rowHeight="tall"
      items={statements}
      itemId={({ id }) => id}
      selectedId={selectedId}
      onSelect={onSelect}
      onActivate={onOpen}
      keys={{ Delete: onForget }}
      columns={[
        {
          id: 'statement',
          title: t('history.statement'),
          hover: ({ sql }) => plainDisplay(sql.slice(0, 2000)),
          cell: ({ title, sql, times }) => {
            const oneLine = plainDisplay(sql.slice(0, 400).replaceAll(/\s+/g, ' ').trim());
            return (
              <TwoLines
                first={
                  <span className="fb-row">
                    <bdi className={title === '' ? 'fb-ellipsis fb-mono' : 'fb-ellipsis fb-medium'}>
                      {title === '' ? oneLine : plainDisplay(title)}
                    </bdi>
                    {times > 1 && <Tag>{t('history.times', { count: times })}</Tag>}
                  </span>
                }
                second={title === '' ? '' : <bdi className="fb-mono">{oneLine}</bdi>}
              />
            );
          },
        },
        {
          id: 'target',
          title: t('history.target'),
          width: '26%',
          hover: ({ endpointId, target }) => plainDisplay(`${nameOf(endpointId)}\n${target}`),
          cell: ({ endpointId, target }) => (
            <TwoLines
              first={<bdi>{plainDisplay(nameOf(endpointId))}</bdi>}
              second={<bdi className="fb-mono">{plainDisplay(target)}</bdi>}
            />
          ),
        },
        {
          id: 'at',
          title: t('history.at'),
          width: 100,
          hover: ({ at }) => formatFullTime(at),
          cell: ({ at }) => formatMoment(at),
        },
        {
          id: 'state',
          title: t('history.state'),
          width: 132,
          align: 'right',
          cell: ({ state, rows, elapsedMs }) => (
            <TwoLines
              first={<Tag tone={tones[state]}>{t(`result.state.${state}`)}</Tag>}
              second={
                state === 'running'
                  ? ''
                  : t('history.rowsIn', {
                      count: rows,
                      rows: formatCount(rows),
                      seconds: (elapsedMs / 1000).toFixed(2),
                    })
              }
            />
          ),
        },
      ]}
    />
  );
}
