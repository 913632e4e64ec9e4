import { useTranslation } from 'react-i18next';
import {
  IconArrowBackUp,
  IconFileText,
  IconMessage2,
  IconPaperclip,
  IconTable,
  IconTerminal2,
  IconTrash,
} from '@tabler/icons-react';
import type { Case, Evidence } from '../../../src-main/contract/index';
import { cx, EvidencePin, formatBytes, HostileText, IconButton } from '../../ui/index';
import { useHostMutation, useWorkbench, type Workbench } from '../workbench/index';
import styles from './cases.module.css';

const evidenceIcons = {
  log: IconFileText,
  result: IconTable,
  transcript: IconTerminal2,
  file: IconPaperclip,
  remark: IconMessage2,
} as const;

/** Opens evidence from the store; no connection is needed. */
export function openEvidence(
  workbench: Workbench,
  owner: Pick<Case, 'number'>,
  evidence: Evidence,
): void {
  workbench.openPanel({
    id: `cases.evidence/${evidence.id}`,
    component: 'cases.evidence',
    title: `E${evidence.ordinal} · ${owner.number}`,
    params: { evidenceId: evidence.id, caseId: evidence.caseId },
  });
}

/** Evidence in the timeline: what it is, how it begins, where it came from. */
export function EvidenceCard({ owner, evidence }: { owner: Case; evidence: Evidence }) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const remove = useHostMutation((host, removed: boolean) =>
    host.cases.removeEvidence({ id: evidence.id, removed }),
  );
  const label = `E${evidence.ordinal}`;
  const Icon = evidenceIcons[evidence.kind];
  const open = (): void => openEvidence(workbench, owner, evidence);
  return (
    <div className={cx(evidence.removed && styles['removed'])}>
      <div className={styles['evidenceLine']}>
        <EvidencePin label={label} onClick={open} />
        <Icon aria-label={t(`evidence.kind.${evidence.kind}`)} />
        <span className="fb-ellipsis fb-grow" title={evidence.title}>
          {evidence.title}
        </span>
        {evidence.removed ? (
          <IconButton
            size="sm"
            label={t('evidence.restore', { label })}
            icon={<IconArrowBackUp />}
            onClick={() => remove.mutate(false)}
          />
        ) : (
          <IconButton
            size="sm"
            label={t('evidence.remove', { label })}
            icon={<IconTrash />}
            onClick={() => remove.mutate(true)}
          />
        )}
      </div>
      <button
        type="button"
        className={styles['card']}
        onClick={open}
        aria-label={t('evidence.open', { label, title: evidence.title })}
      >
        <pre className={styles['cardPreview']}>
          <HostileText multiline text={evidence.preview} />
        </pre>
        <div className={styles['cardMeta']}>
          {[
            placeOf(evidence),
            formatBytes(evidence.bytes),
            `SHA-256 ${evidence.sha256.slice(0, 8)}…`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </button>
      {evidence.remark !== '' && <p className={styles['remark']}>{evidence.remark}</p>}
      {evidence.removed && <p className="fb-faint fb-small">{t('evidence.removedNote')}</p>}
    </div>
  );
}

function placeOf(evidence: Evidence): string {
  const { provenance } = evidence;
  switch (provenance.kind) {
    case 'log':
      return `${provenance.host} · ${provenance.path}`;
    case 'result':
      return `${provenance.database} @ ${provenance.host}`;
    case 'transcript':
      return `${provenance.username}@${provenance.hosts.join(', ')}`;
    case 'file':
      return provenance.origin
        ? `${provenance.origin.host} · ${provenance.origin.path}`
        : provenance.name;
    case 'remark':
      return '';
  }
}
