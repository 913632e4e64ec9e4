import { useTranslation } from 'react-i18next';
import type { LogCapture } from '../../../src-main/contract/logs';
import {
  formatBytes,
  formatFullTime,
  formatMoment,
  ItemTable,
  plainDisplay,
  Tag,
  TwoLines,
} from '../../ui/index';

/** One row for each capture; one tab stop. Enter opens, F2 renames, Delete deletes. */
export function CaptureTable({
  captures,
  selectedId,
  onSelect,
  onOpen,
  onRename,
  onDelete,
}: {
  captures: readonly LogCapture[];
  selectedId: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (capture: LogCapture) => void;
  onRename: () => void;
  onDelete: () => void;
}) {
  const { t } = useTranslation('logs');
  return (
    <ItemTable
      label={t('captures.title')}
      rowHeight="tall"
      items={captures}
      itemId={({ id }) => id}
      selectedId={selectedId}
      onSelect={onSelect}
      onActivate={onOpen}
      keys={{ F2: onRename, Delete: onDelete }}
      columns={[
        {
          id: 'name',
          title: t('captures.name'),
          hover: ({ name, path }) => plainDisplay([name, path].filter(Boolean).join(' · ')),
          cell: ({ name, path, kept }) => (
            <TwoLines
              first={
                <span className="fb-row">
                  <bdi className="fb-ellipsis fb-medium">{plainDisplay(name)}</bdi>
                  {kept && <Tag tone="info">{t('captures.keptTag')}</Tag>}
                </span>
              }
              second={<bdi className="fb-mono">{plainDisplay(path)}</bdi>}
            />
          ),
        },
        {
          id: 'system',
          title: t('captures.system'),
          width: '22%',
          hover: ({ system, host }) => [system, host].filter(Boolean).join(' · '),
          cell: ({ system, host }) => (
            <TwoLines first={<bdi>{system}</bdi>} second={<bdi>{host}</bdi>} />
          ),
        },
        {
          id: 'size',
          title: t('captures.size'),
          width: 122,
          align: 'right',
          cell: ({ bytes, stored }) => (
            <TwoLines
              first={<span className="fb-number">{formatBytes(bytes)}</span>}
              second={t('captures.stored', { size: formatBytes(stored) })}
            />
          ),
        },
        {
          id: 'times',
          title: t('captures.times'),
          width: 128,
          hover: ({ startedAt, endedAt }) =>
            [startedAt, ...(endedAt === null ? [] : [endedAt])].map(formatFullTime).join(' – '),
          cell: ({ startedAt, endedAt, live }) => (
            <TwoLines
              first={formatMoment(startedAt)}
              second={
                live ? (
                  <Tag tone="ok">{t('state.live')}</Tag>
                ) : endedAt === null ? (
                  t('captures.cutOff')
                ) : (
                  t('captures.until', { time: formatMoment(endedAt) })
                )
              }
            />
          ),
        },
        {
          id: 'gaps',
          title: t('captures.gaps'),
          width: 64,
          align: 'right',
          cell: ({ gaps }) => (gaps > 0 ? <Tag tone="warn">{gaps}</Tag> : '0'),
        },
      ]}
    />
  );
}
