import { useTranslation } from 'react-i18next';
import type { Evidence } from '../../../src-main/contract/index';
import type { LogOriginFile, LogProvenance } from '../../../src-main/contract/log-evidence';
import {
  formatBytes,
  formatCount,
  formatFullTime,
  HostileText,
  KeyValueList,
  type KeyValueItem,
} from '../../ui/index';
import styles from './cases.module.css';

type ResultProvenance = Extract<Evidence['provenance'], { kind: 'result' }>;
/** What is known of one of two compared results, or of the only one. */
type ResultOrigin = Omit<ResultProvenance, 'kind' | 'columns' | 'rows' | 'comparison' | 'sha256'>;

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

  /** A log, or all the files that the lines came from. */
  function log(origin: LogProvenance): KeyValueItem[] {
    const { files = [], parts = [] } = origin;
    const [only] = files;
    const pieces = parts.flatMap(([, from, bytes]) =>
      from === null ? [] : [rangeText(from, from + bytes)],
    );
    const range =
      origin.byteFrom === null || origin.byteTo === null
        ? pieces.join('\n')
        : rangeText(origin.byteFrom, origin.byteTo);
    if (files.length > 1)
      return [
        ...files.flatMap((file, index): KeyValueItem[] => [
          {
            key: `file-${index}`,
            label: t('provenance.file', { number: index + 1 }),
            mono: true,
            value: (
              <HostileText
                multiline
                text={[
                  [file.system, file.host].filter(Boolean).join(' · '),
                  file.path,
                  file.entry,
                  [file.inode === null ? '' : `inode ${file.inode}`, file.encoding, file.zone]
                    .filter(Boolean)
                    .join(' · '),
                  clockOf(file),
                  ...parts
                    .filter(([of]) => of === index)
                    .map(([, from, bytes]) => (from === null ? '' : rangeText(from, from + bytes))),
                ]
                  .filter(Boolean)
                  .join('\n')}
              />
            ),
          },
        ]),
        ...item('lines', formatCount(origin.lines)),
        ...item('filter', origin.filter),
        ...item('command', files.flatMap(({ commands }) => commands).join('\n')),
      ];
    return [
      ...item('system', origin.system, false),
      ...item('host', origin.host),
      ...item('path', origin.path),
      ...item('entry', only?.entry),
      ...item('inode', origin.inode === null ? null : String(origin.inode)),
      ...item(only?.packed ? 'unpackedRange' : 'byteRange', range),
      ...item('lines', formatCount(origin.lines)),
      ...item('encoding', origin.encoding),
      ...item('logFormat', only?.format),
      ...item('zone', only?.zone),
      ...item('logClock', only && clockOf(only), false),
      ...item('filter', origin.filter),
      ...item('command', origin.command),
    ];
  }

  /** What was added to the times of a log, and who says so. */
  function clockOf({ clockOffsetMs, clockMeasuredAt }: LogOriginFile): string {
    const offset = t('provenance.milliseconds', { count: clockOffsetMs });
    if (clockMeasuredAt != null)
      return t('provenance.clockMeasured', { offset, time: formatFullTime(clockMeasuredAt) });
    return clockOffsetMs === 0 ? '' : t('provenance.clockChosen', { offset });
  }

  /** How a run ended, where that is known. */
  function endOf({ state, truncated }: ResultOrigin): string {
    const ends = [
      state && t(`provenance.ends.${state}`),
      truncated && t('provenance.ends.truncated'),
    ];
    return ends.filter(Boolean).join('\n');
  }

  function queryOf({ queryId, queryVersion }: ResultOrigin): string | null {
    if (!queryId) return null;
    return queryVersion == null
      ? queryId
      : t('provenance.queryVersion', { query: queryId, version: queryVersion });
  }

  /**
   * Where the rows of one result come from.
   *
   * @param rows those taken of it
   * @param whole also the hash of all its rows, where others are the evidence
   */
  function run(origin: ResultOrigin, rows: number, whole: boolean): KeyValueItem[] {
    return [
      ...item('system', origin.system, false),
      ...item('server', origin.server),
      ...item('host', origin.host),
      ...item('database', origin.database),
      ...item('username', origin.username),
      ...item('startedAt', formatFullTime(origin.startedAt)),
      {
        key: 'sql',
        label: t('provenance.sql'),
        mono: true,
        value: (
          <span className={styles['preformatted']}>
            <HostileText multiline text={origin.sql} />
          </span>
        ),
      },
      ...item(
        'parameters',
        Object.entries(origin.parameters)
          .map(([name, value]) => `:${name} = ${value ?? 'NULL'}`)
          .join('\n'),
      ),
      ...item('rows', formatCount(rows)),
      ...item('guard', origin.guard && t(`provenance.guards.${origin.guard}`), false),
      ...item('end', endOf(origin), false),
      ...item(
        'serverClock',
        origin.clockOffsetMs == null
          ? null
          : t('provenance.milliseconds', { count: Math.round(origin.clockOffsetMs) }),
        false,
      ),
      ...item('clippedCells', origin.clippedCells ? formatCount(origin.clippedCells) : null),
      ...item('query', queryOf(origin)),
      ...item('wholeRowsSha256', whole ? origin.wholeSha256 : null),
    ];
  }

  /** What two results differ in, and where both of them come from. */
  function compared(
    after: ResultProvenance,
    { before, counts, key, ignored, duplicates }: NonNullable<ResultProvenance['comparison']>,
  ): KeyValueItem[] {
    const repeated = duplicates.before + duplicates.after > 0;
    const of = (side: 'before' | 'after', items: KeyValueItem[]): KeyValueItem[] =>
      items.map(({ label, ...rest }) => ({
        ...rest,
        key: `${side}-${rest.key}`,
        label: (
          <>
            {t(`provenance.${side}`)} · {label}
          </>
        ),
      }));
    return [
      ...item('differences', t('provenance.differenceCounts', counts), false),
      ...item('key', key.join(', ')),
      ...item('ignored', ignored.join(', ')),
      ...item('duplicates', repeated ? t('provenance.duplicateCounts', duplicates) : null, false),
      ...of('before', run(before, before.rowCount, true)),
      // The rows that are the evidence are those that differ; of `after` itself nothing counts them.
      ...of(
        'after',
        run(after, after.rowCount, true).filter((one) => one.key !== 'rows'),
      ),
    ];
  }

  function specific(): KeyValueItem[] {
    switch (provenance.kind) {
      case 'log':
        return log(provenance);
      case 'result':
        return provenance.comparison
          ? compared(provenance, provenance.comparison)
          : run(
              provenance,
              provenance.rows?.length ?? provenance.rowCount,
              provenance.rows !== null,
            );
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

function rangeText(from: number, to: number): string {
  return `${formatCount(from)} – ${formatCount(to)}`;
}
