import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerPlay } from '@tabler/icons-react';
import {
  serverAddress,
  type WriteFlag,
  type WriteState,
} from '../../../../src-main/contract/index';
import {
  Busy,
  Editor,
  EmptyState,
  EnvironmentBanner,
  NoteBlock,
  SplitPane,
} from '../../../ui/index';
import { askChangeStatement } from '../../changes/index';
import {
  useCommand,
  useHostMutation,
  usePanelTab,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../../workbench/index';
import { placeOf, useConnections, type Connection } from '../connections';
import { ParameterFields, valueOf, type ParameterValue } from '../ParameterFields';
import { useKnownWrite, usePlan, useSecondsUntil, useWrite } from './use-write';
import { undoneStatements } from './undone';
import { writeReasons } from './write-reasons';
import { WriteFlags, WriteTools } from './WriteTools';
import { WriteStatements } from './WriteStatements';
import styles from './write.module.css';

/** What the page keeps across restarts. */
interface Draft {
  sql: string;
  parameters: Record<string, ParameterValue>;
}

/** A script that changes a database: planned, let through the change gate, sent, committed or rolled back. */
export default function WritePanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const kept = useViewState(`queries/write/${panelId}`, 400);
  const connection = connections?.find(({ endpoint }) => endpoint.id === params['endpointId']);
  const askedSql = typeof params['sql'] === 'string' ? params['sql'] : '';
  if (!connections || !kept.loaded) return <Busy text={t('loading')} />;
  if (!connection)
    return (
      <EmptyState
        sentence={t('console.connectionGone')}
        action={{
          label: t('console.showSystems'),
          onClick: () => workbench.showActivity('systems'),
        }}
      />
    );
  return (
    <Write
      connection={connection}
      initial={readDraft(kept.initial) ?? { sql: askedSql, parameters: {} }}
      onDraft={(draft) => kept.save(JSON.stringify(draft))}
    />
  );
}

function readDraft(text: string | null): Draft | null {
  try {
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null;
  }
}

function Write({
  connection,
  initial,
  onDraft,
}: {
  connection: Connection;
  initial: Draft;
  onDraft: (draft: Draft) => void;
}) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { endpoint, detail, system } = connection;
  const [draft, setDraft] = useState(initial);
  const [seen, setSeen] = useState<ReadonlySet<WriteFlag>>(new Set());
  const [writeId, setWriteId] = useState<string | null>(null);
  const [height, setHeight] = useState(200);
  const plan = usePlan(detail.dialect, draft.sql);
  const write = useWrite(writeId);
  const open = write?.state === 'open';
  useKnownWrite(endpoint.id, (known) => {
    // Of one that has ended only what stands here still is of interest.
    if (known.state === 'open' || draft.sql.trim() === '' || isScriptOf(known, draft.sql))
      setWriteId((mine) => mine ?? known.id);
  });
  const statements = write ? write.statements : plan.statements;
  const seconds = useSecondsUntil(open ? write.endsAt : null);
  usePanelTab({
    title: t('write.tab', { name: endpoint.name }),
    production: system.environment === 'production',
    unsaved: open,
    systemId: system.id,
  });

  const keep = (change: Partial<Draft>): void => {
    const next = { ...draft, ...change };
    setDraft(next);
    onDraft(next);
  };
  const flags = useMemo(
    () => [...new Set(plan.statements.flatMap((statement) => statement.flags))],
    [plan.statements],
  );
  const names = [...new Set(plan.statements.flatMap(({ parameters }) => parameters))];

  const start = useHostMutation(
    async (host) => {
      const values = names.map((name) => [name, valueOf(name, draft.parameters, [])] as const);
      const writing = plan.statements.filter(({ reads }) => !reads).length;
      const statement = await askChangeStatement(workbench, {
        action: t('write.action', { count: writing, name: placeOf(detail) }),
        targets: [{ name: detail.host, environment: system.environment }],
        lines: plan.statements.map(({ sql }) => sql.replaceAll(/\s+/g, ' ').slice(0, 200)),
        strict: true,
        always: true,
        confirmLabel: t('write.open'),
      });
      if (!statement) return null;
      return host.queries.openWrite({
        endpointId: endpoint.id,
        sql: draft.sql,
        parameters: Object.fromEntries(values.map(([name, { value }]) => [name, value])),
        types: Object.fromEntries(values.map(([name, { type }]) => [name, type])),
        statement,
        acknowledged: [...seen],
      });
    },
    { onSuccess: (state) => state && setWriteId(state.id) },
  );
  const id = writeId ?? '';
  const step = useHostMutation((host, all: boolean) => host.queries.stepWrite({ id, all }));
  const stop = useHostMutation((host) => host.queries.cancelWrite({ id }));
  const end = useHostMutation(
    (host, how: 'commit' | 'rollback') => host.queries.endWrite({ id, end: how }),
    // The next time is looked at anew.
    { onSuccess: () => setSeen(new Set()) },
  );

  const reasons = writeReasons(t, plan, write, (flag) => seen.has(flag));
  const { openReason, stepReason } = reasons;
  const primary = (): void => {
    if (!open) {
      if (openReason === undefined && !start.isPending) start.mutate(undefined);
    } else if (stepReason === undefined) step.mutate(false);
  };
  useCommand({
    id: 'queries.writeNext',
    titleKey: 'queries:write.command',
    icon: IconPlayerPlay,
    keys: 'Ctrl Enter',
    run: primary,
  });

  return (
    <div className="fb-page">
      <EnvironmentBanner
        environment={system.environment}
        right={open ? 'write' : 'readOnly'}
        rightText={t(open ? 'write.rightOpen' : write ? 'write.rightEnded' : 'write.rightClosed')}
        host={
          open
            ? `${write.database} @ ${write.host}`
            : `${detail.database} @ ${serverAddress(detail)}`
        }
        account={open ? write.username : detail.username}
        {...(open
          ? {
              writeMode: {
                text: t('write.clock', {
                  number: write.permit.changeId,
                  time: clock(seconds ?? 0),
                }),
              },
            }
          : {})}
      />
      <WriteTools
        write={write}
        count={plan.statements.length}
        busy={start.isPending}
        reasons={reasons}
        onOpen={primary}
        onStep={(all) => step.mutate(all)}
        onStop={() => stop.mutate(undefined)}
        onEnd={(how) => end.mutate(how)}
      />
      {!open && (
        <ParameterFields
          names={names}
          typed={draft.parameters}
          saved={[]}
          place={{ endpointId: connection.endpoint.id, consoleId: 'write' }}
          onChange={(name, value) => keep({ parameters: { ...draft.parameters, [name]: value } })}
        />
      )}
      <div className={styles['split']}>
        <SplitPane
          label={t('console.resize')}
          direction="column"
          fixed="first"
          size={height}
          min={80}
          max={600}
          onSizeChange={setHeight}
          first={
            <div className={styles['editor']} data-page-focus>
              <Editor
                ariaLabel={t('write.editor')}
                language={detail.dialect}
                value={open && !isScriptOf(write, draft.sql) ? scriptOf(write) : draft.sql}
                readOnly={open}
                onChange={(sql) => {
                  // What is typed now is another script than the one that was sent.
                  setWriteId(null);
                  keep({ sql });
                }}
                placeholder={t('write.placeholder')}
              />
            </div>
          }
          second={
            <div className={styles['lower']} data-region="dock-part" tabIndex={-1}>
              {write && write.state !== 'open' && (
                <NoteBlock tone={write.state === 'committed' ? 'ok' : 'warn'}>
                  {t(`write.ended.${write.state}`)}
                  {write.endedByItself && ` ${t('write.ended.byItself')}`}
                </NoteBlock>
              )}
              {!open && flags.length > 0 && (
                <WriteFlags flags={flags} seen={seen} onSeen={setSeen} />
              )}
              {statements.length === 0 ? (
                <EmptyState sentence={t('write.empty')} detail={t('write.emptyDetail')} />
              ) : (
                <WriteStatements
                  statements={statements}
                  undone={write ? undoneStatements(write) : none}
                />
              )}
            </div>
          }
        />
      </div>
    </div>
  );
}

const none: ReadonlySet<number> = new Set();

/** Whether a text has every statement of a write: it may have been opened from another page. */
function isScriptOf({ statements }: WriteState, sql: string): boolean {
  return statements.every((statement) => sql.includes(statement.sql));
}

function scriptOf({ statements }: WriteState): string {
  return statements.map(({ sql }) => `${sql};\n`).join('');
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
