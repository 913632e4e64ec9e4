import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { EnvironmentBanner, NoteBlock, SplitPane } from '../../ui/index';
import { useSettings, useWorkbench } from '../workbench/index';
import { openConsole, placeOf } from './connections';
import { ConsoleCommands, useEditorActions } from './console-actions';
import { ConsoleEditor } from './ConsoleEditor';
import { ConsoleResult } from './ConsoleResult';
import { ConsoleToolbar } from './ConsoleToolbar';
import { ParameterFields, valueOf } from './ParameterFields';
import { SaveQueryDialog } from './save/SaveQueryDialog';
import { StopCommand } from './StopCommand';
import { useConsole, type ConsoleInput } from './use-console';
import { useConsoleActions } from './use-console-actions';
import { useWords } from './words';
import styles from './queries.module.css';

/** The console itself: what is typed, what the guard says of it, and what came of it. */
export function Console(input: ConsoleInput) {
  const { t } = useTranslation('queries');
  const words = useWords();
  const { panelId, connection, query, opened } = input;
  const { endpoint, detail, system, via } = connection;
  const settings = useSettings();
  const workbench = useWorkbench();
  const [saving, setSaving] = useState(false);
  const [height, setHeight] = useState(230);
  const [schemaShown, setSchemaShown] = useState(false);
  const model = useConsole(input);
  const { draft, keep, names, saved, running, stop } = model;
  const actions = useConsoleActions(model, { connection, query, onSave: () => setSaving(true) });
  const every = Object.values(actions);
  const editorActions = useEditorActions(every);
  // The command gets no Esc from the editor, where single keys are typing, nor from the button that
  // was pressed to run, whose tooltip takes it. On its way down, before the editor folds its hints.
  const stopByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !running || event.nativeEvent.isComposing) return;
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (!isInside || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  };

  return (
    <div className={styles['panel']} onKeyDownCapture={stopByKey}>
      {running && <StopCommand titleKey="queries:command.stop" onStop={stop} />}
      <ConsoleCommands actions={every} />
      <EnvironmentBanner
        environment={system.environment}
        right="readOnly"
        host={placeOf(detail)}
        account={detail.username}
        aside={
          via === null
            ? t('console.limit', { seconds: settings.queryTimeoutSeconds })
            : t('console.limitVia', { seconds: settings.queryTimeoutSeconds, via })
        }
      />
      <ConsoleToolbar
        model={model}
        actions={actions}
        dialect={detail.dialect}
        schemaShown={schemaShown}
        onSchema={setSchemaShown}
      />
      {query && opened === '' && (
        <NoteBlock tone="warn" title={t('console.fitsNot', { name: endpoint.name })}>
          {t('console.fitsNotNext')}
        </NoteBlock>
      )}
      <ParameterFields
        names={names}
        typed={draft.parameters}
        saved={saved}
        place={{ endpointId: endpoint.id, consoleId: panelId }}
        onChange={(name, value) => keep({ parameters: { ...draft.parameters, [name]: value } })}
      />
      <div className={styles['split']}>
        <SplitPane
          label={t('console.resize')}
          direction="column"
          fixed="first"
          size={height}
          min={90}
          max={700}
          onSizeChange={setHeight}
          first={
            <ConsoleEditor
              model={model}
              endpointId={endpoint.id}
              dialect={detail.dialect}
              actions={editorActions}
              schemaShown={schemaShown}
              onWrite={actions.write.run}
            />
          }
          second={
            <ConsoleResult
              model={model}
              query={query}
              environment={system.environment}
              hint={query ? words(query.description) : ''}
              onRetry={() => actions.run.refusal === undefined && actions.run.run()}
            />
          }
        />
      </div>
      {saving && (
        <SaveQueryDialog
          query={query}
          dialect={detail.dialect}
          opened={opened}
          sql={draft.sql}
          parameters={names.map((parameter) => ({
            name: parameter,
            type: valueOf(parameter, draft.parameters, saved).type,
          }))}
          onSaved={(kept) => {
            if (kept.id === query?.id) return;
            // It goes on as the console of what was saved; this one begins anew when it is opened.
            openConsole(workbench, connection, kept, draft);
            keep({ sql: opened, parameters: {}, resultId: null, tabs: [] });
            workbench.closePanel(panelId);
          }}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  );
}
