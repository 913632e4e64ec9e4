import { useTranslation } from 'react-i18next';
import { IconCopy } from '@tabler/icons-react';
import type { AuditEntry } from '../../../src-main/contract/index';
import {
  EmptyState,
  formatCount,
  formatFullTime,
  HostileText,
  IconButton,
  KeyValueList,
  PanelHeader,
  Section,
  useAnnounce,
} from '../../ui/index';
import { useWorkbench } from '../workbench/index';
import { leadingName } from './audit-model';
import { useAuditView } from './audit-store';
import { useFieldNames } from './field-names';
import styles from './audit.module.css';

/** The whole of the selected row: exact command, every value, its place in the chain. */
export function AuditInspector() {
  const { t } = useTranslation('audit');
  const entry = useAuditView((store) => store.selected);
  return (
    <>
      <PanelHeader
        title={
          entry
            ? t('inspector.row', { sequence: formatCount(entry.sequence) })
            : t('inspector.title')
        }
      />
      {entry ? (
        <EntryFacts entry={entry} />
      ) : (
        <EmptyState sentence={t('inspector.none')} detail={t('inspector.noneDetail')} />
      )}
    </>
  );
}

function EntryFacts({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('audit');
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const lead = leadingName(entry.detail);
  const leadText = lead === null ? '' : String(entry.detail[lead]);
  const others = Object.entries(entry.detail).filter(([name]) => name !== lead);
  const nameOf = useFieldNames();
  const copy = (): void => {
    navigator.clipboard.writeText(leadText).then(
      () => announce(t('inspector.copied')),
      (error: unknown) => workbench.reportError(error),
    );
  };
  return (
    <>
      <div className={styles['entryHead']}>
        <h3 className={styles['entryTitle']}>{t(`kind.${entry.kind}`)}</h3>
        <p className="fb-small fb-muted">
          {formatFullTime(entry.at)}
          {entry.target !== '' && (
            <>
              {' · '}
              <bdi className="fb-mono">
                <HostileText text={entry.target} />
              </bdi>
            </>
          )}
        </p>
      </div>
      {lead !== null && (
        <Section
          title={nameOf(lead)}
          aside={
            <IconButton
              label={t('inspector.copy')}
              icon={<IconCopy aria-hidden="true" />}
              onClick={copy}
            />
          }
        >
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keys */}
          <pre className={styles['exact']} tabIndex={0}>
            <HostileText text={leadText} multiline />
          </pre>
        </Section>
      )}
      {others.length > 0 && (
        <Section title={t('inspector.values')}>
          <KeyValueList
            items={others.map(([name, value]) => ({
              key: name,
              label: nameOf(name),
              value: <HostileText text={value === null ? '—' : String(value)} />,
              mono: true,
            }))}
          />
        </Section>
      )}
      <Section title={t('inspector.chain')}>
        <KeyValueList
          items={[
            { key: 'sequence', label: t('field.sequence'), value: entry.sequence, mono: true },
            { key: 'device', label: t('field.device'), value: entry.device, mono: true },
            {
              key: 'clock',
              label: t('field.clock'),
              value:
                entry.clockOffsetMs === null
                  ? t('inspector.clockUnknown')
                  : `${entry.clockOffsetMs} ms`,
            },
            { key: 'hash', label: 'SHA-256', value: entry.hash, mono: true },
          ]}
        />
      </Section>
    </>
  );
}
