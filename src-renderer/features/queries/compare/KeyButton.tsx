import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconKey } from '@tabler/icons-react';
import type { ResultState } from '../../../../src-main/contract/index';
import { Button, plainDisplay, Popover } from '../../../ui/index';
import { useCommand } from '../../workbench/index';
import { KeyForm } from './KeyForm';
import type { AskedComparison, CompareOptions } from './open-comparison';
import styles from './compare.module.css';

/** Says by which columns rows are recognised, and opens the form that changes it. */
export function KeyButton({
  asked,
  columnsOfKey,
  before,
  after,
  onSubmit,
}: {
  asked: AskedComparison;
  /** Those in force, also where they were guessed. */
  columnsOfKey: readonly string[];
  before: ResultState;
  after: ResultState;
  onSubmit: (options: CompareOptions) => void;
}) {
  const { t } = useTranslation('compare');
  const [opened, setOpened] = useState(false);
  useCommand({
    id: 'queries.compareKey',
    titleKey: 'compare:command.key',
    icon: IconKey,
    run: () => setOpened(true),
  });
  return (
    <Popover
      label={t('key.title')}
      opened={opened}
      onOpenChange={setOpened}
      width={440}
      trigger={
        <Button icon={<IconKey />} aria-haspopup="dialog" onClick={() => setOpened(!opened)}>
          <bdi className={styles['keyNames']}>
            {t('key.button', { columns: columnsOfKey.map(plainDisplay).join(', ') || '…' })}
          </bdi>
        </Button>
      }
    >
      <KeyForm
        asked={asked}
        columnsOfKey={columnsOfKey}
        before={before}
        after={after}
        onSubmit={(options) => {
          setOpened(false);
          onSubmit(options);
        }}
      />
    </Popover>
  );
}
