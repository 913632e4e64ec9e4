import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultState, ResultView } from '../../../../src-main/contract/index';
import { Busy, EmptyState, ErrorState, formatCount, plainDisplay } from '../../../ui/index'; // prettier-ignore
import {
  addEvidence,
  errorText,
  useActiveCase,
  useEvidenceStore,
  useHostQuery,
  useWorkbench,
} from '../../workbench/index';
import { ChartCanvas, type ChartHandle } from './ChartCanvas';
import { ChartTable } from './ChartTable';
import { ChartTools } from './ChartTools';
import { apart, firstChoice, type ChartData } from './chart-model';
import { chartOption } from './chart-option';
import { pictureName, pngOf, savePicture } from './chart-picture';
import { useChartLook } from './use-chart-look';
import styles from './chart.module.css';

/** A result, or the rows and columns chosen of it, as a chart; it needs no connection. */
export default function ResultChart({
  result,
  name,
  view,
  part,
  onClose,
}: {
  result: ResultState;
  name: string;
  view: ResultView;
  /** Positions in the view, null for all, and the columns to look at first. */
  part: { ranges: readonly (readonly [number, number])[] | null; columns: readonly number[] };
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation('results');
  const workbench = useWorkbench();
  const activeCase = useActiveCase();
  const { columns } = result;
  const [choice, setChoice] = useState(() => firstChoice(columns, part.columns));
  const [asTable, setAsTable] = useState(false);
  const canvas = useRef<ChartHandle>(null);
  const body = useRef<HTMLDivElement>(null);
  const look = useChartLook();
  const input = {
    id: result.id,
    view,
    ranges: part.ranges?.map(([from, to]): [number, number] => [from, to]) ?? null,
    x: choice.x,
    ys: [...choice.ys],
  };
  const { data, error, refetch } = useHostQuery<ChartData | null>(
    ['queries', 'chart', JSON.stringify(input)],
    async (host) => (input.ys.length > 0 ? host.queries.chart(input) : null),
  );
  const names = useMemo(() => {
    const nameOf = (at: number): string => plainDisplay(columns[at]?.name ?? '') || t('chart.unnamed', { place: at + 1 }); // prettier-ignore
    return {
      x: choice.x === null ? t('chart.rowNumbers') : nameOf(choice.x),
      // Series are told apart by their names, which columns may share.
      ys: apart(choice.ys.map(nameOf)),
    };
  }, [columns, choice, t]);
  const label = t('chart.label', {
    kind: t(`chart.kinds.${choice.kind}`),
    ys: names.ys.join(', '),
    x: names.x,
    name: plainDisplay(name),
  });
  // What came may still be of the choice before.
  const fits = data && data.series.length === choice.ys.length ? data : null;
  const option = useMemo(
    () =>
      fits &&
      chartOption(fits, choice, look, {
        ...names,
        description: label,
        threshold: (level) => t(`severity.${level}`),
      }),
    [fits, choice, look, names, label, t],
  );
  const drawn = option !== null && !asTable;
  // Once, as it opens: later the focus is on the tool that had it drawn anew.
  const entered = useRef(false);
  useEffect(() => {
    if (!drawn || entered.current) return;
    entered.current = true;
    body.current?.querySelector<HTMLElement>('[data-page-focus]')?.focus();
  }, [drawn]);

  const title = `${name} ${names.ys.join(' ')}`;
  const addPicture = (): void => {
    if (!canvas.current || !fits) return;
    const announcement = {
      source: {
        kind: 'file' as const,
        name: pictureName(title, 'png'),
        mediaType: 'image/png',
        data: pngOf(canvas.current),
      },
      label,
    };
    const remark = t('chart.remark', {
      label,
      points: formatCount(fits.x.length),
      rows: formatCount(fits.rows),
      server: `${result.server} · ${result.database} @ ${result.host}`,
      time: new Date(result.startedAt).toISOString(),
      sha256: result.sha256 ?? '–',
      sql: result.sql,
    });
    if (activeCase)
      addEvidence(workbench, announcement, activeCase, remark).catch(workbench.reportError); // prettier-ignore
    else useEvidenceStore.getState().show({ kind: 'choose-case', announcement, withRemark: false });
  };
  return (
    <div
      ref={body}
      role="region"
      aria-label={t('chart.title')}
      className={styles['chart']}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        // What is pressed in a menu of the tools comes here, too, but is not for the chart.
        if (event.target instanceof Node && !event.currentTarget.contains(event.target)) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <ChartTools
        columns={columns}
        choice={choice}
        asTable={asTable}
        drawn={drawn}
        onChoice={setChoice}
        onTable={setAsTable}
        onSave={(format) => {
          if (canvas.current) savePicture(canvas.current, title, format);
        }}
        onEvidence={addPicture}
        onClose={onClose}
      />
      {error ? (
        <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
      ) : data === null ? (
        <EmptyState sentence={t('chart.noNumbers')} />
      ) : !fits || !option ? (
        <Busy text={t('chart.drawing')} />
      ) : (
        <>
          {asTable ? (
            <ChartTable data={fits} names={names} label={label} />
          ) : (
            <ChartCanvas
              option={option}
              look={look}
              locale={i18n.language.startsWith('zh') ? 'ZH' : 'EN'}
              label={label}
              handle={canvas}
            />
          )}
          <p className={styles['quiet']}>
            {part.ranges !== null && `${t('chart.selectedOnly')} `}
            {fits.thinned
              ? t('chart.thinned', {
                  points: formatCount(fits.x.length),
                  rows: formatCount(fits.rows),
                })
              : t('chart.all', { count: fits.rows, rows: formatCount(fits.rows) })}
            {!asTable && ` ${t('chart.keys')}`}
          </p>
        </>
      )}
    </div>
  );
}
