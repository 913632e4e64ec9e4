import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../src-main/contract/index';
import {
  formatBytes,
  formatCount,
  formatFullTime,
  HostileText,
  KeyValueList,
  type KeyValueItem,
} from '../../ui/index';
import styles from './cases.module.css';

/** Where evidence came from, line by line. */
export function ProvenanceList({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation('cases');
  const { provenance } = evidence;
  const item = (key: string, value: string | null | undefined, mono = true): KeyValueItem[] =>
    value === null || value === undefined || value === ''
      ? []
      : [
          {
            key,
            label: t(`provenance.${key}`),
            value: <HostileText multiline text={value} />,
            mono,
          },
        ];

  const common = [
    ...item('capturedAt', formatFullTime(evidence.capturedAt)),
    ...item(
      'clockOffset',
      evidence.clockOffsetMs === null
        ? t('provenance.neverMeasured')
        : t('provenance.milliseconds', { count: Math.round(evidence.clockOffsetMs) }),
      false,
    ),
    ...item('bytes', formatBytes(evidence.bytes)),
    ...item('sha256', evidence.sha256),
    ...item('remark', evidence.remark, false),
  ];
  return <KeyValueList items={[...specific(), ...common]} />;

  function specific(): KeyValueItem[] {
    switch (provenance.kind) {
      case 'log':
        return [
          ...item('system', provenance.system, false),
          ...item('host', provenance.host),
          ...item('path', provenance.path),
          ...item('inode', provenance.inode === null ? null : String(provenance.inode)),
          ...item(
            'byteRange',
            provenance.byteFrom === null || provenance.byteTo === null
              ? null
              : `${formatCount(provenance.byteFrom)} – ${formatCount(provenance.byteTo)}`,
          ),
          ...item('lines', formatCount(provenance.lines)),
          ...item('encoding', provenance.encoding),
          ...item('filter', provenance.filter),
          ...item('command', provenance.command),
        ];
      case 'result':
        return [
          ...item('system', provenance.system, false),
          ...item('server', provenance.server),
          ...item('host', provenance.host),
          ...item('database', provenance.database),
          ...item('username', provenance.username),
          ...item('startedAt', formatFullTime(provenance.startedAt)),
          {
            key: 'sql',
            label: t('provenance.sql'),
            mono: true,
            value: <span className={styles['preformatted']}>{provenance.sql}</span>,
          },
          ...item(
            'parameters',
            Object.entries(provenance.parameters)
              .map(([name, value]) => `:${name} = ${value ?? 'NULL'}`)
              .join('\n'),
          ),
          ...item('rows', formatCount(provenance.rows?.length ?? provenance.rowCount)),
        ];
      case 'transcript':
        return [
          ...item('origin', t(`provenance.origins.${provenance.origin}`), false),
          ...item('system', provenance.system, false),
          ...item('host', provenance.hosts.join('\n')),
          ...item('username', provenance.username),
          ...item('began', formatFullTime(provenance.startedAt)),
          ...item('ended', provenance.endedAt === null ? null : formatFullTime(provenance.endedAt)),
          ...item('format', provenance.format),
          ...item(
            'wholeSha256',
            provenance.wholeSha256 === provenance.sha256 ? null : provenance.wholeSha256,
          ),
        ];
      case 'file':
        return [
          ...item('name', provenance.name),
          ...item('mediaType', provenance.mediaType),
          ...item('system', provenance.origin?.system ?? null, false),
          ...item('host', provenance.origin?.host ?? null),
          ...item('path', provenance.origin?.path ?? null),
          ...item('username', provenance.origin?.username ?? null),
          ...item(
            'changedAt',
            provenance.origin?.changedAt == null
              ? null
              : formatFullTime(provenance.origin.changedAt),
          ),
        ];
      case 'remark':
        return [];
    }
  }
}
