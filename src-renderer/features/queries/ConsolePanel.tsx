import { useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDeviceFloppy, IconPlayerPlay, IconShieldLock, IconSitemap } from '@tabler/icons-react';
import type { SavedQuery } from '../../../src-main/contract/index';
import {
  Busy,
  Button,
  EmptyState,
  EnvironmentBanner,
  SplitPane,
  Toolbar,
  ToolbarSpacer,
  type CodeEditor,
} from '../../ui/index';
import {
  useCommand,
  useHostMutation,
  usePanelTab,
  useSettings,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../workbench/index';
import {
  placeOf,
  useConnections,
  useConsoles,
  useOpenedQuery,
  type AskedPlan,
  type Connection,
  openWrite,
} from './connections';
import { markersOf, runRefusal } from './console-marks';
import { ParameterFields, valueOf, type ParameterValue } from './ParameterFields';
import { ResultView } from './ResultView';
import { SaveQueryDialog } from './SaveQueryDialog';
import { SqlEditor, SqlEditorButtons } from './SqlEditor';
import { statementHere } from './use-completion';
import { isRunning, useResult } from './use-run';
import { placedIn, useStatementHere, verdictIn } from './use-statement-here';
import { useVerdict } from './use-verdict';
import { useRunAndPlan } from './use-run-and-plan';
import { RefusalNote, VerdictTag } from './VerdictTag';
import { useWords } from './words';
import styles from './queries.module.css';

/** What a console keeps across restarts. */
interface Draft {
  sql: string;
  parameters: Record<string, ParameterValue>;
  resultId: string | null;
}

/** A console on one database: statement, parameters, verdict, result. */
export default function ConsolePanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const endpointId = typeof params['endpointId'] === 'string' ? params['endpointId'] : '';
  const queryId = params['queryId'];
  const { data: opened } = useOpenedQuery(
    typeof queryId === 'string' ? queryId : undefined,
    endpointId,
  );
  const draft = useViewState(`queries/draft/${panelId}`, 400);
  const connection = connections?.find(({ endpoint }) => endpoint.id === endpointId);
  if (!connections || opened === undefined || !draft.loaded) return <Busy text={t('loading')} />;
  if (!connection) {
    return (
      <EmptyState
        sentence={t('console.connectionGone')}
        action={{
          label: t('console.showSystems'),
          onClick: () => workbench.showActivity('systems'),
        }}
      />
    );
  }
  return (
    <Console
      panelId={panelId}
      connection={connection}
      query={opened?.query}
      opened={opened?.sql ?? ''}
      initial={
        readDraft(draft.initial) ??
        sentBefore(params) ?? { sql: opened?.sql ?? '', parameters: {}, resultId: null }
      }
      onDraft={(next) => draft.save(JSON.stringify(next))}
    />
  );
}

/** What a console of a statement of the history begins with. */
function sentBefore(params: PanelProps['params']): Draft | null {
  const { sql, values, resultId } = params;
  if (typeof sql !== 'string') return null;
  const parameters = Object.entries(typeof values === 'object' && values !== null ? values : {})
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([name, value]) => [name, { value, type: 'text' as const }] as const);
  return {
    sql,
    parameters: Object.fromEntries(parameters),
    resultId: typeof resultId === 'string' ? resultId : null,
  };
}

function readDraft(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return null;
  }
}

function Console({
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
  initial: Draft;
  onDraft: (draft: Draft) => void;
}) {
  const { t } = useTranslation(['queries', 'plans']);
  const workbench = useWorkbench();
  const { endpoint, detail, system, via } = connection;
  const settings = useSettings();
  const [sql, setSql] = useState(initial.sql);
  const [typed, setTyped] = useState(initial.parameters);
  const [resultId, setResultId] = useState(initial.resultId);
  const [saving, setSaving] = useState(false);
  const [height, setHeight] = useState(230);
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const [schemaShown, setSchemaShown] = useState(false);
  const [plan, setPlan] = useState<AskedPlan | null>(null);
  const { here, finding } = useStatementHere(detail.dialect, sql, editor);
  const judged = useVerdict(detail.dialect, here.sql);
  const judging = judged.judging || finding;
  const verdict = verdictIn(sql, here.start, judged.verdict);
  const { result } = useResult(resultId);
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

  const keep = (change: Partial<Draft>): void => {
    const next = { sql, parameters: typed, resultId, ...change };
    if (change.sql !== undefined) setSql(change.sql);
    if (change.parameters) setTyped(change.parameters);
    if (change.resultId !== undefined) setResultId(change.resultId);
    onDraft(next);
  };

  const names = verdict?.parameters ?? [];
  const { start, explain } = useRunAndPlan({
    connection,
    title: query ? name : '',
    saved: query ? { id: query.id, opened } : null,
    meant: async (host) => {
      const { dialect } = detail;
      // The cursor may have moved since it was looked at.
      const statement = await statementHere(host, dialect, sql, editor);
      // Whoever runs what was typed just now does not wait for the verdict on it.
      const known = !judging && statement.sql === here.sql;
      const asked = known
        ? judged.verdict
        : await host.queries.classify({ dialect, sql: statement.sql });
      const values = (asked?.parameters ?? []).map(
        (parameter) => [parameter, valueOf(parameter, typed, savedParameters)] as const,
      );
      return {
        sql: statement.sql,
        parameters: Object.fromEntries(values.map(([own, { value }]) => [own, value])),
        types: Object.fromEntries(values.map(([own, { type }]) => [own, type])),
      };
    },
    onResult: (id) => keep({ resultId: id }),
    onPlan: setPlan,
  });
  const running = start.isPending || (result !== null && isRunning(result.state));
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
            result ? (
              <ResultView key={result.id} result={result} onRetry={run} />
            ) : (
              <EmptyState
                sentence={t('console.noResult')}
                detail={(query && words(query.description)) || t('console.noResultDetail')}
              />
            )
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
