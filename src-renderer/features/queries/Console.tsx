import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconDeviceFloppy,
  IconPlayerPlay,
  IconPlayerTrackNext,
  IconShieldLock,
  IconSitemap,
} from '@tabler/icons-react';
import type { HostClient, SavedQuery, Verdict } from '../../../src-main/contract/index';
import {
  Button,
  EnvironmentBanner,
  IconButton,
  NoteBlock,
  SplitPane,
  Toolbar,
  ToolbarSpacer,
  type CodeEditor,
} from '../../ui/index';
import {
  useCommand,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useSettings,
  useWorkbench,
} from '../workbench/index';
import { placeOf, useConsoles, type AskedPlan, type Connection, openWrite } from './connections';
import { markersOf, runRefusal } from './console-marks';
import { tabsAfterRun, tabsOf, type ConsoleDraft } from './console-draft';
import { ParameterFields, valueOf } from './ParameterFields';
import { ConsoleResult } from './ConsoleResult';
import { SaveQueryDialog } from './SaveQueryDialog';
import { SqlEditor, SqlEditorButtons } from './SqlEditor';
import { statementHere } from './use-completion';
import { isRunning, useResult } from './use-run';
import { placedIn, useStatementHere, verdictIn } from './use-statement-here';
import { useRunAll } from './use-run-all';
import { useVerdict } from './use-verdict';
import { useRunAndPlan } from './use-run-and-plan';
import { RefusalNote, VerdictTag } from './VerdictTag';
import { useWords } from './words';
import styles from './queries.module.css';

/** The console itself: what is typed, what the guard says of it, and what came of it. */
export function Console({
  panelId,
  connection,
  query,
  opened,
  initial,
  onDraft,
}: {
  panelId: string;
  connection: Connection;
  query: SavedQuery | undefined;
  /** What this connection is sent of the query. */
  opened: string;
  initial: ConsoleDraft;
  onDraft: (draft: ConsoleDraft) => void;
}) {
  const { t } = useTranslation(['queries', 'plans']);
  const workbench = useWorkbench();
  const { endpoint, detail, system, via } = connection;
  const settings = useSettings();
  const [draft, setDraft] = useState(initial);
  // Answers that come later change the draft as it is then.
  const latest = useRef(initial);
  const { sql, parameters: typed, resultId } = draft;
  const tabs = tabsOf(draft);
  const [saving, setSaving] = useState(false);
  const [height, setHeight] = useState(230);
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const [schemaShown, setSchemaShown] = useState(false);
  const [plan, setPlan] = useState<AskedPlan | null>(null);
  const { here, finding } = useStatementHere(detail.dialect, sql, editor);
  const judged = useVerdict(detail.dialect, here.sql);
  const judging = judged.judging || finding;
  const verdict = verdictIn(sql, here.start, judged.verdict);
  const { result, missing } = useResult(resultId);
  const report = useConsoles((store) => store.report);
  const savedParameters = useMemo(() => query?.parameters ?? [], [query]);
  const words = useWords();
  const name = query ? words(query.title) : '';
  const unsaved = query ? sql !== opened : sql.trim() !== '';
  usePanelTab({
    title: query ? `${name} · ${endpoint.name}` : endpoint.name,
    production: system.environment === 'production',
    unsaved,
    systemId: system.id,
  });
  useEffect(() => report(panelId, { resultId, plan }), [report, panelId, resultId, plan]);

  const { data: results } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  const keep = (change: Partial<ConsoleDraft>): void => {
    latest.current = { ...latest.current, ...change };
    setDraft(latest.current);
    onDraft(latest.current);
  };
  const show = (id: string, inNewTab: boolean): void => {
    const before = latest.current;
    const pinned = results?.find((known) => known.id === before.resultId)?.pinned ?? false;
    const shown = tabsAfterRun(tabsOf(before), before.resultId, id, pinned || inNewTab);
    keep({ resultId: id, tabs: shown });
  };

  const names = verdict?.parameters ?? [];
  const bind = async (host: HostClient, text: string, known: Verdict | null = null) => {
    const asked = known ?? (await host.queries.classify({ dialect: detail.dialect, sql: text }));
    const values = asked.parameters.map(
      (parameter) => [parameter, valueOf(parameter, typed, savedParameters)] as const,
    );
    return {
      sql: text,
      parameters: Object.fromEntries(values.map(([own, { value }]) => [own, value])),
      types: Object.fromEntries(values.map(([own, { type }]) => [own, type])),
    };
  };
  const { start, explain, send } = useRunAndPlan({
    connection,
    title: query ? name : '',
    saved: query ? { id: query.id, opened } : null,
    meant: async (host) => {
      const { dialect } = detail;
      // The cursor may have moved since it was looked at.
      const statement = await statementHere(host, dialect, sql, editor);
      // Whoever runs what was typed just now does not wait for the verdict on it.
      const known = !judging && statement.sql === here.sql;
      return bind(host, statement.sql, known ? judged.verdict : null);
    },
    onResult: (id) => show(id, false),
    onPlan: setPlan,
  });
  const all = useRunAll({
    dialect: detail.dialect,
    sql,
    bind,
    send,
    onResult: (id, first) => show(id, !first),
  });
  const running = start.isPending || all.isPending || (result !== null && isRunning(result.state));
  const refusal = runRefusal(t, here.sql, judging ? null : verdict, running);
  const run = (): void => {
    if (refusal === undefined) start.mutate();
  };
  useCommand({
    id: 'queries.run',
    titleKey: 'queries:command.run',
    icon: IconPlayerPlay,
    keys: 'Ctrl Enter',
    run,
  });
  const allRefusal = runRefusal(t, sql, null, running);
  useCommand({
    id: 'queries.runAll',
    titleKey: 'queries:command.runAll',
    icon: IconPlayerTrackNext,
    keys: 'Ctrl Alt Enter',
    run: () => {
      if (allRefusal === undefined) all.mutate();
    },
  });
  useCommand({
    id: 'queries.plan',
    titleKey: 'plans:ask',
    icon: IconSitemap,
    keys: 'Ctrl Shift Enter',
    when: () => (refusal === undefined ? true : 'plans:notNow'),
    run: () => explain.mutate(),
  });
  const write = (): void => openWrite(workbench, connection, sql);
  useCommand({
    id: 'queries.write',
    titleKey: 'queries:command.write',
    icon: IconShieldLock,
    run: write,
  });
  useCommand({
    id: 'queries.save',
    titleKey: 'queries:command.save',
    icon: IconDeviceFloppy,
    keys: 'Ctrl S',
    run: () => setSaving(true),
  });
  const cancel = useHostMutation((host) => host.queries.cancel({ id: resultId ?? '' }));
  useCommand({
    id: 'queries.stop',
    titleKey: 'queries:command.stop',
    keys: 'Escape',
    when: () => (running ? true : 'queries:reason.notRunning'),
    run: () => cancel.mutate(),
  });

  // Ctrl Enter leaves the focus in the editor, where single keys are typing: Esc stops there too.
  const stopFromField = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !running || event.nativeEvent.isComposing) return;
    if (!(event.target instanceof Element) || !event.target.closest('input, textarea')) return;
    event.preventDefault();
    cancel.mutate();
  };

  return (
    <div className={styles['panel']} onKeyDown={stopFromField}>
      <EnvironmentBanner
        environment={system.environment}
        right="readOnly"
        rightText={t('console.readOnly')}
        host={placeOf(detail)}
        account={detail.username}
        aside={
          via === null
            ? t('console.limit', { seconds: settings.queryTimeoutSeconds })
            : t('console.limitVia', { seconds: settings.queryTimeoutSeconds, via })
        }
      />
      <Toolbar label={t('console.tools')}>
        <Button
          variant="primary"
          icon={<IconPlayerPlay />}
          kbd="Ctrl Enter"
          busy={running}
          {...(refusal === undefined ? {} : { disabledReason: refusal })}
          onClick={run}
        >
          {t('console.run')}
        </Button>
        <IconButton
          label={t('command.runAll')}
          kbd="Ctrl Alt Enter"
          icon={<IconPlayerTrackNext />}
          disabledReason={allRefusal}
          onClick={() => all.mutate()}
        />
        <Button
          icon={<IconSitemap />}
          busy={explain.isPending}
          {...(refusal === undefined ? {} : { disabledReason: refusal })}
          onClick={() => explain.mutate()}
        >
          {t('plans:title')}
        </Button>
        <Button icon={<IconDeviceFloppy />} onClick={() => setSaving(true)}>
          {t('console.save')}
        </Button>
        <SqlEditorButtons
          dialect={detail.dialect}
          editor={editor}
          schemaShown={schemaShown}
          onSchema={setSchemaShown}
        />
        <ToolbarSpacer />
        <VerdictTag verdict={verdict} judging={judging} />
      </Toolbar>
      {query && opened === '' && (
        <NoteBlock tone="warn" title={t('console.fitsNot', { name: endpoint.name })}>
          {t('console.fitsNotNext')}
        </NoteBlock>
      )}
      <ParameterFields
        names={names}
        typed={typed}
        saved={savedParameters}
        place={{ endpointId: endpoint.id, consoleId: panelId }}
        onChange={(name, value) => keep({ parameters: { ...typed, [name]: value } })}
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
            <div className={styles['editor']}>
              <div className={styles['editorArea']}>
                <SqlEditor
                  endpointId={endpoint.id}
                  dialect={detail.dialect}
                  editor={editor}
                  onEditor={setEditor}
                  schemaShown={schemaShown}
                  parameters={savedParameters.map(({ name: own, choices }) => ({
                    name: own,
                    choices,
                  }))}
                  label={t('console.editor')}
                  value={sql}
                  onChange={(value) => keep({ sql: value })}
                  placeholder={t('console.placeholder')}
                  markers={markersOf(
                    t,
                    verdict,
                    result?.sql === here.sql ? placedIn(sql, here.start, result.place) : null,
                  )}
                  actions={[
                    { id: 'queries.run', label: t('console.run'), keys: 'Ctrl+Enter', run },
                    {
                      id: 'queries.runAll',
                      label: t('command.runAll'),
                      keys: 'Ctrl+Alt+Enter',
                      run: () => {
                        if (allRefusal === undefined) all.mutate();
                      },
                    },
                    {
                      id: 'queries.plan',
                      label: t('plans:ask'),
                      keys: 'Ctrl+Shift+Enter',
                      run: () => {
                        if (refusal === undefined) explain.mutate();
                      },
                    },
                    {
                      id: 'queries.save',
                      label: t('console.save'),
                      keys: 'Ctrl+S',
                      run: () => setSaving(true),
                    },
                  ]}
                />
              </div>
              {verdict?.verdict === 'refused' && <RefusalNote verdict={verdict} onWrite={write} />}
            </div>
          }
          second={
            <ConsoleResult
              front={resultId}
              tabs={tabs}
              results={results ?? []}
              result={result}
              missing={missing}
              hint={query ? words(query.description) : ''}
              onRetry={run}
              onChange={keep}
            />
          }
        />
      </div>
      {saving && (
        <SaveQueryDialog
          query={query}
          dialect={detail.dialect}
          opened={opened}
          sql={sql}
          parameters={names.map((parameter) => ({
            name: parameter,
            label: { zh: '', en: '' },
            default: '',
            choices: [],
            choicesFrom: '',
            ...savedParameters.find((p) => p.name === parameter),
            type: valueOf(parameter, typed, savedParameters).type,
          }))}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  );
}
