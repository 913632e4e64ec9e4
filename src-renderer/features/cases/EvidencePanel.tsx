import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCircleCheck, IconPencil, IconShieldX, IconTicket } from '@tabler/icons-react';
import type { EvidenceContent, Row } from '../../../src-main/contract/index';
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
  Tag,
  TextArea,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import {
  errorText,
  useHost,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { ProvenanceList } from './ProvenanceList';
import styles from './cases.module.css';

const windowRows = 1000;

/** Evidence as it was kept: bytes checked against their hash, no connection needed. */
export default function EvidencePanel({ params }: PanelProps) {
  const { t } = useTranslation('cases');
  const evidenceId = String(params['evidenceId']);
  const { data, error, refetch } = useHostQuery(['cases', 'evidence', evidenceId], (host) =>
    host.cases.evidence({ id: evidenceId, from: 0, count: windowRows }),
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
        <ToolbarSpacer />
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
        <Content data={data} />
      </div>
      <section className={styles['provenance']} aria-label={t('provenance.title')}>
        <ProvenanceList evidence={evidence} />
      </section>
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

function Content({ data }: { data: EvidenceContent }) {
  const { t } = useTranslation('cases');
  const { content, evidence } = data;
  switch (content.kind) {
    case 'text':
      return (
        <>
          {content.clipped && <NoteBlock tone="info">{t('evidence.clipped')}</NoteBlock>}
          <pre className={styles['evidenceText']}>
            <HostileText text={content.text} />
          </pre>
        </>
      );
    case 'rows':
      return (
        <Rows
          evidenceId={evidence.id}
          columns={content.columns}
          first={content.rows}
          total={content.total}
        />
      );
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

function Rows({
  evidenceId,
  columns,
  first,
  total,
}: {
  evidenceId: string;
  columns: Extract<EvidenceContent['content'], { kind: 'rows' }>['columns'];
  first: readonly Row[];
  total: number;
}) {
  const { t } = useTranslation('cases');
  const host = useHost();
  const workbench = useWorkbench();
  const pages = useRef(new Map<number, readonly Row[]>([[0, first]]));
  const asked = useRef(new Set<number>([0]));
  const [revision, setRevision] = useState(0);
  const [selection, setSelection] = useState(emptySelection);
  const gridColumns = useMemo(
    () => columns.map(({ name, type, align }) => ({ name, type, align })),
    [columns],
  );
  const onWindow = useCallback(
    (from: number, to: number) => {
      for (let page = Math.floor(from / windowRows); page * windowRows < to; page++) {
        if (asked.current.has(page)) continue;
        asked.current.add(page);
        host.cases
          .evidence({ id: evidenceId, from: page * windowRows, count: windowRows })
          .then(({ content }) => {
            if (content.kind === 'rows') pages.current.set(page, content.rows);
            setRevision((count) => count + 1);
          })
          .catch((error: unknown) => {
            asked.current.delete(page);
            workbench.reportError(error);
          });
      }
    },
    [host, evidenceId, workbench],
  );
  return (
    <DataGrid
      label={t('evidence.rows')}
      columns={gridColumns}
      rowCount={total}
      getRow={(index) => pages.current.get(Math.floor(index / windowRows))?.[index % windowRows]}
      onWindow={onWindow}
      selection={selection}
      onSelectionChange={setSelection}
      emptyText={t('evidence.noRows')}
      revision={revision}
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
