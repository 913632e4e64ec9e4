import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconCircleCheck,
  IconEraser,
  IconPencil,
  IconShieldX,
  IconTicket,
} from '@tabler/icons-react';
import type { Evidence, EvidenceContent, HostClient, Row } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  DataGrid,
  Dialog,
  emptySelection,
  ErrorState,
  EvidencePin,
  HostileText,
  NoteBlock,
  Segmented,
  Tag,
  TextArea,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import { CastPlayer } from '../terminals/index';
import {
  errorText,
  useHostMutation,
  useHostQuery,
  usePages,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { ProvenanceList } from './ProvenanceList';
import { RedactionDialog } from './RedactionDialog';
import styles from './cases.module.css';

/** Evidence as it was kept: bytes checked against their hash, no connection needed. */
export default function EvidencePanel({ params }: PanelProps) {
  const { t } = useTranslation('cases');
  const evidenceId = String(params['evidenceId']);
  const { data, error, refetch } = useHostQuery(['cases', 'evidence', evidenceId], (host) =>
    host.cases.evidence({ id: evidenceId, from: 0, count: 1000 }),
  );
  if (error && !data) {
    const { what, next } = errorText(error);
    return <ErrorState what={what} {...(next ? { next } : {})} onRetry={() => void refetch()} />;
  }
  if (!data) return <Busy text={t('loading')} />;
  return <EvidenceView data={data} />;
}

function EvidenceView({ data }: { data: EvidenceContent }) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const [remarking, setRemarking] = useState(false);
  const [redacting, setRedacting] = useState(false);
  const [played, setPlayed] = useState(false);
  const { evidence } = data;
  usePanelTab({ title: `E${evidence.ordinal} · ${evidence.title}` });
  return (
    <div className={styles['evidencePanel']}>
      <Toolbar label={t('evidence.tools')}>
        <EvidencePin label={`E${evidence.ordinal}`} />
        <strong className="fb-ellipsis">{evidence.title}</strong>
        {data.verified ? (
          <Tag tone="ok" icon={<IconCircleCheck />}>
            {t('evidence.verified')}
          </Tag>
        ) : (
          <Tag tone="error" icon={<IconShieldX />}>
            {t('evidence.notVerified')}
          </Tag>
        )}
        {evidence.redaction && <Tag tone="case">{t('redaction.set')}</Tag>}
        <ToolbarSpacer />
        {isRecording(evidence) && (
          <Segmented
            label={t('evidence.recording')}
            hideLabel
            value={played ? 'play' : 'text'}
            options={[
              { value: 'text', label: t('evidence.asText') },
              { value: 'play', label: t('evidence.play') },
            ]}
            onChange={(value) => setPlayed(value === 'play')}
          />
        )}
        {data.content.kind === 'text' && !isRecording(evidence) && (
          <Button icon={<IconEraser />} onClick={() => setRedacting(true)}>
            {t('redaction.open')}
          </Button>
        )}
        <Button icon={<IconPencil />} onClick={() => setRemarking(true)}>
          {t('evidence.editRemark')}
        </Button>
        <Button icon={<IconTicket />} onClick={() => workbench.run('cases.open', evidence.caseId)}>
          {t('evidence.openCase')}
        </Button>
      </Toolbar>
      {!data.verified && (
        <NoteBlock tone="error" title={t('evidence.damagedTitle')}>
          {t('evidence.damagedBody')}
        </NoteBlock>
      )}
      <div className={styles['evidenceContent']}>
        {played ? <Recording evidence={evidence} /> : <Content data={data} />}
      </div>
      <section className={styles['provenance']} aria-label={t('provenance.title')}>
        <ProvenanceList evidence={evidence} />
      </section>
      {redacting && data.content.kind === 'text' && (
        <RedactionDialog
          evidence={evidence}
          text={data.content.text}
          onClose={() => setRedacting(false)}
        />
      )}
      {remarking && (
        <RemarkDialog
          id={evidence.id}
          remark={evidence.remark}
          onClose={() => setRemarking(false)}
        />
      )}
    </div>
  );
}

function isRecording({ provenance }: Evidence): boolean {
  return provenance.kind === 'transcript' && provenance.format === 'asciicast-v2';
}

/** A recorded terminal as it moved; no connection is needed for that either. */
function Recording({ evidence: { id, title } }: { evidence: Evidence }) {
  const load = useCallback(
    (host: HostClient, signal: AbortSignal) => host.cases.recording({ id }, { signal }),
    [id],
  );
  return <CastPlayer load={load} label={title} />;
}

function Content({ data }: { data: EvidenceContent }) {
  const { t } = useTranslation('cases');
  const { content, evidence } = data;
  switch (content.kind) {
    case 'text':
      return (
        <>
          {content.clipped && <NoteBlock tone="info">{t('evidence.clipped')}</NoteBlock>}
          <pre className={styles['evidenceText']}>
            <HostileText multiline text={content.text} />
          </pre>
        </>
      );
    case 'rows':
      return <Rows evidenceId={evidence.id} columns={content.columns} total={content.total} />;
    case 'binary':
      return content.data !== null && content.mediaType.startsWith('image/') ? (
        <img
          className={styles['evidenceImage']}
          src={`data:${content.mediaType};base64,${content.data}`}
          alt={evidence.title}
        />
      ) : (
        <NoteBlock tone="info">{t('evidence.binary')}</NoteBlock>
      );
  }
}

/** A row, and how bad it is by the thresholds of its query. */
interface ShownRow {
  cells: Row;
  severity: Extract<EvidenceContent['content'], { kind: 'rows' }>['severities'][number];
}

function Rows({
  evidenceId,
  columns,
  total,
}: {
  evidenceId: string;
  columns: Extract<EvidenceContent['content'], { kind: 'rows' }>['columns'];
  total: number;
}) {
  const { t } = useTranslation('cases');
  const pages = usePages<ShownRow>(evidenceId, total, async (host, from, count) => {
    const { content } = await host.cases.evidence({ id: evidenceId, from, count });
    if (content.kind !== 'rows') return [];
    return content.rows.map((cells, at) => ({ cells, severity: content.severities[at] ?? null }));
  });
  const [selection, setSelection] = useState(emptySelection);
  return (
    <DataGrid
      label={t('evidence.rows')}
      columns={columns}
      rowCount={total}
      getRow={(row) => pages.get(row)?.cells}
      cellState={(row, column) => {
        const severity = pages.get(row)?.severity;
        if (!severity?.columns.includes(column)) return undefined;
        const { level } = severity;
        return {
          tone: level === 'critical' ? 'error' : 'warn',
          toneText: t(`results:severity.${level}`),
        };
      }}
      onWindow={pages.want}
      selection={selection}
      onSelectionChange={setSelection}
      emptyText={t('evidence.noRows')}
      revision={pages.revision}
    />
  );
}

function RemarkDialog({
  id,
  remark,
  onClose,
}: {
  id: string;
  remark: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('cases');
  const [text, setText] = useState(remark);
  const save = useHostMutation((host) => host.cases.remarkEvidence({ id, remark: text.trim() }), {
    onSuccess: onClose,
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('evidence.editRemark')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            {t('save')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('evidence.remark')}
        data-autofocus
        rows={4}
        value={text}
        onChange={setText}
      />
    </Dialog>
  );
}
