import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconTrash } from '@tabler/icons-react';
import { redactionSuggestions, type Redaction } from '../../../src-main/contract/log-evidence';
import type { Evidence } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  Checkbox,
  Dialog,
  ErrorState,
  formatCount,
  HostileText,
  IconButton,
  NoteBlock,
  TextField,
} from '../../ui/index';
import { errorText, useHostMutation, useHostQuery } from '../workbench/index';
import { changedLines } from './redaction-model';
import styles from './cases.module.css';

type Rule = Redaction[number];

const mostShown = 100;
const sameRule = (a: Rule, b: Rule): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * What is covered before evidence leaves its case: rules, and their effect line by line. The
 * original stays in the case.
 */
export function RedactionDialog({
  evidence,
  text,
  onClose,
}: {
  evidence: Evidence;
  /** The beginning of the original. */
  text: string;
  onClose: () => void;
}) {
  const { t } = useTranslation('cases');
  const [rules, setRules] = useState<Redaction>(evidence.redaction ?? []);
  const save = useHostMutation((host) => host.cases.redactEvidence({ id: evidence.id, rules }), {
    onSuccess: onClose,
  });
  const isSuggested = (rule: Rule): boolean =>
    redactionSuggestions.some((suggestion) => sameRule(suggestion.rule, rule));
  const own = rules.filter((rule) => !isSuggested(rule));
  return (
    <Dialog
      opened
      size="lg"
      onClose={onClose}
      title={t('redaction.title', { label: `E${evidence.ordinal}` })}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            {t(rules.length === 0 ? 'redaction.saveNone' : 'redaction.save')}
          </Button>
        </>
      }
    >
      <p className="fb-small fb-muted">{t('redaction.explain')}</p>
      <fieldset className={styles['redactionSuggestions']}>
        <legend>{t('redaction.suggested')}</legend>
        {redactionSuggestions.map(({ name, rule }) => (
          <Checkbox
            key={name}
            label={t(`redaction.suggestion.${name}`)}
            checked={rules.some((other) => sameRule(other, rule))}
            onChange={(wanted) =>
              setRules(wanted ? [...rules, rule] : rules.filter((other) => !sameRule(other, rule)))
            }
          />
        ))}
      </fieldset>
      {own.length > 0 && (
        <ul className={styles['redactionRules']} aria-label={t('redaction.own')}>
          {own.map((rule) => (
            <li key={JSON.stringify(rule)}>
              <bdi className="fb-mono fb-ellipsis">{rule.text}</bdi>
              <span aria-hidden="true">→</span>
              <bdi className="fb-mono fb-ellipsis fb-grow">{rule.replacement}</bdi>
              <IconButton
                size="sm"
                label={t('redaction.removeRule', { text: rule.text })}
                icon={<IconTrash />}
                onClick={() => setRules(rules.filter((other) => !sameRule(other, rule)))}
              />
            </li>
          ))}
        </ul>
      )}
      <RuleForm onAdd={(rule) => setRules([...rules, rule])} />
      <Effect evidence={evidence} rules={rules} text={text} />
    </Dialog>
  );
}

function RuleForm({ onAdd }: { onAdd: (rule: Rule) => void }) {
  const { t } = useTranslation('cases');
  const [text, setText] = useState('');
  const [replacement, setReplacement] = useState('[…]');
  const [regex, setRegex] = useState(false);
  return (
    <form
      className={styles['redactionForm']}
      onSubmit={(event) => {
        event.preventDefault();
        if (text === '') return;
        onAdd({ text, regex, ignoreCase: true, replacement });
        setText('');
      }}
    >
      <TextField data-autofocus mono label={t('redaction.text')} value={text} onChange={setText} />
      <TextField
        mono
        label={t('redaction.replacement')}
        value={replacement}
        onChange={setReplacement}
      />
      <Checkbox label={t('redaction.regex')} checked={regex} onChange={setRegex} />
      <Button type="submit">{t('redaction.add')}</Button>
    </form>
  );
}

/** Lines that the rules change, before and after. */
function Effect({
  evidence: { id },
  rules,
  text,
}: {
  evidence: Evidence;
  rules: Redaction;
  text: string;
}) {
  const { t } = useTranslation('cases');
  const { data, error } = useHostQuery(
    ['cases', 'redaction', id, rules],
    (host) => host.cases.previewRedaction({ id, rules }),
    { enabled: rules.length > 0, keepPrevious: true },
  );
  if (rules.length === 0) return <p className="fb-small fb-muted">{t('redaction.none')}</p>;
  if (error) return <ErrorState {...errorText(error)} />;
  if (!data) return <Busy text={t('loading')} />;
  const changed = changedLines(text, data.text, mostShown);
  return (
    <section aria-label={t('redaction.effect')}>
      {data.hits === 0 ? (
        <NoteBlock tone="warn">{t('redaction.noHits')}</NoteBlock>
      ) : (
        <p role="status" className="fb-small">
          {t('redaction.hits', { count: data.hits, hits: formatCount(data.hits) })}
        </p>
      )}
      <div className={styles['redactionEffect']}>
        {changed.map(({ line, before, after }) => (
          <div key={line}>
            <span className="fb-number fb-faint">{line + 1}</span>
            <del aria-label={t('redaction.before')}>
              <HostileText tabs text={before} />
            </del>
            <ins aria-label={t('redaction.after')}>
              <HostileText tabs text={after} />
            </ins>
          </div>
        ))}
      </div>
    </section>
  );
}
