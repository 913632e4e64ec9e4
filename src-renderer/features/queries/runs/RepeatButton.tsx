import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconRepeat } from '@tabler/icons-react';
import type { Environment, ResultState } from '../../../../src-main/contract/index';
import {
  Button,
  Checkbox,
  Field,
  NoteBlock,
  plainDisplay,
  Popover,
  Select,
  TextField,
} from '../../../ui/index';
import { useCommand } from '../../workbench/index';
import { commonColumns, suggestedKey } from '../compare/compare-key';
import { offeredSeconds, secondsOf } from './watch';
import type { WatchControl } from './use-watch';
import styles from './runs.module.css';

const typed = 'typed';
const firstSeconds = 10;

/** How often a result is asked for again, and by which columns its rows are told apart. */
export function RepeatButton({
  result,
  savedKey,
  environment,
  control,
}: {
  result: ResultState;
  /** Of the saved query; empty without one. */
  savedKey: readonly string[];
  environment: Environment;
  control: WatchControl;
}) {
  const { t } = useTranslation(['query-runs', 'ui']);
  const [open, setOpen] = useState(false);
  const watched = control.watch?.result.id === result.id && control.watch.phase !== 'ended';
  const refusal =
    result.state === 'done' ? (watched ? t('reason.repeats') : undefined) : t('reason.notDone');
  useCommand({
    id: 'queries.repeat',
    titleKey: 'query-runs:command.repeat',
    icon: IconRepeat,
    keys: 'Shift R',
    when: () =>
      result.state !== 'done'
        ? 'query-runs:reason.notDone'
        : watched
          ? 'query-runs:reason.repeats'
          : true,
    run: () => setOpen(true),
  });
  return (
    <Popover
      label={t('repeat.title')}
      opened={open}
      onOpenChange={setOpen}
      width={320}
      position="bottom-start"
      trigger={
        <Button
          foldable
          icon={<IconRepeat />}
          disabledReason={refusal}
          onClick={() => setOpen(!open)}
        >
          {t('repeat.button')}
        </Button>
      }
    >
      <RepeatForm
        result={result}
        savedKey={savedKey}
        environment={environment}
        onBegin={(seconds, key) => {
          setOpen(false);
          control.begin(result, seconds, key);
        }}
      />
    </Popover>
  );
}

function RepeatForm({
  result,
  savedKey,
  environment,
  onBegin,
}: {
  result: ResultState;
  savedKey: readonly string[];
  environment: Environment;
  onBegin: (seconds: number, key: readonly string[]) => void;
}) {
  const { t } = useTranslation(['query-runs', 'ui']);
  const [every, setEvery] = useState<string>(String(firstSeconds));
  const [text, setText] = useState('');
  const [key, setKey] = useState<readonly string[]>(() =>
    suggestedKey(commonColumns(result.columns, result.columns), savedKey, new Map()),
  );
  const seconds = every === typed ? secondsOf(text) : Number(every);
  const names = [...new Set(result.columns.map(({ name }) => name))];
  return (
    <form
      className={styles['repeat']}
      onSubmit={(event) => {
        event.preventDefault();
        if (seconds !== null) onBegin(seconds, key);
      }}
    >
      <Select
        label={t('repeat.every')}
        data-autofocus
        value={every}
        options={[
          ...offeredSeconds.map((value) => ({
            value: String(value),
            label: intervalText(t, value),
          })),
          { value: typed, label: t('repeat.typed') },
        ]}
        onChange={setEvery}
      />
      {every === typed && (
        <TextField
          label={t('repeat.seconds')}
          inputMode="numeric"
          value={text}
          onChange={setText}
          {...(text !== '' && seconds === null ? { error: t('repeat.secondsWrong') } : {})}
        />
      )}
      <Field label={t('repeat.key')} hint={t('repeat.keyHint')}>
        {({ id, describedBy }) => (
          <div id={id} aria-describedby={describedBy} role="group" className={styles['keyColumns']}>
            {names.map((name) => (
              <Checkbox
                key={name}
                label={<bdi className="fb-mono">{plainDisplay(name)}</bdi>}
                checked={key.includes(name)}
                onChange={(on) =>
                  setKey(on ? [...key, name] : key.filter((other) => other !== name))
                }
              />
            ))}
          </div>
        )}
      </Field>
      <NoteBlock tone={environment === 'production' ? 'warn' : 'info'}>
        {t('repeat.load', { environment: t(`ui:environment.${environment}.full`) })}
      </NoteBlock>
      <Button
        type="submit"
        variant="primary"
        disabledReason={seconds === null ? t('repeat.secondsWrong') : undefined}
      >
        {t('repeat.begin')}
      </Button>
    </form>
  );
}

type Translate = ReturnType<typeof useTranslation<['query-runs', 'ui']>>['t'];

/** `every 10 s`, `every 5 min`, `every hour`. */
export function intervalText(t: Translate, seconds: number): string {
  if (seconds % 3600 === 0) return t('interval.hours', { count: seconds / 3600 });
  if (seconds % 60 === 0) return t('interval.minutes', { count: seconds / 60 });
  return t('interval.seconds', { count: seconds });
}
