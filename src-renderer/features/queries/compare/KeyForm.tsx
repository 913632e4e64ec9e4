import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import type { ResultState } from '../../../../src-main/contract/index';
import { Button, Checkbox, plainDisplay, Select, TextField } from '../../../ui/index';
import { commonColumns, namesRows, type PairFacts } from './compare-key';
import type { AskedComparison, CompareOptions } from './open-comparison';
import { lookedColumns, useColumnFacts } from './use-comparison';
import styles from './compare.module.css';

const roles = ['key', 'compared', 'ignored'] as const;
type Role = (typeof roles)[number];
/** More columns are found by their names. */
const shownColumns = 100;

/** Which columns name a row, which are compared, and how strictly. */
export function KeyForm({
  asked,
  columnsOfKey,
  before,
  after,
  onSubmit,
}: {
  asked: AskedComparison;
  columnsOfKey: readonly string[];
  before: ResultState;
  after: ResultState;
  onSubmit: (options: CompareOptions) => void;
}) {
  const { t } = useTranslation('compare');
  const { asNumbers, ignoreCase, trimEnd } = asked;
  const [options, setOptions] = useState({ asNumbers, ignoreCase, trimEnd });
  const [text, setText] = useState('');
  const columns = useMemo(() => commonColumns(before.columns, after.columns), [before, after]);
  const facts = useColumnFacts(before, after, lookedColumns(before, after));
  const [chosen, setChosen] = useState<ReadonlyMap<string, Role>>(
    () =>
      new Map([
        ...asked.ignore.map((name) => [name.toLowerCase(), 'ignored'] as const),
        ...columnsOfKey.map((name) => [name.toLowerCase(), 'key'] as const),
      ]),
  );
  const roleOf = (name: string): Role => chosen.get(name.toLowerCase()) ?? 'compared';
  // What may be chosen stands first, and stays there while it is.
  const [first] = useState(columnsOfKey);
  const found = columns
    .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
    .toSorted(
      (one, other) =>
        rank(one.name, first, facts) - rank(other.name, first, facts) || one.after - other.after,
    );
  const namesOf = (role: Role): string[] => [
    ...new Set(columns.filter(({ name }) => roleOf(name) === role).map(({ name }) => name)),
  ];
  const key = namesOf('key');
  const toggles = ['asNumbers', 'ignoreCase', 'trimEnd'] as const;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (key.length > 0) onSubmit({ ...options, key, ignore: namesOf('ignored') });
      }}
    >
      <p className={styles['hint']}>{t('key.hint')}</p>
      {columns.length > 8 && (
        <TextField
          label={t('key.search')}
          hideLabel
          placeholder={t('key.search')}
          icon={<IconSearch />}
          value={text}
          onChange={setText}
        />
      )}
      <ul className={styles['columns']} aria-label={t('key.columns')}>
        {found.slice(0, shownColumns).map(({ name, after: place }) => (
          <li key={place}>
            <bdi className="fb-ellipsis fb-mono fb-grow" title={plainDisplay(name)}>
              {plainDisplay(name)}
            </bdi>
            <Facts facts={facts.get(name)} />
            <Select
              label={t('key.role', { column: plainDisplay(name) })}
              hideLabel
              value={roleOf(name)}
              options={roles.map((value) => ({ value, label: t(`key.roles.${value}`) }))}
              onChange={(role) => setChosen(new Map([...chosen, [name.toLowerCase(), role]]))}
            />
          </li>
        ))}
      </ul>
      {found.length > shownColumns && (
        <p className={styles['hint']}>
          {t('key.first', { shown: shownColumns, all: found.length })}
        </p>
      )}
      {toggles.map((option) => (
        <Checkbox
          key={option}
          label={t(`key.${option}`)}
          checked={options[option]}
          onChange={(checked) => setOptions({ ...options, [option]: checked })}
        />
      ))}
      <div className={styles['buttons']}>
        <Button
          type="submit"
          variant="primary"
          disabledReason={key.length === 0 ? t('key.noKey') : undefined}
        >
          {t('key.submit')}
        </Button>
      </div>
    </form>
  );
}

/** What is known of the values of a column, in two words. */
function Facts({ facts }: { facts: PairFacts | undefined }) {
  const { t } = useTranslation('compare');
  if (!facts) return null;
  const unique = namesRows(facts);
  if (unique === null) return null;
  const nulls = facts.before.nulls + facts.after.nulls > 0;
  return (
    <span className="fb-faint fb-tiny">
      {t(unique ? 'key.unique' : nulls ? 'key.nulls' : 'key.repeats')}
    </span>
  );
}

function rank(
  name: string,
  first: readonly string[],
  facts: ReadonlyMap<string, PairFacts>,
): number {
  if (first.some((key) => key.toLowerCase() === name.toLowerCase())) return 0;
  const told = facts.get(name);
  return told && namesRows(told) ? 1 : 2;
}
