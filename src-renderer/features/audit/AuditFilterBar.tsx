import { useTranslation } from 'react-i18next';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { auditKinds } from '../../../src-main/contract/audit';
import { Button, Chip, Menu, Select, TextField, Toolbar } from '../../ui/index';
import { everything, isFiltering, type AuditSearch, type Range } from './audit-model';
import styles from './audit.module.css';

const ranges: readonly Range[] = ['all', 'today', 'week', 'month', 'chosen'];

/** Text, kinds and time, all of which must fit. */
export function AuditFilterBar({
  search,
  onChange,
}: {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}) {
  const { t } = useTranslation('audit');
  const chosen = new Set(search.kinds);
  return (
    <Toolbar label={t('filter.tools')}>
      <div className={styles['search']}>
        <TextField
          label={t('filter.text')}
          hideLabel
          placeholder={t('filter.text')}
          icon={<IconSearch />}
          value={search.text}
          onChange={(text) => onChange({ ...search, text })}
        />
      </div>
      <Select
        label={t('filter.range')}
        hideLabel
        value={search.range}
        options={ranges.map((value) => ({ value, label: t(`filter.ranges.${value}`) }))}
        onChange={(range) => onChange({ ...search, range })}
      />
      {search.range === 'chosen' && (
        <>
          <TextField
            label={t('filter.from')}
            hideLabel
            type="datetime-local"
            title={t('filter.from')}
            value={search.from}
            onChange={(from) => onChange({ ...search, from })}
          />
          <span className="fb-faint" aria-hidden="true">
            –
          </span>
          <TextField
            label={t('filter.to')}
            hideLabel
            type="datetime-local"
            title={t('filter.to')}
            value={search.to}
            onChange={(to) => onChange({ ...search, to })}
          />
        </>
      )}
      {search.kinds.map((kind) => (
        <Chip
          key={kind}
          value={t(`kind.${kind}`)}
          onRemove={() =>
            onChange({ ...search, kinds: search.kinds.filter((other) => other !== kind) })
          }
        />
      ))}
      <Menu
        label={t('filter.kinds')}
        position="bottom-start"
        trigger={<Button icon={<IconPlus aria-hidden="true" />}>{t('filter.kinds')}</Button>}
        items={auditKinds.map((kind) => ({
          id: kind,
          label: t(`kind.${kind}`),
          checked: chosen.has(kind),
          onSelect: () =>
            onChange({
              ...search,
              kinds: chosen.has(kind)
                ? search.kinds.filter((other) => other !== kind)
                : [...search.kinds, kind],
            }),
        }))}
      />
      {isFiltering(search) && (
        <Button variant="ghost" onClick={() => onChange(everything)}>
          {t('filter.clear')}
        </Button>
      )}
    </Toolbar>
  );
}
