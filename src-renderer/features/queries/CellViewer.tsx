import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultState } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  cx,
  Dialog,
  downloadText,
  ErrorState,
  formatBytes,
  formatCount,
  HostileText,
  NoteBlock,
  plainDisplay,
  Segmented,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery } from '../workbench/index';
import {
  bytesOfCell,
  cellViews,
  hexDump,
  prettyJson,
  prettyXml,
  type CellView,
} from './cell-views';
import { CellPicture } from './CellPicture';
import styles from './result.module.css';

/** Characters drawn at once; more would stall the window. */
const pieceCharacters = 200_000;

/** One cell of a result, whole: as text, JSON, bytes or picture. */
export function CellViewer({
  result,
  row,
  column,
  onClose,
}: {
  result: ResultState;
  /** Number of the row in the result. */
  row: number;
  column: number;
  onClose: () => void;
}) {
  const { t } = useTranslation('results');
  const { id } = result;
  const [piece, setPiece] = useState(0);
  const { data, error, refetch } = useHostQuery(
    ['queries', 'cell', id, row, column, piece],
    (host) =>
      host.queries.cell({ id, row, column, from: piece * pieceCharacters, count: pieceCharacters }),
  );
  const fetchWhole = useHostMutation(
    (host) => host.queries.fetchCell({ id, row, column, path: null }),
    {
      onSuccess: () => void refetch(),
    },
  );
  const copy = useHostMutation(
    async (host) => {
      const { text } = await host.queries.cell({ id, row, column, count: 4_000_000 });
      return text ?? '';
    },
    { onSuccess: (text) => void navigator.clipboard.writeText(text) },
  );
  const save = useHostMutation(
    async (host) => {
      const parts: string[] = [];
      let from = 0;
      for (;;) {
        const { text, length } = await host.queries.cell({
          id,
          row,
          column,
          from,
          count: 4_000_000,
        });
        if (!text) break;
        parts.push(text);
        from += text.length;
        if (from >= length) break;
      }
      return parts.join('');
    },
    {
      onSuccess: (text) =>
        downloadText(
          `${result.columns[column]?.name ?? 'cell'}-${row + 1}.txt`,
          'text/plain',
          text,
        ),
    },
  );
  const name = plainDisplay(result.columns[column]?.name ?? '');
  const pieces = Math.max(1, Math.ceil((data?.length ?? 0) / pieceCharacters));
  const missing = data ? undefined : t('cell.loading');
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={t('cell.title', { column: name, row: formatCount(row + 1) })}
      footer={
        <>
          {pieces > 1 && (
            <>
              <span className={cx(styles['quiet'], styles['pieces'])}>
                {t('cell.piece', {
                  piece: formatCount(piece + 1),
                  pieces: formatCount(pieces),
                  length: formatCount(data?.length ?? 0),
                })}
              </span>
              <Button
                disabledReason={piece === 0 ? t('cell.first') : undefined}
                onClick={() => setPiece(piece - 1)}
              >
                {t('cell.before')}
              </Button>
              <Button
                disabledReason={piece >= pieces - 1 ? t('cell.last') : undefined}
                onClick={() => setPiece(piece + 1)}
              >
                {t('cell.next')}
              </Button>
            </>
          )}
          <Button disabledReason={missing} busy={save.isPending} onClick={() => save.mutate()}>
            {t('cell.save')}
          </Button>
          <Button disabledReason={missing} busy={copy.isPending} onClick={() => copy.mutate()}>
            {t('cell.copy')}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('cell.close')}
          </Button>
        </>
      }
    >
      {error ? (
        <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('cell.loading')} />
      ) : (
        <div className={styles['form']}>
          {data.clipped && !fetchWhole.isSuccess && (
            <NoteBlock tone="warn" title={t('cell.clipped')}>
              {data.clipped.bytes !== null &&
                t('cell.clippedOf', { size: formatBytes(data.clipped.bytes) })}{' '}
              <Button busy={fetchWhole.isPending} onClick={() => fetchWhole.mutate()}>
                {t('cell.fetch')}
              </Button>
            </NoteBlock>
          )}
          <CellContent
            key={`${piece} ${data.length}`}
            text={data.text}
            whole={data.length <= pieceCharacters}
            binary={result.columns[column]?.kind === 'binary'}
          />
        </div>
      )}
    </Dialog>
  );
}

function CellContent({
  text,
  whole,
  binary,
}: {
  text: string | null;
  /** All of the cell is in `text`. */
  whole: boolean;
  binary: boolean;
}) {
  const { t } = useTranslation('results');
  const bytes = useMemo(() => bytesOfCell(text ?? '', binary), [text, binary]);
  const views = useMemo(
    () => cellViews(text ?? '', bytes, { whole, binary }),
    [text, bytes, whole, binary],
  );
  const [view, setView] = useState<CellView>(views[0] ?? 'text');
  if (text === null) return <p className={styles['quiet']}>{t('filter.null')}</p>;
  if (text === '') return <p className={styles['quiet']}>{t('filter.empty')}</p>;
  return (
    <>
      <Segmented
        hideLabel
        label={t('cell.view')}
        value={view}
        options={views.map((value) => ({ value, label: t(`cell.views.${value}`) }))}
        onChange={setView}
      />
      {view === 'picture' ? (
        <CellPicture bytes={bytes} />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <pre className={styles['cell']} tabIndex={0}>
          <HostileText multiline text={laidOut(view, text, bytes)} />
        </pre>
      )}
    </>
  );
}

function laidOut(view: CellView, text: string, bytes: Uint8Array): string {
  if (view === 'json') return prettyJson(text);
  if (view === 'xml') return prettyXml(text) ?? text;
  return view === 'bytes' ? hexDump(bytes) : text;
}
