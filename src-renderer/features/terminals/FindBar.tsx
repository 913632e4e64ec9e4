import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconArrowDown, IconArrowUp, IconSearch, IconX } from '@tabler/icons-react';
import { IconButton, TextField, type FindResult, type TerminalHandle } from '../../ui/index';
import styles from './terminals.module.css';

/** Searches in what the terminal shows and keeps above. */
export function FindBar({
  handle,
  found,
  onClose,
}: {
  handle: TerminalHandle;
  found: FindResult | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('terminals');
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    return () => handle.endFind();
  }, [handle]);
  const count =
    text === '' || !found
      ? ''
      : found.count === 0
        ? t('find.none')
        : found.index < 0
          ? t('find.many', { count: found.count })
          : t('find.position', { index: found.index + 1, count: found.count });
  return (
    <div className={styles['find']} role="search">
      <TextField
        ref={field}
        label={t('find.label')}
        hideLabel
        placeholder={t('find.label')}
        icon={<IconSearch aria-hidden="true" />}
        value={text}
        onChange={(next) => {
          setText(next);
          handle.find(next);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' || event.key === 'F3') {
            event.preventDefault();
            handle.find(text, event.shiftKey);
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
      />
      <span className={styles['findCount']} aria-live="polite">
        {count}
      </span>
      <IconButton
        size="sm"
        label={t('find.previous')}
        kbd="Shift Enter"
        icon={<IconArrowUp aria-hidden="true" />}
        onClick={() => handle.find(text, true)}
      />
      <IconButton
        size="sm"
        label={t('find.next')}
        kbd="Enter"
        icon={<IconArrowDown aria-hidden="true" />}
        onClick={() => handle.find(text)}
      />
      <IconButton
        size="sm"
        label={t('find.close')}
        kbd="Esc"
        icon={<IconX aria-hidden="true" />}
        onClick={onClose}
      />
    </div>
  );
}
