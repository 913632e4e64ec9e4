import { useDeferredValue, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column, Filter, ResultView } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  Checkbox,
  clipText,
  formatCount,
  plainDisplay,
  Segmented,
  Select,
  TextField,
} from '../../ui/index';
import { useHostQuery } from '../workbench/index';
import styles from './result.module.css';

const tests = ['contains', 'equals', 'starts', 'ends', 'regex', 'range', 'null'] as const;
type Test = (typeof tests)[number];
const shownCharacters = 60;

/** Asks for one filter on a column: by a list of its values, or by a condition. */
export function ResultFilterForm({
  resultId,
  view,
  column,
  columns,
  filter,
  onSubmit,
}: {
  resultId: string;
  /** The arrangement in force: values are counted among the rows it leaves. */
  view: ResultView;
  /** Null: any of the columns. */
  column: number | null;
  columns: readonly Column[];
  /** The one to change. */
  filter: Filter | null;
  onSubmit: (filter: Filter) => void;
}) {
  const { t } = useTranslation('results');
  const [by, setBy] = useState<'values' | 'condition'>(
    column !== null && (filter === null || filter.test.kind === 'values') ? 'values' : 'condition',
  );
  const name = column === null ? t('filter.any') : (columns[column]?.name ?? '');
  return (
    <div className={styles['form']}>
      <strong className="fb-ellipsis">
        <bdi>{plainDisplay(name)}</bdi>
      </strong>
      {column !== null && (
        <Segmented
          hideLabel
          label={t('filter.by')}
          value={by}
          options={[
            { value: 'values', label: t('filter.values') },
            { value: 'condition', label: t('filter.condition') },
          ]}
          onChange={setBy}
        />
      )}
      {by === 'values' && column !== null ? (
        <ValueList
          resultId={resultId}
          view={view}
          column={column}
          filter={filter}
          onSubmit={onSubmit}
        />
      ) : (
        <Condition column={column} filter={filter} onSubmit={onSubmit} />
      )}
    </div>
  );
}

function ValueList({
  resultId,
  view,
  column,
  filter,
  onSubmit,
}: {
  resultId: string;
  view: ResultView;
  column: number;
  filter: Filter | null;
  onSubmit: (filter: Filter) => void;
}) {
  const { t } = useTranslation('results');
  const [text, setText] = useState('');
  const sought = useDeferredValue(text);
  const [chosen, setChosen] = useState<ReadonlySet<string | null>>(
    () => new Set(filter?.test.kind === 'values' ? filter.test.values : []),
  );
  const { data } = useHostQuery(['queries', 'values', resultId, column, view, sought], (host) =>
    host.queries.values({ id: resultId, view, column, text: sought }),
  );
  const submit = (not: boolean): void =>
    onSubmit({ column, not, test: { kind: 'values', values: [...chosen] } });
  const nothing = chosen.size === 0 ? t('filter.chooseOne') : undefined;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.size > 0) submit(false);
      }}
    >
      <TextField
        data-autofocus
        hideLabel
        mono
        label={t('filter.search')}
        placeholder={t('filter.search')}
        value={text}
        onChange={setText}
      />
      <div className={styles['values']} role="group" aria-label={t('filter.values')}>
        {!data ? (
          <Busy text={t('filter.counting')} />
        ) : data.values.length === 0 ? (
          <p className={styles['quiet']}>{t('filter.noValue')}</p>
        ) : (
          data.values.map(({ value, count }) => (
            <Checkbox
              key={value === null ? 'n' : `v${value}`}
              checked={chosen.has(value)}
              label={
                <span className={styles['value']}>
                  <bdi className="fb-ellipsis">
                    {value === null
                      ? t('filter.null')
                      : value === ''
                        ? t('filter.empty')
                        : clipText(plainDisplay(value), shownCharacters).text}
                  </bdi>
                  <small>{formatCount(count)}</small>
                </span>
              }
              onChange={(checked) =>
                setChosen((before) => {
                  const next = new Set(before);
                  if (checked) next.add(value);
                  else next.delete(value);
                  return next;
                })
              }
            />
          ))
        )}
      </div>
      {data && data.distinct !== data.values.length && (
        <p className={styles['quiet']}>
          {data.distinct === null
            ? t('filter.tooMany')
            : t('filter.most', {
                shown: formatCount(data.values.length),
                all: formatCount(data.distinct),
              })}
        </p>
      )}
      <div className={styles['buttons']}>
        <Button disabledReason={nothing} onClick={() => submit(true)}>
          {t('filter.exclude')}
        </Button>
        <Button type="submit" variant="primary" disabledReason={nothing}>
          {t('filter.keep')}
        </Button>
      </div>
    </form>
  );
}

interface Draft {
  test: Test;
  text: string;
  matchCase: boolean;
  from: string;
  to: string;
  not: boolean;
}

function draftOf(filter: Filter | null): Draft {
  const empty: Draft = {
    test: 'contains',
    text: '',
    matchCase: false,
    from: '',
    to: '',
    not: filter?.not ?? false,
  };
  const test = filter?.test;
  if (test?.kind === 'text')
    return { ...empty, test: test.match, text: test.text, matchCase: !test.ignoreCase };
  if (test?.kind === 'range')
    return { ...empty, test: 'range', from: test.from ?? '', to: test.to ?? '' };
  return test?.kind === 'null' ? { ...empty, test: 'null' } : empty;
}

/** The filter of a draft, or null while something is missing. */
function filterOf(column: number | null, draft: Draft): Filter | null {
  const { test, not } = draft;
  if (test === 'null') return { column, not, test: { kind: 'null' } };
  if (test === 'range') {
    const [from, to] = [draft.from.trim() || null, draft.to.trim() || null];
    return from === null && to === null ? null : { column, not, test: { kind: 'range', from, to } };
  }
  if (draft.text === '' && test !== 'equals') return null;
  const ignoreCase = !draft.matchCase;
  return { column, not, test: { kind: 'text', match: test, text: draft.text, ignoreCase } };
}

function Condition({
  column,
  filter,
  onSubmit,
}: {
  column: number | null;
  filter: Filter | null;
  onSubmit: (filter: Filter) => void;
}) {
  const { t } = useTranslation('results');
  const [draft, setDraft] = useState(() => draftOf(filter));
  const set = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const made = filterOf(column, draft);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (made) onSubmit(made);
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Select
        label={t('filter.test')}
        value={draft.test}
        options={tests.map((value) => ({ value, label: t(`filter.tests.${value}`) }))}
        onChange={(test) => set({ test })}
      />
      {draft.test === 'range' ? (
        <>
          <TextField
            mono
            label={t('filter.from')}
            value={draft.from}
            onChange={(from) => set({ from })}
          />
          <TextField mono label={t('filter.to')} value={draft.to} onChange={(to) => set({ to })} />
        </>
      ) : (
        draft.test !== 'null' && (
          <>
            <TextField
              data-autofocus
              mono
              label={t('filter.text')}
              value={draft.text}
              onChange={(text) => set({ text })}
            />
            <Checkbox
              label={t('filter.matchCase')}
              checked={draft.matchCase}
              onChange={(matchCase) => set({ matchCase })}
            />
          </>
        )
      )}
      <Checkbox label={t('filter.not')} checked={draft.not} onChange={(not) => set({ not })} />
      <Button
        type="submit"
        variant="primary"
        disabledReason={made ? undefined : t('filter.incomplete')}
      >
        {t('filter.apply')}
      </Button>
    </form>
  );
}
