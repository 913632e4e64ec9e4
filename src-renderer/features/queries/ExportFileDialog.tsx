import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dialect } from '../../../src-main/contract/dialects';
import type { Exported, ExportOptions } from '../../../src-main/contract/index';
import { exportEncodings, exportFormats } from '../../../src-main/contract/query-results';
import {
  Button,
  Checkbox,
  Dialog,
  ErrorState,
  formatBytes,
  formatCount,
  Segmented,
  Select,
  TextField,
} from '../../ui/index';
import { errorText, useNewPath, useWorkbench } from '../workbench/index';
import styles from './result.module.css';

/** Names of formats, the same in every language. */
const formatNames = {
  csv: 'CSV',
  xlsx: 'Excel (xlsx)',
  json: 'JSON',
  jsonl: 'JSON Lines',
  parquet: 'Parquet',
  sql: 'SQL INSERT',
} as const;
const encodingNames = {
  'utf-8': 'UTF-8',
  'utf-8-bom': 'UTF-8 BOM',
  gb18030: 'GB18030 (GBK)',
  'utf-16le': 'UTF-16 LE',
} as const;

/** Where rows go and how they are written. */
export interface ExportTarget {
  path: string;
  options: ExportOptions;
}

interface ExportFileProps {
  title: string;
  /** Beginning of the offered file name. */
  stem: string;
  /** Whose quotes SQL is written with. */
  dialect: Dialect;
  /** There are thresholds, by which a column may tell how bad each row is. */
  hasSeverity?: boolean;
  /** What is written, chosen above the format. */
  children?: ReactNode;
  write: (target: ExportTarget, signal: AbortSignal) => Promise<Exported>;
  onClose: () => void;
}

/** Asks for format and place of a new file of this machine, writes it, and says what was written. */
export function ExportFileDialog(props: ExportFileProps) {
  return (
    <Dialog opened onClose={props.onClose} title={props.title}>
      <ExportForm {...props} />
    </Dialog>
  );
}

function ExportForm({
  stem,
  dialect,
  hasSeverity = false,
  children,
  write,
  onClose,
}: ExportFileProps) {
  const { t } = useTranslation('results');
  const workbench = useWorkbench();
  const [options, setOptions] = useState<ExportOptions>({
    format: 'csv',
    separator: ',',
    encoding: 'utf-8-bom',
    newline: 'crlf',
    header: true,
    nullText: '',
    guardFormulas: true,
    table: 'result',
    severity: false,
    dialect,
  });
  const set = (part: Partial<ExportOptions>): void => setOptions((old) => ({ ...old, ...part }));
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const stopper = useRef<AbortController | null>(null);
  const newPath = useNewPath(stem);
  const path = typed ?? newPath(options.format);
  const { format } = options;

  const run = async (): Promise<void> => {
    const stop = new AbortController();
    stopper.current = stop;
    setBusy(true);
    setError(null);
    try {
      const written = await write({ path, options }, stop.signal);
      const notes =
        (['truncated', 'clippedCells', 'cutCells', 'guardedCells', 'lostCharacters'] as const) // prettier-ignore
          .filter((fact) => Number(written[fact]) > 0)
          .map((fact) => t(`export.notes.${fact}`, { count: Number(written[fact]) }));
      workbench.notify({
        tone: written.truncated || written.lostCharacters > 0 ? 'warn' : 'ok',
        title: t('export.done', { count: written.rows, rows: formatCount(written.rows) }),
        body: [`${written.path} · ${formatBytes(written.bytes)}`, ...notes].join('\n'),
      });
      onClose();
    } catch (failure) {
      setBusy(false);
      if (!stop.signal.aborted) setError(failure);
    }
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && path.trim() !== '') void run();
      }}
    >
      {children}
      <Select
        label={t('export.format')}
        value={format}
        options={exportFormats.map((value) => ({ value, label: formatNames[value] }))}
        onChange={(next) => set({ format: next })}
      />
      {(format === 'csv' || format === 'sql') && (
        <Select
          label={t('export.encoding')}
          value={options.encoding}
          options={exportEncodings.map((value) => ({
            value,
            label:
              value === 'utf-8-bom'
                ? t('export.forExcel', { encoding: encodingNames[value] })
                : encodingNames[value],
          }))}
          onChange={(encoding) => set({ encoding })}
        />
      )}
      {format === 'csv' && (
        <>
          <Segmented
            label={t('export.separator')}
            value={options.separator}
            options={[
              { value: ',', label: ',' },
              { value: ';', label: ';' },
              { value: '\t', label: t('export.tab') },
              { value: '|', label: '|' },
            ]}
            onChange={(value) => set({ separator: value })}
          />
          <Checkbox
            label={t('export.header')}
            checked={options.header}
            onChange={(header) => set({ header })}
          />
          <Checkbox
            label={t('export.guard')}
            hint={t('export.guardHint')}
            checked={options.guardFormulas}
            onChange={(guardFormulas) => set({ guardFormulas })}
          />
        </>
      )}
      {format === 'sql' && (
        <TextField
          mono
          label={t('export.table')}
          value={options.table}
          onChange={(table) => set({ table })}
        />
      )}
      {hasSeverity && (
        <Checkbox
          label={t('export.severity')}
          hint={t('export.severityHint')}
          checked={options.severity}
          onChange={(severity) => set({ severity })}
        />
      )}
      <TextField
        data-autofocus
        mono
        label={t('export.path')}
        hint={t('export.pathHint')}
        value={path}
        onChange={setTyped}
      />
      {error !== null && <ErrorState {...errorText(error)} />}
      <div className={styles['buttons']}>
        <Button
          onClick={() => {
            if (busy) stopper.current?.abort();
            else onClose();
          }}
        >
          {busy ? t('stop') : t('cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={busy}>
          {t('export.run')}
        </Button>
      </div>
    </form>
  );
}
