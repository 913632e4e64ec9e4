import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../../src-main/contract/errors';
import type { SshPrompt } from '../../../src-main/contract/index';
import {
  Button,
  Dialog,
  HostileText,
  PasswordField,
  plainDisplay,
  TextField,
} from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';
import styles from './ssh.module.css';

/**
 * A question that a server asks while somebody logs in: one-time codes, passwords. Everything
 * the server says of it is hostile text.
 */
export function PromptDialog({ prompt, waiting }: { prompt: SshPrompt; waiting: number }) {
  const { t } = useTranslation('ssh');
  const workbench = useWorkbench();
  const form = useId();
  const { id, host, username, title, instructions, fields, expiresAt } = prompt;
  const [answers, setAnswers] = useState<readonly string[]>(() => fields.map(() => ''));
  const left = useSecondsTo(expiresAt);
  const answer = useHostMutation(
    (client, given: string[] | null) => client.ssh.answer({ id, answers: given }),
    {
      onError: (error) => {
        const gone = error instanceof AppError && error.code === 'entity.not-found';
        if (!gone) workbench.reportError(error);
        else workbench.notify({ tone: 'warn', title: t('prompt.gone'), keep: false });
      },
    },
  );
  const giveUp = (): void => answer.mutate(null);
  const words = [title, instructions].filter((text) => text.trim() !== '');
  return (
    <Dialog
      opened
      onClose={giveUp}
      title={<HostileText text={t('prompt.title', { host })} />}
      size="sm"
      footer={
        <>
          <span className={styles['left']} role="timer">
            {t('prompt.left', { seconds: left })}
          </span>
          <Button onClick={giveUp}>{t('prompt.cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={answer.isPending}>
            {t('prompt.submit')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="fb-form"
        onSubmit={(event) => {
          event.preventDefault();
          answer.mutate([...answers]);
        }}
      >
        <p className="fb-muted">
          <HostileText text={t('prompt.for', { username, host })} />
        </p>
        {words.length > 0 && (
          <div>
            <p className="fb-small fb-faint">{t('prompt.words')}</p>
            <blockquote className={styles['words']}>
              {words.map((text) => (
                <HostileText key={text} text={text} multiline />
              ))}
            </blockquote>
          </div>
        )}
        {fields.map(({ label, echo }, index) => {
          const shared = {
            label: plainDisplay(label).trim() || t('prompt.answer'),
            value: answers[index] ?? '',
            onChange: (value: string) => setAnswers(answers.with(index, value)),
            ...(index === 0 ? { 'data-autofocus': true } : {}),
          };
          return echo ? (
            <TextField key={index} {...shared} mono autoComplete="off" />
          ) : (
            <PasswordField key={index} {...shared} autoComplete="one-time-code" />
          );
        })}
        {waiting > 0 && <p className="fb-small fb-faint">{t('prompt.more', { count: waiting })}</p>}
      </form>
    </Dialog>
  );
}

/** Whole seconds until a moment, counted down; never below 0. */
function useSecondsTo(moment: number): number {
  const seconds = (): number => Math.max(0, Math.ceil((moment - Date.now()) / 1000));
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(
      () => setLeft(Math.max(0, Math.ceil((moment - Date.now()) / 1000))),
      1000,
    );
    return () => clearInterval(timer);
  }, [moment]);
  return left;
}
