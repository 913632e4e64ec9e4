import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDownload, IconFileCheck, IconShieldCheck } from '@tabler/icons-react';
import type { AuditFilter, AuditVerdict, HostClient } from '../../../src-main/contract/index';
import { readStream } from '../../../src-main/contract/wire/index';
import {
  Button,
  downloadText,
  formatCount,
  Menu,
  NoteBlock,
  useAnnounce,
  type MenuItem,
} from '../../ui/index';
import { isCancellation, useHost, useHostMutation, useWorkbench } from '../workbench/index';
import styles from './audit.module.css';

/** What was verified, and what came out. */
export interface Verified {
  /** Name of an exported file; null is the log itself. */
  file: string | null;
  verdict: AuditVerdict;
}

/** Verify, verify a file, export. */
export function VerifyTools({
  filter,
  filtering,
  total,
  onVerified,
}: {
  filter: AuditFilter;
  /** The filter leaves rows out: the file may have all of them or these. */
  filtering: boolean;
  total: number;
  onVerified: (verified: Verified) => void;
}) {
  const { t } = useTranslation('audit');
  const file = useRef<HTMLInputElement>(null);
  const verify = useHostMutation((host) => host.audit.verify(), {
    onSuccess: (verdict) => onVerified({ file: null, verdict }),
  });
  const verifyFile = useHostMutation(
    async (host, chosen: File) => host.audit.verifyExport({ text: await chosen.text() }),
    { onSuccess: (verdict, chosen) => onVerified({ file: chosen.name, verdict }) },
  );
  const { exporting, start } = useExport();
  const item = (format: 'jsonl' | 'csv', part: boolean): MenuItem => ({
    id: `${format}-${part}`,
    label: part
      ? t(`export.${format}Part`, { count: total, rows: formatCount(total) })
      : t(`export.${format}`),
    onSelect: () => start(part ? filter : everyRow, format),
  });
  return (
    <>
      <input
        ref={file}
        type="file"
        hidden
        accept=".jsonl,.json,.txt"
        aria-label={t('verify.file')}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) verifyFile.mutate(chosen);
          // The same file again is a new choice.
          event.currentTarget.value = '';
        }}
      />
      <Button
        icon={<IconFileCheck aria-hidden="true" />}
        busy={verifyFile.isPending}
        onClick={() => file.current?.click()}
      >
        {t('verify.file')}
      </Button>
      <Menu
        label={t('export.title')}
        trigger={
          <Button icon={<IconDownload aria-hidden="true" />} busy={exporting !== null}>
            {exporting === null
              ? t('export.title')
              : t('export.busy', { count: exporting, rows: formatCount(exporting) })}
          </Button>
        }
        items={[
          item('jsonl', false),
          item('csv', false),
          ...(filtering ? [item('jsonl', true), item('csv', true)] : []),
        ]}
      />
      <Button
        variant="primary"
        icon={<IconShieldCheck aria-hidden="true" />}
        busy={verify.isPending}
        onClick={() => verify.mutate()}
      >
        {verify.isPending ? t('verify.busy') : t('verify.do')}
      </Button>
    </>
  );
}

const everyRow: AuditFilter = { text: '', kinds: [], from: null, to: null };

/** Collects the lines of an export and gives them away as a file. */
function useExport() {
  const { t } = useTranslation('audit');
  const host = useHost();
  const workbench = useWorkbench();
  const announce = useAnnounce();
  const [exporting, setExporting] = useState<number | null>(null);
  const start = (filter: AuditFilter, format: 'jsonl' | 'csv'): void => {
    if (exporting !== null) return;
    setExporting(0);
    collect(host, filter, format, setExporting)
      .then((text) => {
        const day = new Date().toISOString().slice(0, 10);
        // A spreadsheet reads Chinese in a CSV file only behind a byte order mark.
        const whole = format === 'csv' ? `\uFEFF${text}` : text;
        const type = format === 'csv' ? 'text/csv' : 'application/jsonl';
        downloadText(`audit-${day}.${format}`, type, whole);
        announce(t('export.done'));
      })
      .catch((error: unknown) => {
        if (!isCancellation(error)) workbench.reportError(error);
      })
      .finally(() => setExporting(null));
  };
  return { exporting, start };
}

async function collect(
  host: HostClient,
  filter: AuditFilter,
  format: 'jsonl' | 'csv',
  onRows: (rows: number) => void,
): Promise<string> {
  const parts: string[] = [];
  for await (const lines of readStream<string>(host, host.audit.export({ ...filter, format }))) {
    parts.push(...lines);
    onRows(parts.length);
  }
  return parts.join('');
}

/** What came out, in words, until the log changed or it was closed. */
export function VerdictNote({ verified, onClose }: { verified: Verified; onClose: () => void }) {
  const { t } = useTranslation('audit');
  const { file, verdict } = verified;
  const { intact, rows, head, fault } = verdict;
  const close = <Button onClick={onClose}>{t('verify.close')}</Button>;
  const subject = file === null ? t('verify.log') : t('verify.fileNamed', { name: file });
  return (
    <div className={styles['verdict']} role="status">
      {intact || !fault ? (
        <NoteBlock tone="ok" title={t('verify.intact', { subject })} actions={close}>
          {t('verify.intactDetail', { count: rows, rows: formatCount(rows) })}
          <code className={styles['head']}>{head.hash}</code>
        </NoteBlock>
      ) : (
        <NoteBlock
          tone="error"
          title={t(`verify.fault.${fault.kind}`, {
            subject,
            sequence: formatCount(fault.sequence),
          })}
          actions={close}
        >
          {t(`verify.faultDetail.${fault.kind}`, {
            sequence: formatCount(fault.sequence),
            before: formatCount(Math.max(0, fault.sequence - 1)),
            last: formatCount(head.sequence),
          })}
        </NoteBlock>
      )}
    </div>
  );
}
