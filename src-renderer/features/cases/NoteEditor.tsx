import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconAlertTriangle, IconCircleCheck, IconLoader2 } from '@tabler/icons-react';
import type { Note } from '../../../src-main/contract/index';
import {
  Busy,
  Editor,
  ErrorState,
  MarkdownView,
  SplitPane,
  type EditorAction,
} from '../../ui/index';
import { errorText, useHost, useHostEvent, useViewState, useWorkbench } from '../workbench/index';
import { bindNote } from './note-binding';
import { NoteSession, textOf, type SaveState } from './note-session';
import styles from './cases.module.css';

const evidenceHighlights = [{ pattern: String.raw`\[\[E\d+\]\]`, kind: 'evidence' as const }];

/** A note with its preview. Every keystroke is durable within a second; there is no save button. */
export function NoteEditor({
  note,
  onEvidence,
}: {
  note: Note;
  onEvidence: (label: string) => void;
}) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const { session, loaded, loadError, reload, saveState, text } = useNoteSession(note.id);
  const height = useViewState('cases/previewHeight');
  const [previewHeight, setPreviewHeight] = useState<number | null>(null);
  const shownHeight = previewHeight ?? (Number(height.initial) || 220);

  if (loadError !== null) {
    const { what, next } = errorText(loadError);
    return <ErrorState what={what} {...(next ? { next } : {})} onRetry={reload} />;
  }
  if (!loaded || !session) return <Busy text={t('note.opening')} />;

  const actions: EditorAction[] = [
    { id: 'note.flush', label: t('note.saveNow'), keys: 'Ctrl+S', run: () => void session.flush() },
  ];
  return (
    <SplitPane
      label={t('note.resizePreview')}
      direction="column"
      fixed="second"
      size={shownHeight}
      min={80}
      max={600}
      onSizeChange={(size) => {
        setPreviewHeight(size);
        height.save(String(size));
      }}
      first={
        <div className={styles['noteEditor']}>
          <Editor
            key={note.id}
            ariaLabel={t('note.editor', { title: note.title || t('note.untitled') })}
            language="markdown"
            wordWrap
            highlights={evidenceHighlights}
            actions={actions}
            placeholder={t('note.placeholder')}
            onMount={(editor, monaco) => bindNote(editor, monaco, session.body)}
          />
        </div>
      }
      second={
        <section className={styles['preview']} aria-label={t('note.preview')}>
          <div className={styles['previewHead']}>
            <h3>{t('note.preview')}</h3>
            <SaveMark state={saveState} />
          </div>
          {text.trim() === '' ? (
            <p className="fb-faint">{t('note.previewEmpty')}</p>
          ) : (
            <MarkdownView
              source={text}
              onEvidence={onEvidence}
              onLink={(url) =>
                void workbench.host.app.openExternal({ url }).catch(workbench.reportError)
              }
            />
          )}
        </section>
      }
    />
  );
}

function SaveMark({ state }: { state: SaveState }) {
  const { t } = useTranslation('cases');
  const icon = {
    saved: <IconCircleCheck aria-hidden="true" />,
    saving: <IconLoader2 aria-hidden="true" />,
    failed: <IconAlertTriangle aria-hidden="true" />,
  }[state.kind];
  return (
    <span
      role="status"
      className={styles['saveMark']}
      data-state={state.kind}
      title={state.kind === 'failed' ? errorText(state.error).what : undefined}
    >
      {icon}
      {t(`note.${state.kind}`)}
    </span>
  );
}

function useNoteSession(noteId: string) {
  const host = useHost();
  const sessionRef = useRef<NoteSession | null>(null);
  const [session, setSession] = useState<NoteSession | null>(null);
  const [loaded, setLoaded] = useState(false);
  const [loadError, setLoadError] = useState<unknown>(null);
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'saved' });
  const [text, setText] = useState('');
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const created = new NoteSession(host, noteId, setSaveState);
    const refresh = (): void => setText(textOf(created.body));
    created.body.observe(refresh);
    sessionRef.current = created;
    setSession(created);
    setLoaded(false);
    // Typing must not be lost with the window: what waits goes out when the page is hidden.
    const hide = (): void => void created.flush();
    document.addEventListener('visibilitychange', hide);
    window.addEventListener('blur', hide);
    return () => {
      document.removeEventListener('visibilitychange', hide);
      window.removeEventListener('blur', hide);
      created.body.unobserve(refresh);
      created.dispose();
      sessionRef.current = null;
    };
    // A new client after a reconnect keeps the session; see the next effect.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [noteId]);

  useEffect(() => {
    const current = sessionRef.current;
    if (!current) return;
    let gone = false;
    current
      .load(host)
      .then(() => {
        if (gone) return;
        setLoadError(null);
        setLoaded(true);
      })
      .catch((error: unknown) => {
        if (!gone) setLoadError(error);
      });
    return () => {
      gone = true;
    };
  }, [host, noteId, attempt]);

  useHostEvent('note', (event) => {
    if (event.noteId === noteId) sessionRef.current?.receive(event.update);
  });

  return {
    session,
    loaded,
    loadError,
    reload: () => setAttempt((count) => count + 1),
    saveState,
    text,
  };
}
