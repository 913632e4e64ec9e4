import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Terminal } from '../../../src-main/contract/index';
import {
  Button,
  cleanPaste,
  Dialog,
  EnvironmentTag,
  HostileText,
  NoteBlock,
  pasteFacts,
  TextArea,
} from '../../ui/index';
import styles from './terminals.module.css';

/** How a line end is shown. */
const lineEnd = '↵\n';
/** More than this is not shown whole. */
const mostShown = 20_000;

/** Shows what is about to be pasted, as it would be sent, and asks. */
export function PasteDialog({
  text,
  terminal,
  onPaste,
  onCancel,
}: {
  text: string;
  terminal: Terminal;
  onPaste: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('terminals');
  const { lines, characters, controls, runs } = pasteFacts(text);
  const account = `${terminal.username}@${terminal.name}`;
  return (
    <Dialog
      opened
      onClose={onCancel}
      title={t('paste.title', { count: lines })}
      footer={
        <>
          <Button onClick={onCancel} data-autofocus>
            {t('cancel')}
          </Button>
          <Button
            variant={terminal.environment === 'production' ? 'dangerSolid' : 'primary'}
            onClick={onPaste}
          >
            {t('paste.confirm', { host: terminal.name })}
          </Button>
        </>
      }
    >
      <p className={styles['pasteTarget']}>
        <EnvironmentTag environment={terminal.environment} />
        <bdi className="fb-mono">{account}</bdi>
      </p>
      {runs && <NoteBlock tone="warn">{t('paste.runs')}</NoteBlock>}
      {controls > 0 && (
        <NoteBlock tone="warn">{t('paste.controls', { count: controls })}</NoteBlock>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by keys */}
      <pre className={styles['pasteText']} tabIndex={0} role="region" aria-label={t('paste.text')}>
        {text
          .replace(/\r\n?/g, '\n')
          .slice(0, mostShown)
          .split('\n')
          .map((line, index, all) => (
            <span key={index}>
              <HostileText text={line} />
              {index < all.length - 1 && <span className="fb-faint">{lineEnd}</span>}
            </span>
          ))}
      </pre>
      {text.length > mostShown && (
        <p className="fb-faint">{t('paste.clipped', { shown: mostShown, count: characters })}</p>
      )}
    </Dialog>
  );
}

/** Where the clipboard may not be read: a field that it can be pasted into by its own keys. */
export function PasteByHand({
  onText,
  onCancel,
}: {
  onText: (text: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('terminals');
  const [text, setText] = useState('');
  return (
    <Dialog
      opened
      onClose={onCancel}
      title={t('paste.byHandTitle')}
      footer={
        <>
          <Button onClick={onCancel}>{t('cancel')}</Button>
          <Button
            variant="primary"
            disabledReason={text === '' ? t('paste.empty') : undefined}
            onClick={() => onText(text)}
          >
            {t('paste.goOn')}
          </Button>
        </>
      }
    >
      <TextArea
        label={t('paste.byHand')}
        data-autofocus
        mono
        rows={6}
        value={text}
        onChange={setText}
      />
    </Dialog>
  );
}

/** Whether pasting a text needs a question: several lines or an Enter, or a production host. */
export function needsQuestion(text: string, terminal: Terminal): boolean {
  return terminal.environment === 'production' || cleanPaste(text).includes('\n');
}
