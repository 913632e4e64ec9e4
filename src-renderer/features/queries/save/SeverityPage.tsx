import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import {
  comparisons,
  severities,
  type ResultState,
  type Severity,
} from '../../../../src-main/contract/index';
import {
  Button,
  formatCount,
  IconButton,
  NoteBlock,
  plainDisplay,
  Select,
  TextField,
} from '../../../ui/index';
import { useHostQuery } from '../../workbench/index';
import type { SavePageProps } from './page-props';
import { isOfType, thresholdsOf, valueKinds, type ThresholdDraft } from './save-draft';
import { useSettled } from './use-settled';
import styles from './save.module.css';

/** When a row is bad, tried on the result at hand. */
export function SeverityPage({
  draft,
  onChange,
  errorOf,
  result,
}: SavePageProps & { result: ResultState | null }) {
  const { t } = useTranslation(['query-library', 'queries']);
  const columns = useId();
  const { thresholds } = draft;
  const names = result?.columns.map(({ name }) => name) ?? [];
  const isWhole = (one: ThresholdDraft): boolean => thresholdsOf([one]).length === 1;
  const tried = useTried(result, thresholds);
  const change = (index: number, part: Partial<ThresholdDraft>): void =>
    onChange({
      thresholds: thresholds.map((one, at) => (at === index ? { ...one, ...part } : one)),
    });
  return (
    <>
      <p className={styles['hint']}>{t('save.severityHint')}</p>
      {thresholds.map((threshold, index) => {
        const place = (field: string): string => `thresholds.${index}.${field}`;
        const at = thresholds.slice(0, index).filter(isWhole).length;
        const holds = isWhole(threshold) ? tried?.holds[at] : undefined;
        return (
          <div
            // oxlint-disable-next-line react/no-array-index-key -- they have no name of their own
            key={index}
            className={styles['threshold']}
            role="group"
            aria-label={t('save.thresholdNumber', { number: index + 1 })}
          >
            <TextField
              label={t('save.column')}
              mono
              list={columns}
              value={threshold.column}
              {...errorOf(place('column'))}
              onChange={(column) => change(index, { column })}
            />
            <Select
              label={t('save.is')}
              value={threshold.is}
              options={comparisons.map((value) => ({ value, label: value }))}
              onChange={(is) => change(index, { is })}
            />
            <TextField
              label={t('save.value')}
              mono
              value={threshold.value}
              {...errorOf(place('value'))}
              onChange={(value) => change(index, { value, kind: kindAfter(threshold, value) })}
            />
            <Select
              label={t('save.kind')}
              value={threshold.kind}
              options={valueKinds.map((value) => ({
                value,
                label: t(`queries:parameters.types.${value}`),
              }))}
              onChange={(kind) => change(index, { kind })}
            />
            <Select<Severity>
              label={t('save.level')}
              value={threshold.level}
              options={severities.map((value) => ({
                value,
                label: t(`queries:severity.${value}`),
              }))}
              onChange={(level) => change(index, { level })}
            />
            <IconButton
              label={t('save.removeThreshold', { number: index + 1 })}
              icon={<IconTrash aria-hidden="true" />}
              onClick={() =>
                onChange({ thresholds: thresholds.filter((_, other) => other !== index) })
              }
            />
            {holds !== undefined && (
              <p className={styles['holds']}>
                {t('save.holds', { count: holds, rows: formatCount(holds) })}
              </p>
            )}
          </div>
        );
      })}
      <div className={styles['row']}>
        <Button
          icon={<IconPlus aria-hidden="true" />}
          onClick={() =>
            onChange({
              thresholds: [
                ...thresholds,
                { column: '', is: '>=', value: '', kind: 'number', level: 'warning' },
              ],
            })
          }
        >
          {t('save.addThreshold')}
        </Button>
      </div>
      {tried && thresholds.length > 0 && (
        <NoteBlock tone={tried.missing.length > 0 ? 'warn' : 'info'} title={t('save.preview')}>
          {t('save.previewText', {
            rows: formatCount(tried.rows),
            critical: formatCount(tried.critical),
            warning: formatCount(tried.warning),
          })}
          {tried.missing.length > 0 &&
            ` ${t('save.previewMissing', { columns: tried.missing.map(plainDisplay).join(', ') })}`}
        </NoteBlock>
      )}
      {!result && thresholds.length > 0 && <p className={styles['hint']}>{t('save.noResult')}</p>}
      <datalist id={columns}>
        {names.map((name, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- names of columns repeat
          <option key={index} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** What is typed says of what kind it is, until somebody chose another kind. */
function kindAfter({ kind, value: before }: ThresholdDraft, value: string): ThresholdDraft['kind'] {
  const chosen = before !== '' && kind !== guessKind(before);
  return chosen ? kind : value === '' ? kind : guessKind(value);
}

function guessKind(value: string): ThresholdDraft['kind'] {
  return isOfType(value, 'number') ? 'number' : isOfType(value, 'boolean') ? 'boolean' : 'text';
}

/** What the thresholds that are whole find in a result; null without one. */
function useTried(result: ResultState | null, drafts: readonly ThresholdDraft[]) {
  const thresholds = useSettled(thresholdsOf(drafts));
  const { data } = useHostQuery(
    ['queries', 'tryThresholds', result?.id, result?.rows, JSON.stringify(thresholds)],
    (host, signal) =>
      host.queries.tryThresholds({ resultId: result?.id ?? '', thresholds }, { signal }),
    { enabled: result !== null && thresholds.length > 0, keepPrevious: true },
  );
  return result && thresholds.length > 0 ? data : undefined;
}
