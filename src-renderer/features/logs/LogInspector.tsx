import { useTranslation } from 'react-i18next';
import { IconCopy, IconFilter, IconFilterOff } from '@tabler/icons-react';
import type { LogRecord, LogSource } from '../../../src-main/contract/logs';
import {
  Busy,
  Button,
  EvidencePin,
  formatCount,
  HostileText,
  IconButton,
  KeyValueList,
  LevelTag,
  PanelHeader,
  Section,
} from '../../ui/index';
import {
  AddEvidenceButton,
  useHostQuery,
  useWorkbench,
  type PanelReference,
} from '../workbench/index';
import { encodingText } from './encoding-text';
import { logHostOf } from './log-host';
import { useLogPages, type FocusedRow } from './log-store';
import { StateTag } from './StateTag';
import { fullTimeText } from './time-text';
import styles from './logs.module.css';

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
    (host) => logHostOf(host).record({ id: viewId, row: row.row }),
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
        aside={source && <StateTag state={source.state} />}
      >
        <div className="fb-row">
          {row.level && <LevelTag level={row.level} />}
          {row.time !== null && <span className="fb-mono fb-muted">{fullTimeText(row.time)}</span>}
        </div>
        {record ? (
          <pre className={styles['detail']}>
            <HostileText multiline text={record.text.map(({ text }) => text).join('\n')} />
          </pre>
        ) : (
          <Busy text={t('loading')} />
        )}
        <div className="fb-row">
          <AddEvidenceButton />
        </div>
      </Section>
      {record && <Fields record={record} />}
      {source && record && <Origin source={source} record={record} />}
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
              <HostileText text={value} />
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

function Origin({ source, record }: { source: LogSource; record: LogRecord }) {
  const { t } = useTranslation('logs');
  const workbench = useWorkbench();
  const item = (key: string, label: string, value: string) =>
    value === '' ? [] : [{ key, label, value: <HostileText text={value} />, mono: true }];
  const bytes = `${formatCount(record.from)} – ${formatCount(record.to)}`;
  return (
    <Section title={t('inspector.source')}>
      <KeyValueList
        items={[
          ...item('host', t('inspector.host'), source.host),
          ...item('path', t('inspector.path'), source.path),
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
