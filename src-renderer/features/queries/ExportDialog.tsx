import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultState, ResultView } from '../../../src-main/contract/index';
import { formatCount, NoteBlock, Select, selectionSize, type RowSelection } from '../../ui/index';
import { useHost } from '../workbench/index';
import { ExportFileDialog, type ExportTarget } from './ExportFileDialog';

type What = 'all' | 'selected' | 'again';

/** Writes a result as it is arranged, or its statement run anew, into a new file of this machine. */
export function ExportDialog({
  result,
  view,
  count,
  columns,
  selection,
  onClose,
}: {
  result: ResultState;
  view: ResultView;
  /** Rows that the view leaves. */
  count: number;
  /** Columns in sight, in their order. */
  columns: readonly number[];
  selection: RowSelection;
  onClose: () => void;
}) {
  const { t } = useTranslation('results');
  const host = useHost();
  const selected = selectionSize(selection);
  const [what, setWhat] = useState<What>(selected > 1 ? 'selected' : 'all');
  const write = (target: ExportTarget, signal: AbortSignal) => {
    if (what === 'again') {
      const { endpointId, sql, parameters, queryId } = result;
      return host.queries.exportStatement(
        { ...target, endpointId, sql, parameters, queryId: queryId ?? undefined },
        { signal },
      );
    }
    const ranges =
      what === 'all' ? null : selection.ranges.map(([from, to]): [number, number] => [from, to]);
    return host.queries.exportResult(
      { ...target, id: result.id, view, columns: [...columns], ranges },
      { signal },
    );
  };
  const rowsText = (rows: number) => ({ count: rows, rows: formatCount(rows) });
  return (
    <ExportFileDialog
      title={t('export.title')}
      stem={result.title}
      dialect={result.dialect}
      hasSeverity={result.queryId !== null}
      write={write}
      onClose={onClose}
    >
      <Select
        label={t('export.what')}
        value={what}
        options={[
          { value: 'all', label: t('export.all', rowsText(count)) },
          {
            value: 'selected',
            label: t('export.selected', rowsText(selected)),
            disabled: selected === 0,
          },
          { value: 'again', label: t('export.again') },
        ]}
        onChange={setWhat}
      />
      {what === 'again' && <NoteBlock tone="info">{t('export.againNote')}</NoteBlock>}
    </ExportFileDialog>
  );
}
