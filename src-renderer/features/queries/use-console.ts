import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  isSameStatement,
  type HostClient,
  type SavedQuery,
  type Verdict,
} from '../../../src-main/contract/index';
import type { CodeEditor } from '../../ui/index';
import { useHostMutation, useHostQuery, usePanelTab } from '../workbench/index';
import { useConsoles, type Connection } from './connections';
import { tabsOf, type ConsoleDraft } from './console-draft';
import { runRefusal } from './console-marks';
import { missingValue, valuesOf } from './ParameterFields';
import { useWatch } from './runs/use-watch';
import { statementHere } from './use-completion';
import { useConsoleDraft } from './use-console-draft';
import { isRunning, useResult } from './use-run';
import { useRunAll } from './use-run-all';
import { useRunAndPlan } from './use-run-and-plan';
import { useStatementHere, verdictIn } from './use-statement-here';
import { useVerdict } from './use-verdict';
import { useWords } from './words';

export interface ConsoleInput {
  panelId: string;
  connection: Connection;
  query: SavedQuery | undefined;
  /** What this connection is sent of the query. */
  opened: string;
  initial: ConsoleDraft;
  onDraft: (draft: ConsoleDraft) => void;
}

/** What a console knows and does: what is typed, what the guard says of it, and what came of it. */
export function useConsole({ panelId, connection, query, opened, initial, onDraft }: ConsoleInput) {
  const { t } = useTranslation(['queries', 'plans', 'query-runs']);
  const { endpoint, detail, system } = connection;
  const { data: kept = noResults } = useHostQuery(['queries', 'results'], (host) =>
    host.queries.results(),
  );
  const { draft, keep, show, replace } = useConsoleDraft(initial, kept, onDraft);
  const { sql, parameters: typed, resultId } = draft;
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const { here, finding } = useStatementHere(detail.dialect, sql, editor);
  const judged = useVerdict(detail.dialect, here.sql);
  const judging = judged.judging || finding;
  const verdict = verdictIn(sql, here.start, judged.verdict);
  const { result: followed, missing } = useResult(resultId);
  const watching = useWatch({ onRound: replace });
  // The newest result of a repeated run is at hand: it is shown without a gap.
  const result = watching.watch?.result.id === resultId ? watching.watch.result : followed;

  // The list is told of a run when it ends: till then only what is followed counts its rows.
  const results = useMemo(
    () => (result ? kept.map((one) => (one.id === result.id ? result : one)) : kept),
    [kept, result],
  );

  const words = useWords();
  const saved = useMemo(() => query?.parameters ?? [], [query]);
  const name = query ? words(query.title) : '';
  const edited = query !== undefined && opened !== '' && !isSameStatement(opened, sql);
  usePanelTab({
    title: query ? `${name} · ${endpoint.name}` : endpoint.name,
    production: system.environment === 'production',
    unsaved: query ? sql !== opened : sql.trim() !== '',
    systemId: system.id,
  });
  const report = useConsoles((store) => store.report);
  const showPlan = useConsoles((store) => store.showPlan);
  useEffect(
    () => report(panelId, { resultId, edited, verdict: judged.verdict }),
    [report, panelId, resultId, edited, judged.verdict],
  );
  // A plan is of the page that asked for it.
  useEffect(() => () => showPlan(panelId, null), [showPlan, panelId]);

  const bind = async (host: HostClient, text: string, known: Verdict | null = null) => {
    const asked = known ?? (await host.queries.classify({ dialect: detail.dialect, sql: text }));
    return { sql: text, ...valuesOf(asked.parameters, typed, saved) };
  };
  const { start, explain, send } = useRunAndPlan({
    connection,
    title: name,
    saved: query ? { id: query.id, opened } : null,
    meant: async (host) => {
      // The cursor may have moved since it was looked at.
      const statement = await statementHere(host, detail.dialect, sql, editor);
      // Whoever runs what was typed just now does not wait for the verdict on it.
      const known = !judging && statement.sql === here.sql;
      return bind(host, statement.sql, known ? judged.verdict : null);
    },
    onResult: (id) => show(id, false),
    onPlan: (plan) => showPlan(panelId, plan),
  });
  const all = useRunAll({
    dialect: detail.dialect,
    sql,
    bind,
    send,
    onResult: (id, first) => show(id, !first),
  });
  const running = start.isPending || all.isPending || (result !== null && isRunning(result.state));
  const cancel = useHostMutation((host) => host.queries.cancel({ id: resultId ?? '' }));

  const names = verdict?.parameters ?? [];
  const empty = missingValue(names, typed, saved);
  const noValue = empty === undefined ? undefined : t('query-runs:reason.noValue', { name: empty });
  const refusals = {
    /** Of the statement that Run means. */
    here: runRefusal(t, here.sql, judging ? null : verdict, running) ?? noValue,
    all: runRefusal(t, sql, null, running) ?? noValue,
    /** Of what needs no end of the run before. */
    elsewhere: runRefusal(t, here.sql, judging ? null : verdict, false),
  };
  return {
    draft,
    keep,
    tabs: tabsOf(draft),
    results,
    result,
    missing,
    editor,
    setEditor,
    here,
    verdict,
    judging,
    names,
    saved,
    name,
    edited,
    running,
    refusals,
    start,
    explain,
    all,
    /** Stops the run in front. */
    stop: () => cancel.mutate(),
    watching,
  };
}

export type ConsoleModel = ReturnType<typeof useConsole>;

const noResults: never[] = [];
