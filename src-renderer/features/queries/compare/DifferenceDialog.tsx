import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comparison, Difference } from '../../../../src-main/contract/index';
import {
  Busy,
  Button,
  Checkbox,
  Dialog,
  ErrorState,
  formatCount,
  HostileText,
  plainDisplay,
} from '../../../ui/index';
import { errorText, useHostQuery } from '../../workbench/index';
import type { DifferenceFilter } from './use-differences';
import styles from './compare.module.css';

/** Longer cells are looked at in their result. */
const cellLimit = 20_000;

/** One row of a comparison with every column, also ignored ones: before beside after. */
export function DifferenceDialog({
  comparison,
  filter,
  row,
  count,
  onRow,
  onClose,
}: {
  comparison: Comparison;
  filter: DifferenceFilter;
  /** Its position among the rows shown. */
  row: number;
  count: number;
  onRow: (row: number) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('compare');
  const [changedOnly, setChangedOnly] = useState(false);
  const { id } = comparison;
  const { kinds, changedColumn } = filter;
  const { data, error, refetch } = useHostQuery(
    ['comparison', 'row', id, kinds, changedColumn, row],
    async (host) => {
      const asked = { id, kinds: [...kinds], changedColumn, from: row, count: 1, cellLimit };
      return (await host.queries.differences(asked)).rows[0] ?? null;
    },
    { keepPrevious: true },
  );
  const title = t('row.title', {
    row: formatCount(row + 1),
    change: data ? t(`kinds.${data.change}`) : '…',
  });
  const only = changedOnly && data?.change === 'changed';
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={title}
      footer={
        <>
          <Button
            disabledReason={row === 0 ? t('row.isFirst') : undefined}
            onClick={() => onRow(row - 1)}
          >
            {t('row.previous')}
          </Button>
          <Button
            disabledReason={row === count - 1 ? t('row.isLast') : undefined}
            onClick={() => onRow(row + 1)}
          >
            {t('row.next')}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      {error ? (
        <ErrorState {...errorText(error)} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : (
        <>
          {data.change === 'changed' && (
            <Checkbox
              label={t('row.changedOnly')}
              checked={changedOnly}
              onChange={setChangedOnly}
            />
          )}
          <div className={styles['cells']}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('row.column')}</th>
                  <th scope="col">{t('sides.before')}</th>
                  <th scope="col">{t('sides.after')}</th>
                </tr>
              </thead>
              <tbody>
                {comparison.columns.map(({ name, role }, column) => {
                  const differs = data.changed.includes(column);
                  if (only && !differs && role !== 'key') return null;
                  return (
                    <tr key={`${name} ${column}`} data-differs={differs || undefined}>
                      <th scope="row">
                        <bdi>{plainDisplay(name)}</bdi>
                        {role !== 'compared' && (
                          <small className="fb-faint"> {t(`key.roles.${role}`)}</small>
                        )}
                      </th>
                      <Cell row={data} side="before" column={column} differs={differs} />
                      <Cell row={data} side="after" column={column} differs={differs} />
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Cell({
  row,
  side,
  column,
  differs,
}: {
  row: Difference;
  side: 'before' | 'after';
  column: number;
  differs: boolean;
}) {
  const { t } = useTranslation('compare');
  const { t: say } = useTranslation('ui');
  const cells = row[side];
  const text = cells?.[column];
  return (
    <td data-side={side}>
      {differs && <span className={styles['mark']}>{side === 'before' ? '−' : '+'}</span>}
      {cells === null ? (
        <span className="fb-faint">{t('row.missing')}</span>
      ) : text == null ? (
        <span className="fb-faint">{say('grid.null')}</span>
      ) : (
        <pre>
          <HostileText multiline text={text} />
        </pre>
      )}
      {text?.length === cellLimit && (
        <small className="fb-faint">{t('row.cut', { count: cellLimit })}</small>
      )}
    </td>
  );
}
