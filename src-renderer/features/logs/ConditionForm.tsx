import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCondition, LogView } from '../../../src-main/contract/logs';
import { logLevels } from '../../../src-main/contract/logs';
import { Button, Checkbox, Select, TextField } from '../../ui/index';
import { parseTimeInput } from './time-input';
import { fullTimeText, timeSpan } from './time-text';
import styles from './logs.module.css';

/** The same in every language. */
const examples = { from: '11:20', to: '11:26', field: 'thread' };

type Kind = LogCondition['kind'];

interface Draft {
  kind: Kind;
  exclude: boolean;
  text: string;
  regex: boolean;
  ignoreCase: boolean;
  level: (typeof logLevels)[number];
  andWorse: boolean;
  from: string;
  to: string;
  field: string;
  value: string;
  sourceId: string;
}

const timeField = (time: number | null): string =>
  time === null ? '' : fullTimeText(time).slice(0, -'.000 +00:00'.length);

function draftOf(condition: LogCondition | null, view: LogView): Draft {
  const empty: Draft = {
    kind: 'text',
    exclude: false,
    text: '',
    regex: false,
    ignoreCase: false,
    level: 'warn',
    andWorse: true,
    from: '',
    to: '',
    field: '',
    value: '',
    sourceId: view.sources[0]?.id ?? '',
  };
  if (!condition) return empty;
  if (condition.kind === 'time')
    return {
      ...empty,
      ...condition,
      from: timeField(condition.from),
      to: timeField(condition.to),
    };
  return { ...empty, ...condition };
}

/** Asks for one condition of the filter, or changes one that is there. */
export function ConditionForm({
  view,
  condition,
  onSubmit,
}: {
  view: LogView;
  /** The one to change. */
  condition: LogCondition | null;
  onSubmit: (condition: LogCondition) => void;
}) {
  const { t } = useTranslation('logs');
  const [draft, setDraft] = useState(() => draftOf(condition, view));
  const [wrong, setWrong] = useState<'from' | 'to' | null>(null);
  const set = (part: Partial<Draft>): void => {
    setWrong(null);
    setDraft((before) => ({ ...before, ...part }));
  };
  const span = timeSpan(view);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const made = conditionOf(draft, span);
    if (made === 'from' || made === 'to') setWrong(made);
    else if (made) onSubmit(made);
  };
  const timeError = t('condition.timeUnknown');
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Select
        label={t('condition.kind')}
        value={draft.kind}
        options={(['text', 'level', 'time', 'field', 'source'] as const).map((kind) => ({
          value: kind,
          label: t(`condition.kinds.${kind}`),
        }))}
        onChange={(kind) => set({ kind })}
      />
      {draft.kind === 'text' && (
        <>
          <TextField
            data-autofocus
            mono
            label={t('condition.text')}
            value={draft.text}
            onChange={(text) => set({ text })}
          />
          <Checkbox
            label={t('search.regex')}
            checked={draft.regex}
            onChange={(regex) => set({ regex })}
          />
          <Checkbox
            label={t('search.matchCase')}
            checked={!draft.ignoreCase}
            onChange={(matchCase) => set({ ignoreCase: !matchCase })}
          />
        </>
      )}
      {draft.kind === 'level' && (
        <>
          <Select
            label={t('condition.kinds.level')}
            value={draft.level}
            options={logLevels.map((level) => ({ value: level, label: t(`level.${level}`) }))}
            onChange={(level) => set({ level })}
          />
          <Checkbox
            label={t('condition.andWorse')}
            checked={draft.andWorse}
            onChange={(andWorse) => set({ andWorse })}
          />
        </>
      )}
      {draft.kind === 'time' && (
        <>
          <TextField
            mono
            label={t('condition.from')}
            placeholder={examples.from}
            value={draft.from}
            onChange={(from) => set({ from })}
            error={wrong === 'from' ? timeError : undefined}
          />
          <TextField
            mono
            label={t('condition.to')}
            placeholder={examples.to}
            hint={t('condition.timeHint')}
            value={draft.to}
            onChange={(to) => set({ to })}
            error={wrong === 'to' ? timeError : undefined}
          />
        </>
      )}
      {draft.kind === 'field' && (
        <>
          <TextField
            mono
            label={t('condition.field')}
            placeholder={examples.field}
            value={draft.field}
            onChange={(field) => set({ field })}
          />
          <TextField
            mono
            label={t('condition.value')}
            value={draft.value}
            onChange={(value) => set({ value })}
          />
        </>
      )}
      {draft.kind === 'source' && (
        <Select
          label={t('condition.source')}
          value={draft.sourceId}
          options={view.sources.map(({ id, name, host }) => ({
            value: id,
            label: host === '' ? name : `${name} · ${host}`,
          }))}
          onChange={(sourceId) => set({ sourceId })}
        />
      )}
      <Checkbox
        label={t('condition.exclude')}
        checked={draft.exclude}
        onChange={(exclude) => set({ exclude })}
      />
      <Button type="submit" variant="primary">
        {t(condition ? 'condition.change' : 'condition.add')}
      </Button>
    </form>
  );
}

/** The condition of a draft; the name of a time that is none; null while something is missing. */
function conditionOf(
  draft: Draft,
  span: { first: number; last: number } | null,
): LogCondition | 'from' | 'to' | null {
  const { kind, exclude } = draft;
  switch (kind) {
    case 'text':
      return draft.text === ''
        ? null
        : { kind, exclude, text: draft.text, regex: draft.regex, ignoreCase: draft.ignoreCase };
    case 'level':
      return { kind, exclude, level: draft.level, andWorse: draft.andWorse };
    case 'time': {
      const last = span?.last ?? Date.now();
      const from = parseTimeInput(draft.from, last, last);
      const to = parseTimeInput(draft.to, last, last);
      if ('error' in from && from.error === 'unknown') return 'from';
      if ('error' in to && to.error === 'unknown') return 'to';
      const range = { from: 'time' in from ? from.time : null, to: 'time' in to ? to.time : null };
      if (range.from === null && range.to === null) return 'from';
      return { kind, exclude, ...range };
    }
    case 'field':
      return draft.field === '' ? null : { kind, exclude, field: draft.field, value: draft.value };
    case 'source':
      return { kind, exclude, sourceId: draft.sourceId };
  }
}
