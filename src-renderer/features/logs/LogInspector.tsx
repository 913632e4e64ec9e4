import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCopy, IconFilter, IconFilterOff } from '@tabler/icons-react';
import type { LogRecord, LogSource } from '../../../src-main/contract/logs';
import {
  Busy,
  Button,
  clipText,
  EvidencePin,
  formatCount,
  HostileLines,
  HostileText,
  IconButton,
  KeyValueList,
  LevelTag,
  PanelHeader,
  Section,
} from '../../ui/index';
import {
  AddEvidenceButton,
  CommandButton,
  useHostQuery,
  useWorkbench,
  type PanelReference,
} from '../workbench/index';
import { encodingText } from './encoding-text';
import { unfoldRecord } from './fold-record';
import { useLogPages, type FocusedRow } from './log-store';
import { spansFrom } from './row-lines';
import { StateTag } from './StateTag';
import { fullTimeText } from './time-text';
import styles from './logs.module.css';

/** Of a field; the whole record stands above. */
const valueCharacters = 300;

/** The record the keyboard is on: its text, its fields, and where it comes from. */
export function LogInspector({ panel }: { panel: PanelReference }) {
  const { t } = useTranslation('logs');
  const focused = useLogPages((store) => store.focused[panel.id]);
  const view = useLogPages((store) => store.views[panel.id]);
  if (!focused || !view) {
    return (
      <>
        <PanelHeader title={t('inspector.title')} />
        <Section title={t('inspector.nothing')}>
          <p className="fb-muted fb-small">{t('inspector.nothingDetail')}</p>
        </Section>
      </>
    );
  }
  return <FocusedRecord focused={focused} source={view.sources[focused.row.source]} />;
}

function FocusedRecord({
  focused: { viewId, generation, row },
  source,
}: {
  focused: FocusedRow;
  source: LogSource | undefined;
}) {
  const { t } = useTranslation('logs');
  const { data: record } = useHostQuery(
    ['logs', 'record', viewId, generation, row.row],
    (host) => host.logs.record({ id: viewId, row: row.row, generation }),
    { keepPrevious: true },
  );
  const copy = (): void =>
    void navigator.clipboard.writeText(record?.text.map(({ text }) => text).join('\n') ?? '');
  return (
    <>
      <PanelHeader
        title={t('inspector.title')}
        count={row.pin === null ? undefined : <EvidencePin label={row.pin} />}
        actions={<IconButton label={t('inspector.copy')} icon={<IconCopy />} onClick={copy} />}
      />
      <Section
        title={t('inspector.line', { line: formatCount(row.line + 1) })}
        aside={source && <StateTag source={source} />}
      >
        <div className="fb-row">
          {row.level && <LevelTag level={row.level} />}
          {row.time !== null && <span className="fb-mono fb-muted">{fullTimeText(row.time)}</span>}
        </div>
        {record ? (
          <RecordText
            key={`${viewId}/${row.source}/${row.offset}`}
            record={record}
            body={row.body ?? 0}
          />
        ) : (
          <Busy text={t('loading')} />
        )}
        <div className={styles['evidence']}>
          <AddEvidenceButton />
          <CommandButton
            command="evidence.addWithRemark"
            label={t('inspector.remark')}
            showKeys={false}
          />
        </div>
      </Section>
      {record && <Fields record={record} />}
      {source && record && <Origin source={source} record={record} />}
    </>
  );
}

/** The lines of a record; those of a long one that matter, with the rest to unfold. */
function RecordText({
  record: { text: lines, lines: count },
  body,
}: {
  record: LogRecord;
  body: number;
}) {
  const { t } = useTranslation('logs');
  const [whole, setWhole] = useState(false);
  const { shown, hidden, onlyFrames } = unfoldRecord(lines, whole);
  // The time and the level stand above it.
  const text = [0, ...shown].map((index) => {
    const { text: all = '', spans = [] } = lines[index] ?? {};
    const from = index === 0 ? body : 0;
    return { text: all.slice(from), spans: spansFrom(spans, from) };
  });
  const cut = count - lines.length;
  return (
    <>
      <pre className={styles['detail']}>
        <HostileLines lines={text} />
      </pre>
      {hidden > 0 && (
        <Button variant="ghost" onClick={() => setWhole(true)}>
          {t(onlyFrames ? 'row.moreFrames' : 'row.moreLines', {
            count: hidden,
            lines: formatCount(hidden),
          })}
        </Button>
      )}
      {whole && (
        <Button variant="ghost" onClick={() => setWhole(false)}>
          {t('row.unfolded')}
        </Button>
      )}
      {cut > 0 && (
        <p className="fb-small fb-muted">
          {t('inspector.cut', { count: cut, lines: formatCount(cut) })}
        </p>
      )}
    </>
  );
}

function Fields({ record: { fields } }: { record: LogRecord }) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  if (fields.length === 0) return null;
  return (
    <Section title={t('inspector.fields')} aside={fields.length}>
      <KeyValueList
        items={fields.map(({ name, value }) => ({
          key: name,
          label: name,
          mono: true,
          value: (
            <span className={styles['field']}>
              <HostileText text={shortOf(value)} />
              <IconButton
                size="sm"
                label={t('inspector.filterFor', { name })}
                icon={<IconFilter />}
                onClick={() => workbench.run('logs.filterFor', { field: name, value })}
              />
              <IconButton
                size="sm"
                label={t('inspector.filterOut', { name })}
                icon={<IconFilterOff />}
                onClick={() => workbench.run('logs.filterOut', { field: name, value })}
              />
            </span>
          ),
        }))}
      />
    </Section>
  );
}

/** A value for a narrow place: its first line, and not all of a long one. */
function shortOf(value: string): string {
  const [first = ''] = value.split(/\r?\n/, 1);
  const { text, rest } = clipText(first, valueCharacters);
  return rest > 0 || first.length < value.length ? `${text}…` : text;
}

function Origin({ source, record }: { source: LogSource; record: LogRecord }) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const item = (key: string, label: string, value: string) =>
    value === '' ? [] : [{ key, label, value: <HostileText text={value} />, mono: true }];
  const bytes = `${formatCount(record.from)} – ${formatCount(record.to)}`;
  // As people paste it into a ticket: one fact a line.
  const provenance = [
    [t('inspector.host'), source.host],
    [t('inspector.path'), record.file?.path ?? source.path],
    ['inode', record.file?.inode ?? ''],
    [t('inspector.bytes'), bytes],
    [t('inspector.encoding'), encodingText(source.encoding)],
    ['SHA-256', record.sha256],
  ]
    .filter(([, value]) => value !== '')
    .map((fact) => fact.join(': '))
    .join('\n');
  return (
    <Section
      title={t('inspector.source')}
      aside={
        <IconButton
          size="sm"
          label={t('inspector.copySource')}
          icon={<IconCopy />}
          onClick={() => void navigator.clipboard.writeText(provenance)}
        />
      }
    >
      <KeyValueList
        items={[
          ...item('host', t('inspector.host'), source.host),
          ...item('path', t('inspector.path'), record.file?.path ?? source.path),
          ...item('inode', 'inode', record.file?.inode ?? ''),
          ...item('bytes', t('inspector.bytes'), bytes),
          ...item('encoding', t('inspector.encoding'), encodingText(source.encoding)),
          ...item('sha256', 'SHA-256', record.sha256),
          ...item('command', t('inspector.command'), source.commands.at(-1) ?? ''),
        ]}
      />
      {source.systemId && (
        <Button onClick={() => workbench.run('systems.open', source.systemId)}>
          {t('inspector.system', { name: source.system })}
        </Button>
      )}
    </Section>
  );
}
