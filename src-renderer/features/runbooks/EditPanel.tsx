import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDeviceFloppy, IconDownload, IconRestore } from '@tabler/icons-react';
import type { RunbookFault, Words } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  ConfirmDialog,
  cx,
  downloadText,
  Editor,
  ErrorState,
  NoteBlock,
  Tag,
  Toolbar,
  ToolbarSpacer,
  type EditorMarker,
} from '../../ui/index';
import {
  errorText,
  useCommand,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import { ClassTag } from './marks';
import { openRunbook } from './open';
import { useSettled } from './PreviewSection';
import { useRunbooks, useSource } from './runbook-queries';
import { newRunbookText } from './template';
import { useWords } from './words';
import styles from './runbooks.module.css';

/** The text of a runbook: a new one, a shipped one for a copy, one of the library, a file. */
export default function EditPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('runbooks');
  const runbookId = typeof params['runbookId'] === 'string' ? params['runbookId'] : null;
  const given = typeof params['text'] === 'string' ? params['text'] : null;
  const draft = useViewState(`runbooks/edit/${panelId}`, 400);
  const source = useSource(runbookId);
  const runbooks = useRunbooks();
  if (source.error) {
    return <ErrorState {...errorText(source.error)} onRetry={() => void source.refetch()} />;
  }
  if (!draft.loaded || !runbooks.data || (runbookId !== null && !source.data)) {
    return <Busy text={t('loading')} />;
  }
  const stored = source.data?.text ?? given ?? newRunbookText(t);
  return (
    <EditView
      key={panelId}
      panelId={panelId}
      runbookId={runbookId}
      // A file that was read is not in the library yet, however complete it is.
      stored={runbookId === null ? null : stored}
      initial={draft.initial || stored}
      onDraft={draft.save}
    />
  );
}

function EditView({
  panelId,
  runbookId,
  stored,
  initial,
  onDraft,
}: {
  panelId: string;
  runbookId: string | null;
  /** The text in the library; null when there is none. */
  stored: string | null;
  initial: string;
  /** Keeps what is typed; an empty text forgets it. */
  onDraft: (text: string) => void;
}) {
  const { t, i18n } = useTranslation('runbooks');
  const { language } = i18n;
  const workbench = useWorkbench();
  const words = useWords();
  const { data: runbooks } = useRunbooks();
  const [text, setText] = useState(initial);
  const [reverting, setReverting] = useState(false);
  const shipped = runbooks?.find(({ id }) => id === runbookId)?.origin === 'shipped';
  const changed = text !== stored;
  usePanelTab({ title: runbookId ?? t('edit.newTitle'), unsaved: changed });

  const settled = useSettled(text, 400);
  const { data: verdict, error: checkError } = useHostQuery(
    ['runbooks', 'check', settled],
    (host) => host.runbooks.check({ text: settled }),
    { keepPrevious: true },
  );
  const markers = useMemo(
    () => (settled === text ? markersOf(text, verdict?.faults ?? [], words) : []),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- words change with the language only
    [verdict, settled, text, language],
  );

  const type = (next: string): void => {
    setText(next);
    onDraft(next === stored ? '' : next);
  };
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  });
  const save = useHostMutation((host, whole: string) => host.runbooks.save({ text: whole }), {
    onSuccess: (runbook, whole) => {
      workbench.notify({
        tone: 'ok',
        title: t('edit.saved', { title: words(runbook.document.title) }),
        actions: [{ label: t('edit.toRunbook'), onClick: () => openRunbook(workbench, runbook) }],
        timeoutMs: 8000,
      });
      if (latest.current === whole) onDraft('');
      // A new runbook has a name now, and the editor of that name is its editor.
      if (runbook.id !== runbookId && latest.current === whole) {
        workbench.openPanel({
          id: `runbooks.edit/${runbook.id}`,
          component: 'runbooks.edit',
          title: runbook.id,
          params: { runbookId: runbook.id },
        });
        workbench.closePanel(panelId);
      }
    },
  });
  const all = verdict?.faults ?? [];
  const faults = all.filter(({ severity }) => severity === 'error').length;
  const refusal = !changed
    ? t('edit.nothingChanged')
    : settled === text && faults > 0
      ? t('edit.hasFaults', { count: faults })
      : undefined;
  const saveNow = (): void => {
    if (refusal === undefined && !save.isPending) save.mutate(text);
  };
  useCommand({
    id: 'runbooks.save',
    titleKey: 'runbooks:command.save',
    icon: IconDeviceFloppy,
    keys: 'Ctrl S',
    run: saveNow,
  });

  const document = verdict?.document ?? null;
  const takesPlace =
    document !== null &&
    document.id !== runbookId &&
    runbooks?.some(({ id }) => id === document.id) === true;
  return (
    <div className="fb-page">
      <Toolbar label={t('edit.tools')}>
        <Button
          variant="primary"
          icon={<IconDeviceFloppy aria-hidden="true" />}
          kbd="Ctrl S"
          busy={save.isPending}
          disabledReason={refusal}
          onClick={saveNow}
        >
          {t('edit.save')}
        </Button>
        {stored !== null && (
          <Button
            icon={<IconRestore aria-hidden="true" />}
            disabledReason={changed ? undefined : t('edit.nothingChanged')}
            onClick={() => setReverting(true)}
          >
            {t('edit.revert')}
          </Button>
        )}
        <Button
          icon={<IconDownload aria-hidden="true" />}
          onClick={() =>
            downloadText(`${document?.id ?? 'runbook'}.yaml`, 'application/yaml', text)
          }
        >
          {t('runbook.export')}
        </Button>
        <ToolbarSpacer />
        {document && <ClassTag value={classOf(document)} />}
        {verdict &&
          (faults > 0 ? (
            <Tag tone="error">{t('edit.faults', { count: faults })}</Tag>
          ) : all.length > 0 ? (
            <Tag tone="warn">{t('edit.warnings', { count: all.length })}</Tag>
          ) : (
            <Tag tone="ok">{t('edit.sound')}</Tag>
          ))}
      </Toolbar>
      {shipped && (
        <div className={styles['note']}>
          <NoteBlock tone="info">{t('edit.shippedCopy')}</NoteBlock>
        </div>
      )}
      {takesPlace && (
        <div className={styles['note']}>
          <NoteBlock tone="warn">{t('edit.takesPlace', { id: document.id })}</NoteBlock>
        </div>
      )}
      <div className={styles['editor']} data-page-focus>
        <Editor
          ariaLabel={t('edit.editor')}
          language="yaml"
          value={text}
          onChange={type}
          markers={markers}
          wordWrap
          actions={[{ id: 'runbooks.save', label: t('edit.save'), keys: 'Ctrl+S', run: saveNow }]}
        />
      </div>
      {checkError && <ErrorState {...errorText(checkError)} />}
      {all.length > 0 && (
        <ul className={styles['faults']} aria-label={t('edit.faultList')}>
          {all.slice(0, 50).map(({ line, severity, message }, index) => {
            const key = index;
            return (
              <li key={key}>
                <span
                  className={cx('fb-small', styles[severity === 'error' ? 'failed' : 'unknown'])}
                >
                  {t(`edit.severity.${severity}`)}
                </span>
                <span className="fb-small fb-faint">{t('edit.line', { line })}</span>
                <span>{words(message)}</span>
              </li>
            );
          })}
        </ul>
      )}
      {reverting && stored !== null && (
        <ConfirmDialog
          opened
          title={t('edit.revertTitle')}
          confirmLabel={t('edit.revert')}
          tone="danger"
          onCancel={() => setReverting(false)}
          onConfirm={() => {
            type(stored);
            setReverting(false);
          }}
        >
          {t('edit.revertText')}
        </ConfirmDialog>
      )}
    </div>
  );
}

function classOf(document: { steps: { class: 'read-only' | 'changes-state' }[] }) {
  return document.steps.some((step) => step.class === 'changes-state')
    ? 'changes-state'
    : 'read-only';
}

/** Faults as underlined lines; one beyond the text stands on its last line. */
function markersOf(
  text: string,
  faults: readonly RunbookFault[],
  words: (message: Words) => string,
): EditorMarker[] {
  const lines = text.split('\n');
  return faults.map(({ line, severity, message }) => {
    const at = Math.min(Math.max(1, line), lines.length);
    const content = lines[at - 1] ?? '';
    return {
      startLine: at,
      startColumn: content.length - content.trimStart().length + 1,
      endLine: at,
      endColumn: Math.max(2, content.trimEnd().length + 1),
      message: words(message),
      severity,
    };
  });
}
