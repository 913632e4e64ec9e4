import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../../src-main/contract/index';
import {
  formatCount,
  formatFullTime,
  HostileText,
  KeyValueList,
  Section,
  type KeyValueItem,
} from '../../../ui/index';

/** Clocks nearer than this are the same for whoever compares times. */
const sameClockMs = 1_000;

/** Where the rows of a result came from, and how it is known that they are those. */
export function ProvenanceSection({ result, title }: { result: ResultState; title?: string }) {
  const { t } = useTranslation('queries');
  const text = (key: string, value: string): KeyValueItem[] =>
    value === ''
      ? []
      : [
          {
            key,
            label: t(`inspector.${key}`),
            value: <HostileText text={value} />,
            mono: true,
          },
        ];
  const { clockOffsetMs } = result;
  // One that failed has no rows to count, and none to hash.
  const cameRows = result.columns.length > 0;
  const clock =
    clockOffsetMs === null || Math.abs(clockOffsetMs) < sameClockMs
      ? ''
      : t(clockOffsetMs > 0 ? 'inspector.clockAhead' : 'inspector.clockBehind', {
          seconds: (Math.abs(clockOffsetMs) / 1000).toFixed(1),
        });
  return (
    <Section title={title ?? t('inspector.provenance')}>
      <KeyValueList
        items={[
          ...text('started', formatFullTime(result.startedAt)),
          ...text('system', result.system),
          ...text('host', result.host),
          ...text('server', result.server),
          ...text('database', result.database),
          ...text('username', result.username),
          ...text('clock', clock),
          ...text('rows', cameRows ? formatCount(result.rows) : ''),
          ...text('clipped', result.clippedCells === 0 ? '' : formatCount(result.clippedCells)),
          ...text('sha256', cameRows ? (result.sha256 ?? '') : ''),
          ...Object.entries(result.parameters).map(([name, value]) => ({
            key: `:${name}`,
            label: `:${name}`,
            value: <HostileText text={value ?? 'NULL'} />,
            mono: true,
          })),
        ]}
      />
    </Section>
  );
}
