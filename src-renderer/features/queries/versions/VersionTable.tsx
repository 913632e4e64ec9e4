import { useTranslation } from 'react-i18next';
import type { QueryVersion } from '../../../../src-main/contract/index';
import {
  formatFullTime,
  formatMoment,
  ItemTable,
  plainDisplay,
  Tag,
  TwoLines,
} from '../../../ui/index';

/** One row for each version, the newest first. */
export function VersionTable({
  versions,
  selected,
  onSelect,
  onRestore,
}: {
  versions: readonly QueryVersion[];
  selected: number | undefined;
  onSelect: (version: number) => void;
  onRestore: () => void;
}) {
  const { t } = useTranslation('query-library');
  return (
    <ItemTable
      label={t('versions.title')}
      rowHeight="tall"
      items={versions}
      itemId={({ version }) => String(version)}
      selectedId={selected === undefined ? undefined : String(selected)}
      onSelect={(id) => onSelect(Number(id))}
      // Opening an old version is comparing it, which is what selecting does.
      onActivate={({ version }) => onSelect(version)}
      keys={{ r: onRestore }}
      columns={[
        {
          id: 'version',
          title: t('versions.version'),
          hover: ({ note, sql }) => plainDisplay([note, sql].filter(Boolean).join('\n')),
          cell: ({ version, current, note, sql }) => (
            <TwoLines
              first={
                <span className="fb-row">
                  <span className="fb-medium">{t('versions.number', { version })}</span>
                  {current && <Tag tone="ok">{t('versions.current')}</Tag>}
                </span>
              }
              second={
                <bdi className={note === '' ? 'fb-mono' : undefined}>
                  {plainDisplay(note || sql)}
                </bdi>
              }
            />
          ),
        },
        {
          id: 'at',
          title: t('versions.saved'),
          width: 148,
          hover: ({ at }) => formatFullTime(at),
          cell: ({ at, author }) => (
            <TwoLines
              first={formatMoment(at)}
              second={<bdi>{plainDisplay(author) || t('versions.nobody')}</bdi>}
            />
          ),
        },
      ]}
    />
  );
}
