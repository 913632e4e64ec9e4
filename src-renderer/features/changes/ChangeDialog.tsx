import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconShieldHalf } from '@tabler/icons-react';
import { changeLacks, type ChangeStatement } from '../../../src-main/contract/changes';
import {
  Button,
  Checkbox,
  Dialog,
  EnvironmentTag,
  HostileText,
  plainDisplay,
  TextArea,
  TextField,
} from '../../ui/index';
import { keptFor, productionNames } from './change-memory';
import { useChanges, type OpenQuestion } from './change-store';
import styles from './changes.module.css';

/** The question of the change gate that is open now, if any. */
export function ChangeDialogs() {
  const question = useChanges((store) => store.questions[0]);
  return question ? <ChangeDialog key={question.key} question={question} /> : null;
}

/** What was stated last for these hosts: nobody types a reason twice. */
function useFirstWords(names: readonly string[]): { reason: string; changeId: string } {
  const memory = useChanges((store) => store.memory);
  const [words] = useState(() => {
    const kept = names.map((name) => keptFor(memory, name, Date.now())).find(Boolean);
    return { reason: kept?.reason ?? '', changeId: kept?.changeId ?? '' };
  });
  return words;
}

function ChangeDialog({ question }: { question: OpenQuestion }) {
  const { t } = useTranslation('changes');
  const { strict = false, targets } = question;
  const onProduction = productionNames(targets).length > 0;
  const names = strict ? [...new Set(targets.map(({ name }) => name))] : productionNames(targets);
  const others = targets.filter(({ name }) => !names.includes(name));
  const first = useFirstWords(names);
  const [reason, setReason] = useState(first.reason);
  const [changeId, setChangeId] = useState(first.changeId);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [keep, setKeep] = useState(first.reason !== '');
  const [asked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const statement: ChangeStatement = {
    reason: reason.trim(),
    changeId: changeId.trim(),
    typedNames: Object.values(typed).map((name) => name.trim()),
  };
  const lacks = changeLacks(targets, statement, false, strict);
  const [lack] = lacks;
  const missing =
    lack === undefined
      ? undefined
      : lack.kind === 'name'
        ? t('lack.name', { name: plainDisplay(lack.name) })
        : t(`lack.${lack.kind}`);

  const giveUp = (): void => question.answer(null, false);
  const submit = (): void => {
    setAsked(true);
    if (lacks.length === 0) question.answer(statement, keep && question.remember === true);
    else {
      const missed = lack?.kind === 'name' ? String(names.indexOf(lack.name)) : lack?.kind;
      const field = `[data-lack="${missed}"] :is(input, textarea)`;
      form.current?.querySelector<HTMLElement>(field)?.focus();
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    // In a field Enter goes on, and where something is missing it goes there.
    const field = event.target instanceof HTMLInputElement && event.target.type === 'text';
    if (!event.ctrlKey && !event.metaKey && !field) return;
    event.preventDefault();
    event.stopPropagation();
    submit();
  };

  return (
    <Dialog opened onClose={giveUp} title={onProduction ? t('title.production') : t('title.other')}>
      <form
        ref={form}
        noValidate
        className="fb-form"
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {onProduction && (
          <p className={styles['warning']}>
            <IconShieldHalf aria-hidden="true" />
            {t('warning', { count: names.length })}
          </p>
        )}
        <div className={styles['action']}>
          <strong>{question.action}</strong>
          {question.lines && question.lines.length > 0 && (
            <ul className={styles['lines']} aria-label={question.action}>
              {question.lines.map((line, index) => {
                const key = index;
                return (
                  <li key={key}>
                    <HostileText text={line} />
                  </li>
                );
              })}
            </ul>
          )}
          {others.length > 0 && (
            <p className={styles['others']}>
              {others.map(({ name, environment }) => (
                <span key={name} className="fb-row">
                  <EnvironmentTag environment={environment} />
                  <bdi className="fb-mono">{plainDisplay(name)}</bdi>
                </span>
              ))}
            </p>
          )}
        </div>
        <div data-lack="reason">
          <TextArea
            label={t('reason')}
            hint={t('reasonHint')}
            required
            rows={2}
            value={reason}
            onChange={setReason}
            {...(asked && statement.reason === '' ? { error: t('lack.reason') } : {})}
          />
        </div>
        <div data-lack="change-id">
          <TextField
            label={t('changeId')}
            hint={strict ? t('changeIdNeeded') : t('changeIdHint')}
            required={strict}
            mono
            value={changeId}
            onChange={setChangeId}
            {...(asked && strict && statement.changeId === ''
              ? { error: t('lack.change-id') }
              : {})}
          />
        </div>
        {names.map((name, index) => (
          <NameField
            key={name}
            name={name}
            index={index}
            asked={asked}
            value={typed[name] ?? ''}
            onChange={(value) => setTyped({ ...typed, [name]: value })}
          />
        ))}
        {onProduction && question.remember && (
          <Checkbox
            label={t('remember', { count: names.length })}
            hint={t('rememberHint')}
            checked={keep}
            onChange={setKeep}
          />
        )}
        <div className={styles['footer']}>
          <Button onClick={giveUp} data-autofocus>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            variant={onProduction ? 'dangerSolid' : 'primary'}
            kbd="Ctrl Enter"
            disabledReason={missing}
          >
            {question.confirmLabel ?? t('confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function NameField({
  name,
  index,
  value,
  asked,
  onChange,
}: {
  name: string;
  index: number;
  value: string;
  asked: boolean;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('changes');
  const right = value.trim() === name;
  return (
    <div className={styles['name']} data-lack={index}>
      <p>
        {t('typeName')} <code className={styles['expected']}>{plainDisplay(name)}</code>
      </p>
      <TextField
        label={t('typedName', { name: plainDisplay(name) })}
        hideLabel
        mono
        value={value}
        onChange={onChange}
        {...(right ? { right: <span className={styles['right']}>{t('typedRight')}</span> } : {})}
        {...(asked && !right ? { error: t('lack.name', { name: plainDisplay(name) }) } : {})}
      />
    </div>
  );
}
