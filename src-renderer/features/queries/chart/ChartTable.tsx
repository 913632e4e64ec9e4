import { useTranslation } from 'react-i18next';
import { formatCount, HostileText } from '../../../ui/index';
import { pointsOf, type ChartData } from './chart-model';
import { axisText } from './chart-option';
import styles from './chart.module.css';

/** Rows of the table, at most: it is read, not searched. */
const mostRows = 200;

/** The points of a chart in words. */
export function ChartTable({
  data,
  names,
  label,
}: {
  data: ChartData;
  names: { x: string; ys: readonly string[] };
  label: string;
}) {
  const { t } = useTranslation('results');
  const points = pointsOf(data);
  const rest = points.length - mostRows;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={styles['table']} tabIndex={0} data-page-focus>
      <table aria-label={label}>
        <thead>
          <tr>
            {[names.x, ...names.ys].map((name, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- names of columns may be equal
              <th key={at} scope="col">
                <HostileText text={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.slice(0, mostRows).map(({ x, values }, row) => (
            // oxlint-disable-next-line react/no-array-index-key -- points have no name of their own
            <tr key={row}>
              <th scope="row">
                <HostileText text={axisText(data.axis, x)} />
              </th>
              {values.map((value, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- by the series
                <td key={at}>{value === null ? '–' : value.toLocaleString('en-US')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rest > 0 && (
        <p className={styles['quiet']}>
          {t('chart.tableRest', { count: rest, points: formatCount(rest) })}
        </p>
      )}
    </div>
  );
}
