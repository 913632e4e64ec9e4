import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogTarget } from '../../../src-main/contract/logs';
import { Button, Dialog, formatCount, TextField } from '../../ui/index';
import type { LogDialogProps } from './log-dialog';
import { parseLineInput, parseTimeInput } from './time-input';
import { fullTimeText, timeSpan } from './time-text';
import styles from './logs.module.css';

const example = '11:24';

/** Asks for a time or a line, and goes to the first record at or after it. */
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
  const time = parseTimeInput(text, here, span?.last ?? opened);
  const line = parseLineInput(text);
  // Lines are those of one log: the one that is read.
  const source = focusedRow?.source ?? 0;
  const { name = '', piece = null, indexed = 1, lines = 0 } = view.sources[source] ?? {};
  const last = indexed < 1 || lines === 0 ? Infinity : lines;
  const wanted: LogTarget | null =
    line !== null
      ? piece === null
        ? { kind: 'line', source, line: Math.min(line, last) - 1 }
        : null
      : 'time' in time
        ? { kind: 'time', time: time.time }
        : null;
  const hint =
    wanted?.kind === 'time'
      ? fullTimeText(wanted.time)
      : wanted?.kind === 'line'
        ? t('jump.line', { line: formatCount(wanted.line + 1), name })
        : t('jump.hint');

  const go = (): void => {
    if (!wanted) {
      setWrong(true);
      return;
    }
    jump(wanted);
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
          hint={hint}
          value={text}
          onChange={(value) => {
            setWrong(false);
            setText(value);
          }}
          error={wrong ? t(line === null ? 'jump.unknown' : 'jump.linesUnknown') : undefined}
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
