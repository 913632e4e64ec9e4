import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconTerminal2 } from '@tabler/icons-react';
import type { Terminal } from '../../../src-main/contract/index';
import {
  Button,
  Checkbox,
  EmptyState,
  EnvironmentTag,
  formatMoment,
  HostileText,
  NoteBlock,
  Tag,
  TextField,
} from '../../ui/index';
import { useHostMutation, usePanelTab, useWorkbench } from '../workbench/index';
import { useTerminalDialogs } from './dialog-store';
import { useTerminals } from './sessions';
import styles from './terminals.module.css';

const mostRemembered = 50;

interface Sent {
  at: number;
  text: string;
  names: string;
  /** Terminals that were not open any more. */
  missed: string;
}

/** One line for several terminals at once; who gets it stands above the line, ticked by hand. */
export default function SendPanel() {
  const { t } = useTranslation('terminals');
  const workbench = useWorkbench();
  usePanelTab({ title: t('page.send') });
  const terminals = useTerminals();
  const { ticked, tick } = useTerminalDialogs();
  const [text, setText] = useState('');
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const targets = terminals.filter(({ id, state }) => ticked.has(id) && state === 'open');
  const production = targets.filter(({ environment }) => environment === 'production');
  const names = (list: readonly Terminal[]): string => list.map(({ name }) => name).join(', ');
  const send = useHostMutation(
    (host, input: { text: string; to: readonly Terminal[] }) =>
      host.terminals.send({ ids: input.to.map(({ id }) => id), text: input.text }),
    {
      onSuccess: (results, { text: line, to }) => {
        const missed = to.filter(({ id }) => !results.some((one) => one.id === id && one.sent));
        const entry = { at: Date.now(), text: line, names: names(to), missed: names(missed) };
        setSent((old) => [entry, ...old].slice(0, mostRemembered));
        setText('');
      },
    },
  );
  if (terminals.length === 0)
    return (
      <EmptyState
        sentence={t('send.none')}
        detail={t('send.noneDetail')}
        action={{
          label: t('command.open'),
          icon: <IconTerminal2 />,
          onClick: () => workbench.run('terminals.open'),
        }}
      />
    );
  const others = terminals.filter(({ environment }) => environment !== 'production');
  return (
    <div className={styles['send']}>
      <fieldset className={styles['targets']}>
        <legend>{t('send.targets')}</legend>
        {terminals.map((terminal) => (
          <div key={terminal.id} className={styles['target']}>
            <Checkbox
              label={`${terminal.name} · ${terminal.username}@${terminal.host}`}
              checked={ticked.has(terminal.id) && terminal.state === 'open'}
              disabled={terminal.state !== 'open'}
              onChange={(on) => tick(terminal.id, on)}
            />
            <span className="fb-muted fb-ellipsis">{terminal.system}</span>
            {terminal.state !== 'open' && <Tag>{t(`stateWord.${terminal.state}`)}</Tag>}
            <EnvironmentTag environment={terminal.environment} />
          </div>
        ))}
        {others.length > 1 && (
          <div>
            <Button variant="ghost" onClick={() => others.forEach(({ id }) => tick(id, true))}>
              {t('send.tickOthers')}
            </Button>
          </div>
        )}
      </fieldset>
      {production.length > 0 && (
        <NoteBlock
          tone="error"
          title={t('send.production', { count: production.length, names: names(production) })}
        >
          {t('send.productionBody')}
        </NoteBlock>
      )}
      <form
        className={styles['line']}
        onSubmit={(event) => {
          event.preventDefault();
          if (targets.length > 0 && text !== '') send.mutate({ text, to: targets });
        }}
      >
        <TextField
          label={
            targets.length === 0 ? t('send.lineNone') : t('send.line', { count: targets.length })
          }
          mono
          value={text}
          onChange={setText}
          data-page-focus
        />
        <Button
          type="submit"
          variant={production.length > 0 ? 'dangerSolid' : 'primary'}
          kbd="Enter"
          busy={send.isPending}
          disabledReason={
            targets.length === 0
              ? t('send.needsTarget')
              : text === ''
                ? t('send.needsText')
                : undefined
          }
        >
          {targets.length === 0 ? t('send.sendNone') : t('send.send', { count: targets.length })}
        </Button>
      </form>
      <p className="fb-faint fb-small">{t('send.hint')}</p>
      {sent.length > 0 && (
        <section aria-label={t('send.sent')}>
          <h3 className="fb-strong">{t('send.sent')}</h3>
          <ul className={styles['sentList']}>
            {sent.map((entry) => (
              <li key={`${entry.at} ${entry.text}`}>
                <span className="fb-number fb-faint">{formatMoment(entry.at)}</span>
                <code className="fb-mono fb-ellipsis">
                  <HostileText text={entry.text} />
                </code>
                <span className="fb-muted fb-ellipsis fb-grow">{entry.names}</span>
                {entry.missed !== '' && (
                  <Tag tone="warn">{t('send.missed', { names: entry.missed })}</Tag>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
