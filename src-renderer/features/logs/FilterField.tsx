import { useEffect, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import type { TailState } from '../../../src-main/contract/index';
import { formatCount, TextField } from '../../ui/index';
import { useHost, useWorkbench } from '../workbench/index';
import styles from './logs.module.css';

/** What the lines must contain; acts while typing. */
export function FilterField({
  fieldRef,
  state,
  onState,
  onLeave,
}: {
  fieldRef: Ref<HTMLInputElement>;
  state: TailState;
  onState: (state: TailState) => void;
  /** Enter or the arrow down: on to the lines. */
  onLeave: () => void;
}) {
  const { t } = useTranslation('logs');
  const host = useHost();
  const workbench = useWorkbench();
  const [text, setText] = useState(state.filter);
  useEffect(() => {
    if (text === state.filter) return;
    const timer = setTimeout(() => {
      host.logs.filter({ id: state.id, text }).then(onState).catch(workbench.reportError);
    }, 150);
    return () => clearTimeout(timer);
    // Only typing starts a filter.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return (
    <div className={styles['filterField']}>
      <TextField
        ref={fieldRef}
        label={t('tail.filter')}
        hideLabel
        mono
        placeholder={t('tail.filter')}
        icon={<IconSearch />}
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            setText('');
          } else if (['Enter', 'ArrowDown', 'Escape'].includes(event.key)) {
            event.preventDefault();
            onLeave();
          }
        }}
        right={
          state.filter === '' ? undefined : (
            <span className="fb-faint">
              {t('tail.hits', { count: state.matched, hits: formatCount(state.matched) })}
            </span>
          )
        }
      />
    </div>
  );
}
