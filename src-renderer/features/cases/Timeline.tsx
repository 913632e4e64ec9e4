import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconEraser,
  IconFlag,
  IconMessage2,
  IconNotes,
  IconPaperclip,
  IconPencil,
  IconPin,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import {
  largestFileBytes,
  type CaseDetail,
  type TimelineEntry,
} from '../../../src-main/contract/index';
import {
  Button,
  cx,
  formatFullTime,
  formatMoment,
  IconButton,
  Segmented,
  TextField,
} from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import { bytesToBase64 } from './base64';
import { EvidenceCard } from './EvidenceCard';
import styles from './cases.module.css';

const icons: Record<TimelineEntry['kind'], typeof IconPin> = {
  created: IconPlus,
  status: IconArrowsExchange,
  priority: IconFlag,
  evidence: IconPin,
  'evidence-removed': IconTrash,
  'evidence-restored': IconArrowBackUp,
  note: IconNotes,
  remark: IconMessage2,
  redaction: IconEraser,
  edited: IconPencil,
};

/** What happened, oldest first, with the evidence where it was taken. Files can be dropped here. */
export function Timeline({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  const [filter, setFilter] = useState('all');
  const [dropping, setDropping] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { length } = detail.timeline;
  const seen = useRef(length);
  useEffect(() => {
    // What was just added stands at the end; a case that is opened begins at its beginning.
    if (length > seen.current) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
    seen.current = length;
  }, [length]);
  const attach = useAttach(detail.case.id);
  const byLabel = new Map(detail.evidence.map((evidence) => [`E${evidence.ordinal}`, evidence]));
  const entries = detail.timeline.filter((entry) => filter === 'all' || entry.kind === 'evidence');
  const kept = detail.evidence.filter((evidence) => !evidence.removed).length;

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setDropping(false);
    void attach([...event.dataTransfer.files]);
  };
  return (
    <section
      className={cx(styles['timeline'], dropping && styles['dropping'])}
      aria-label={t('timeline.title')}
      data-region="dock-part"
      tabIndex={-1}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
    >
      <div className={styles['timelineHead']}>
        <h2>{t('timeline.title')}</h2>
        <span className="fb-faint fb-small">{kept}</span>
        <span className="fb-grow" />
        <Segmented
          label={t('timeline.filter')}
          hideLabel
          value={filter}
          options={[
            { value: 'all', label: t('timeline.all') },
            { value: 'evidence', label: t('timeline.evidence') },
          ]}
          onChange={setFilter}
        />
        <IconButton
          label={t('timeline.attach')}
          icon={<IconPaperclip />}
          onClick={() => chooser.current?.click()}
        />
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label={t('timeline.attach')}
          onChange={(event) => {
            void attach([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </div>
      <div
        ref={list}
        className={styles['entries']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        role="list"
        aria-label={t('timeline.title')}
        data-page-focus
      >
        {entries.map((entry) => (
          <Entry
            key={entry.id}
            entry={entry}
            detail={detail}
            evidence={byLabel.get(entry.params['number'] ?? '')}
          />
        ))}
        {filter === 'evidence' && entries.length === 0 && (
          <p className="fb-faint">{t('timeline.noEvidence')}</p>
        )}
      </div>
      <RemarkField caseId={detail.case.id} />
    </section>
  );
}

function Entry({
  entry,
  detail,
  evidence,
}: {
  entry: TimelineEntry;
  detail: CaseDetail;
  evidence: CaseDetail['evidence'][number] | undefined;
}) {
  const Icon = icons[entry.kind];
  return (
    <div className={styles['entry']} role="listitem">
      <time className={styles['entryTime']} title={formatFullTime(entry.at)}>
        {formatMoment(entry.at)}
      </time>
      <span className={styles['entryIcon']} data-kind={entry.kind} aria-hidden="true">
        <Icon />
      </span>
      <div className={styles['entryBody']}>
        {entry.kind === 'evidence' && evidence ? (
          <EvidenceCard owner={detail.case} evidence={evidence} />
        ) : (
          <Sentence entry={entry} />
        )}
      </div>
    </div>
  );
}

/** What an entry says, as one translated sentence. */
function Sentence({ entry }: { entry: TimelineEntry }) {
  const { t, i18n } = useTranslation('cases');
  const { params } = entry;
  switch (entry.kind) {
    case 'status':
      return (
        <>
          {t('timeline.entry.status', {
            from: t(`status.${params['from']}`),
            to: t(`status.${params['to']}`),
          })}
        </>
      );
    case 'edited':
      return (
        <>
          {t('timeline.entry.edited', {
            fields: new Intl.ListFormat(i18n.language).format(
              (params['fields'] ?? '').split(', ').map((field) => t(`editedField.${field}`)),
            ),
          })}
        </>
      );
    default:
      return (
        <span className={styles['preformatted']}>{t(`timeline.entry.${entry.kind}`, params)}</span>
      );
  }
}

function RemarkField({ caseId }: { caseId: string }) {
  const { t } = useTranslation('cases');
  const [text, setText] = useState('');
  const add = useHostMutation(
    (host) => host.cases.addEvidence({ caseId, source: { kind: 'remark', text: text.trim() } }),
    { onSuccess: () => setText('') },
  );
  const submit = (): void => {
    if (text.trim() !== '') add.mutate();
  };
  return (
    <form
      className={styles['remarkField']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={t('remark.label')}
        hideLabel
        placeholder={t('remark.placeholder')}
        kbd="Enter"
        value={text}
        onChange={setText}
      />
      <Button
        type="submit"
        busy={add.isPending}
        {...(text.trim() === '' ? { disabledReason: t('remark.empty') } : {})}
      >
        {t('remark.add')}
      </Button>
    </form>
  );
}

function useAttach(caseId: string): (files: readonly File[]) => Promise<void> {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  return async (files) => {
    for (const file of files) {
      if (file.size > largestFileBytes) {
        workbench.notify({
          tone: 'warn',
          title: t('attach.tooLarge', { name: file.name }),
          body: t('attach.tooLargeNext'),
        });
        continue;
      }
      try {
        const data = bytesToBase64(new Uint8Array(await file.arrayBuffer()));
        const source = { kind: 'file' as const, name: file.name, mediaType: file.type, data };
        const evidence = await workbench.host.cases.addEvidence({ caseId, source });
        workbench.notify({
          tone: 'case',
          title: t('attach.done', { label: `E${evidence.ordinal}`, name: file.name }),
        });
      } catch (error) {
        workbench.reportError(error);
      }
    }
  };
}
