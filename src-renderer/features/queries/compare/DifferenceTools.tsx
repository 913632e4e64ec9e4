import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArrowDown,
  IconArrowUp,
  IconColumns3,
  IconCopy,
  IconDownload,
} from '@tabler/icons-react';
import type { Comparison } from '../../../../src-main/contract/index';
import { changeKinds } from '../../../../src-main/contract/query-results';
import {
  Button,
  formatCount,
  IconButton,
  plainDisplay,
  Select,
  Toolbar,
  ToolbarSpacer,
} from '../../../ui/index';
import { AddEvidenceButton } from '../../workbench/index';
import { changeSigns } from './difference-rows';
import type { DifferenceFilter } from './use-differences';
import styles from './compare.module.css';

/** Kinds of rows with their counts, the column looked at, and what can be done with what is shown. */
export function DifferenceTools({
  comparison,
  filter,
  changedOnly,
  noRow,
  keyButton,
  pin,
  onFilter,
  onChangedOnly,
  onStep,
  onCopy,
  onExport,
}: {
  comparison: Comparison;
  filter: DifferenceFilter;
  changedOnly: boolean;
  /** No row is selected. */
  noRow: boolean;
  keyButton: ReactNode;
  /** Of the evidence that was taken. */
  pin: ReactNode;
  onFilter: (filter: DifferenceFilter) => void;
  onChangedOnly: (changedOnly: boolean) => void;
  onStep: (backwards: boolean) => void;
  onCopy: () => void;
  onExport: () => void;
}) {
  const { t } = useTranslation('compare');
  const { t: say } = useTranslation('results');
  const { counts, columns } = comparison;
  const { kinds } = filter;
  const differing = counts.added + counts.removed + counts.changed;
  const noChange = differing === 0 ? t('found.none') : undefined;
  const changed = columns.flatMap((column, at) =>
    column.changed > 0 ? [{ at, name: column.name, rows: column.changed }] : [],
  );
  return (
    <Toolbar label={t('tools')} folding>
      <div className={styles['kinds']} role="group" aria-label={t('kinds.label')}>
        {changeKinds.map((kind) => {
          const on = kinds.includes(kind);
          return (
            <Button
              key={kind}
              title={t(`kinds.${kind}`)}
              pressed={on}
              disabledReason={on && kinds.length === 1 ? t('kinds.oneStays') : undefined}
              onClick={() =>
                onFilter({
                  ...filter,
                  kinds: changeKinds.filter((one) => (one === kind ? !on : kinds.includes(one))),
                })
              }
            >
              <span className={styles['sign']} data-kind={kind} aria-hidden="true">
                {changeSigns[kind]}
              </span>
              <strong className="fb-number">{formatCount(counts[kind])}</strong>
              <span className={styles['kindWord']}>{t(`kinds.${kind}`)}</span>
            </Button>
          );
        })}
      </div>
      {changed.length > 1 && (
        <div className={styles['column']}>
          <Select
            label={t('column.label')}
            hideLabel
            value={filter.changedColumn === null ? '' : String(filter.changedColumn)}
            options={[
              { value: '', label: t('column.any') },
              ...changed.map(({ at, name, rows }) => ({
                value: String(at),
                label: t('column.one', { column: plainDisplay(name), rows: formatCount(rows) }),
              })),
            ]}
            onChange={(value) =>
              onFilter({ ...filter, changedColumn: value === '' ? null : Number(value) })
            }
          />
        </div>
      )}
      {changed.length > 0 && (
        <Button
          foldable
          icon={<IconColumns3 />}
          pressed={changedOnly}
          onClick={() => onChangedOnly(!changedOnly)}
        >
          {t('changedOnly')}
        </Button>
      )}
      <ToolbarSpacer />
      <IconButton
        label={t('command.previous')}
        kbd="Shift F7"
        icon={<IconArrowUp />}
        disabledReason={noChange}
        onClick={() => onStep(true)}
      />
      <IconButton
        label={t('command.next')}
        kbd="F7"
        icon={<IconArrowDown />}
        disabledReason={noChange}
        onClick={() => onStep(false)}
      />
      {keyButton}
      <IconButton
        label={say('copy.tsv')}
        kbd="Ctrl C"
        icon={<IconCopy />}
        disabledReason={noRow ? say('reason.noRow') : undefined}
        onClick={onCopy}
      />
      <Button foldable icon={<IconDownload />} onClick={onExport}>
        {say('command.export')}
      </Button>
      {pin}
      <AddEvidenceButton />
    </Toolbar>
  );
}
