import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostClient, ResultState } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  cx,
  Dialog,
  downloadBytes,
  downloadText,
  ErrorState,
  formatCount,
  HostileText,
  plainDisplay,
  Segmented,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery } from '../workbench/index';
import {
  bytesOfCell,
  cellViews,
  hexDump,
  pictureType,
  prettyJson,
  prettyXml,
  type CellView,
} from './cell-views';
import { textOfCell } from './cell-text';
import { CellFetch } from './CellFetch';
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
  const whole = (host: HostClient): Promise<string> => textOfCell(host, { id, row, column });
  const copy = useHostMutation(whole, {
    onSuccess: (text) => void navigator.clipboard.writeText(text),
  });
  const binary = result.columns[column]?.kind === 'binary';
  const stem = `${result.columns[column]?.name || 'cell'}-${row + 1}`;
  const save = useHostMutation(whole, {
    onSuccess: (text) => {
      if (!binary) return downloadText(`${stem}.txt`, 'text/plain', text);
      const bytes = bytesOfCell(text, binary);
      const type = pictureType(bytes) ?? 'application/octet-stream';
      const [, extension] = /^image\/(.*)/.exec(type) ?? [];
      downloadBytes(`${stem}.${extension ?? 'bin'}`, type, bytes);
    },
  });
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
          {data.clipped && (
            <CellFetch
              place={{ id, row, column }}
              bytes={data.clipped.bytes}
              stem={stem}
              onFetched={() => void refetch()}
            />
          )}
          <CellContent
            key={`${piece} ${data.length}`}
            text={data.text}
            whole={data.length <= pieceCharacters}
            binary={binary}
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
