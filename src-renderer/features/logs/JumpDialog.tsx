import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, TextField } from '../../ui/index';
import type { LogDialogProps } from './log-dialog';
import { parseTimeInput } from './time-input';
import { fullTimeText, timeSpan } from './time-text';
import styles from './logs.module.css';

const example = '11:24';

/** Asks for a time and goes to the first record at or after it. */
export function JumpDialog({ viewer, onClose }: LogDialogProps) {
  const { t } = useTranslation('logs');
  const { view, focusedRow, rows, list, jump } = viewer;
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const [opened] = useState(() => Date.now());
  const span = timeSpan(view);
  const top = list.current?.topRow();
  const here =
    focusedRow?.time ?? (top === undefined ? null : rows.get(top)?.time) ?? span?.last ?? opened;
  const wanted = parseTimeInput(text, here, span?.last ?? opened);

  const go = (): void => {
    if (!('time' in wanted)) {
      setWrong(true);
      return;
    }
    jump({ kind: 'time', time: wanted.time });
    onClose();
    list.current?.focus();
  };
  return (
    <Dialog
      opened
      size="sm"
      onClose={onClose}
      title={t('jump.title')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form="log-jump" variant="primary">
            {t('jump.go')}
          </Button>
        </>
      }
    >
      <form
        id="log-jump"
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <TextField
          data-autofocus
          mono
          label={t('jump.time')}
          placeholder={example}
          hint={'time' in wanted ? fullTimeText(wanted.time) : t('jump.hint')}
          value={text}
          onChange={(value) => {
            setWrong(false);
            setText(value);
          }}
          error={wrong ? t('condition.timeUnknown') : undefined}
        />
        {span && (
          <p className="fb-small fb-muted">
            {t('jump.span', { first: fullTimeText(span.first), last: fullTimeText(span.last) })}
          </p>
        )}
      </form>
    </Dialog>
  );
}
