import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerStop } from '@tabler/icons-react';
import type { AppError } from '../../../src-main/contract/errors';
import type { Evidence, ResultState, Row } from '../../../src-main/contract/index';
import {
  Button,
  Busy,
  DataGrid,
  emptySelection,
  ErrorState,
  formatBytes,
  formatCount,
  NoteBlock,
  selectionRows,
  selectionSize,
  Tag,
  Toolbar,
  ToolbarSpacer,
} from '../../ui/index';
import { ConnectionError } from '../ssh/index';
import {
  AddEvidenceButton,
  errorText,
  failureOf,
  useEvidenceSource,
  useHost,
  usePages,
  useWorkbench,
} from '../workbench/index';
import { isRunning } from './use-run';
import styles from './queries.module.css';

/** Row numbers that one piece of evidence may name; more become the whole result. */
const mostSelected = 100_000;
/** Failures of reaching the database, mended at the endpoint or its host key. */
const connectionCodes = /^(ssh\.|secret\.|sql\.(connection-failed|auth-failed)$)/;

/** The rows of a result as they arrive, or why there are none. */
export function ResultView({ result, onRetry }: { result: ResultState; onRetry?: () => void }) {
  const { t } = useTranslation('queries');
  const host = useHost();
  const workbench = useWorkbench();
  const [selection, setSelection] = useState(emptySelection);
  const [marks, setMarks] = useState<ReadonlyMap<number, string>>(new Map());
  const pages = usePages<Row>(result.id, result.rows, async (client, from, count) => {
    const { rows } = await client.queries.window({ id: result.id, from, count });
    return rows;
  });
  const running = isRunning(result.state);
  const selected = selectionSize(selection);
  const name = result.title || t('result.untitled');

  useEvidenceSource(
    useMemo(() => {
      if (running || result.columns.length === 0) return null;
      const whole = selected === 0 || selected > mostSelected;
      const rows = whole ? null : [...selectionRows(selection)];
      const count = rows?.length ?? result.rows;
      return {
        source: { kind: 'result' as const, resultId: result.id, rows },
        label: t('result.evidence', { count, rows: formatCount(count), name }),
        onAdded: (evidence: Evidence) =>
          setMarks(
            (old) =>
              new Map([
                ...old,
                ...(rows ?? []).map((row) => [row, `E${evidence.ordinal}`] as const),
              ]),
          ),
        onRemoved: (evidence: Evidence) =>
          setMarks(
            (old) => new Map([...old].filter(([, label]) => label !== `E${evidence.ordinal}`)),
          ),
      };
    }, [running, result.id, result.columns.length, result.rows, selection, selected, name, t]),
  );

  const failure = result.error && failureOf(result.error);
  const cancel = (): void =>
    void host.queries.cancel({ id: result.id }).catch(workbench.reportError);

  return (
    <section
      className={styles['result']}
      aria-label={t('result.title')}
      data-region="dock-part"
      tabIndex={-1}
    >
      <Toolbar label={t('result.tools')}>
        <strong className="fb-ellipsis">{name}</strong>
        {running ? (
          <Tag tone="info">{t(`result.state.${result.state}`)}</Tag>
        ) : (
          <StateTag state={result.state} />
        )}
        <ToolbarSpacer />
        {running && (
          <Button icon={<IconPlayerStop />} kbd="Esc" onClick={cancel}>
            {t('result.stop')}
          </Button>
        )}
        <AddEvidenceButton />
      </Toolbar>
      {failure && <Failure failure={failure} result={result} {...(onRetry ? { onRetry } : {})} />}
      <div className={styles['grid']}>
        {result.columns.length > 0 ? (
          <DataGrid
            label={t('result.grid', { name })}
            columns={result.columns}
            rowCount={result.rows}
            getRow={pages.get}
            onWindow={pages.want}
            selection={selection}
            onSelectionChange={setSelection}
            rowMarks={marks}
            emptyText={running ? t('result.waiting') : t('result.noRows')}
            revision={pages.revision}
          />
        ) : (
          running && (
            <div className={styles['waiting']}>
              <Busy text={t(`result.state.${result.state}`)} />
            </div>
          )
        )}
      </div>
      <footer className={styles['footer']}>
        <strong>{t('result.rows', { count: result.rows, rows: formatCount(result.rows) })}</strong>
        {result.truncated && <Tag tone="warn">{t('result.more')}</Tag>}
        <span>{t('result.columns', { count: result.columns.length })}</span>
        <span>{t('result.disk', { size: formatBytes(result.bytes) })}</span>
        {result.firstRowMs !== null && (
          <span>{t('result.firstRow', { seconds: seconds(result.firstRowMs) })}</span>
        )}
        <span>{t('result.elapsed', { seconds: seconds(result.elapsedMs) })}</span>
        <span className="fb-grow" />
        {selected > 0 && (
          <span>{t('result.selected', { count: selected, rows: formatCount(selected) })}</span>
        )}
      </footer>
    </section>
  );
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

function StateTag({ state }: { state: ResultState['state'] }) {
  const { t } = useTranslation('queries');
  const tone = state === 'done' ? 'ok' : state === 'failed' ? 'error' : 'warn';
  return <Tag tone={tone}>{t(`result.state.${state}`)}</Tag>;
}

function Failure({
  failure,
  result,
  onRetry,
}: {
  failure: AppError;
  result: ResultState;
  onRetry?: () => void;
}) {
  const { t } = useTranslation('queries');
  const { what, next, details } = errorText(failure);
  if (connectionCodes.test(failure.code) && onRetry) {
    return <ConnectionError error={failure} endpointId={result.endpointId} onRetry={onRetry} />;
  }
  if (result.rows > 0) {
    return (
      <NoteBlock tone="warn" title={what}>
        {next ?? t('result.keptRows')}
      </NoteBlock>
    );
  }
  return (
    <ErrorState
      what={what}
      {...(next ? { next } : {})}
      {...(details ? { details } : {})}
      {...(result.place
        ? { safe: t('result.at', { line: result.place.line, column: result.place.column }) }
        : {})}
      {...(onRetry ? { onRetry } : {})}
    />
  );
}
