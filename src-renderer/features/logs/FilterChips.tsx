import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlus } from '@tabler/icons-react';
import type { LogCondition } from '../../../src-main/contract/logs';
import { Button, Chip, Popover } from '../../ui/index';
import { ConditionForm } from './ConditionForm';
import { conditionText, type ConditionWords } from './condition-text';
import type { LogViewer } from './use-log-viewer';
import styles from './logs.module.css';

/** The conditions in force, each of which can be changed or taken away, and one to add. */
export function FilterChips({ viewer }: { viewer: LogViewer }) {
  const { t } = useTranslation('logs');
  const { view, lines, setFilter, addConditions } = viewer;
  const [opened, setOpened] = useState<'new' | number | null>(null);
  const days = lines.style !== 'clock';

  const submit = (condition: LogCondition): void => {
    if (typeof opened === 'number')
      void setFilter(view.filter.map((old, index) => (index === opened ? condition : old)));
    else void addConditions(condition);
    setOpened(null);
  };
  return (
    <>
      {view.filter.map((condition, index) => {
        const { field, value } = conditionText(
          condition,
          view.sources,
          days,
          t as unknown as ConditionWords,
        );
        return (
          <Chip
            key={JSON.stringify(condition)}
            {...(field === undefined ? {} : { field })}
            value={value}
            negated={condition.exclude}
            onEdit={() => setOpened(index)}
            onRemove={() => void setFilter(view.filter.filter((_, other) => other !== index))}
          />
        );
      })}
      <Popover
        label={t('condition.title')}
        width={260}
        opened={opened !== null}
        onOpenChange={(open) => !open && setOpened(null)}
        trigger={
          <Button
            className={styles['addCondition']}
            icon={<IconPlus aria-hidden="true" />}
            aria-expanded={opened !== null}
            onClick={() => setOpened(opened === null ? 'new' : null)}
          >
            {t('condition.addShort')}
          </Button>
        }
      >
        {opened !== null && (
          <ConditionForm
            key={opened}
            view={view}
            condition={typeof opened === 'number' ? (view.filter[opened] ?? null) : null}
            onSubmit={submit}
          />
        )}
      </Popover>
    </>
  );
}
