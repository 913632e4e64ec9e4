import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCondition, LogRecord, LogRow } from '../../../src-main/contract/logs';
import { clipText, ContextMenu, plainDisplay, type MenuItem } from '../../ui/index';
import type { LogDialogProps } from './log-dialog';
import { timeText } from './time-text';

const mostFields = 12;
const valueCharacters = 60;
/** Fields that every record has and that are offered in words of our own. */
const ownColumns: ReadonlySet<string> = new Set(['time', 'level', 'message']);

/** The values of a record, to filter for or out. */
export function ValuesMenu({
  viewer,
  row,
  exclude,
  onClose,
}: LogDialogProps & { row: LogRow; exclude: boolean }) {
  const { t } = useTranslation('logs');
  const { view, logs, addConditions, fail } = viewer;
  const [record, setRecord] = useState<LogRecord | null>(null);
  const { id } = view;
  useEffect(() => {
    let gone = false;
    logs
      .record({ id, row: row.row })
      .then((found) => {
        if (!gone) setRecord(found);
      })
      .catch((error: unknown) => {
        fail(error);
        if (!gone) onClose();
      });
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- asked once for this row
  }, [logs, id, row.row]);
  // Drawn once all of it is known: a menu that grows under the pointer picks the wrong thing.
  if (!record) return null;

  const item = (key: string, label: string, condition: LogCondition): MenuItem => ({
    id: key,
    label: clipText(plainDisplay(label), valueCharacters).text,
    onSelect: () => void addConditions(condition),
  });
  const items: MenuItem[] = [];
  if (record.level)
    items.push(
      item('level', `${t('condition.kinds.level')} ${t(`level.${record.level}`)}`, {
        kind: 'level',
        exclude,
        level: record.level,
        andWorse: !exclude,
      }),
    );
  for (const { name, value } of record.fields.slice(0, mostFields)) {
    if (value === '' || value.length > 1000 || ownColumns.has(name)) continue;
    items.push(
      item(`field ${name}`, `${name} ${value}`, { kind: 'field', exclude, field: name, value }),
    );
  }
  const source = view.sources[row.source];
  if (source && view.sources.length > 1)
    items.push(
      item('source', `${t('condition.source')} ${source.name}`, {
        kind: 'source',
        exclude,
        sourceId: source.id,
      }),
    );
  if (row.time !== null) {
    const time = timeText(row.time, 'clock');
    items.push(
      item('from', t('values.from', { time }), {
        kind: 'time',
        exclude,
        from: row.time,
        to: null,
      }),
      item('to', t('values.to', { time }), {
        kind: 'time',
        exclude,
        from: null,
        to: row.time + 1,
      }),
    );
  }
  const place = viewer.list.current?.boxOf(row.row);
  return (
    <ContextMenu
      label={t(exclude ? 'values.exclude' : 'values.include')}
      at={{ x: (place?.left ?? 200) + 160, y: place?.bottom ?? 200 }}
      items={items}
      onClose={onClose}
    />
  );
}
