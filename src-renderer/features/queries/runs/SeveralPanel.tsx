import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { SavedQuery } from '../../../../src-main/contract/index';
import {
  Busy,
  Button,
  EmptyState,
  ErrorState,
  NoteBlock,
  Toolbar,
  ToolbarSpacer,
} from '../../../ui/index';
import {
  errorText,
  useCommand,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useSettings,
  useViewState,
  useWorkbench,
  type PanelProps,
} from '../../workbench/index';
import { nameOf } from '../compare/open-comparison';
import { useConnections, type Connection } from '../connections';
import { missingValue, ParameterFields, valuesOf, type ParameterValue } from '../ParameterFields';
import { useWords } from '../words';
import { firstChoice, mostSystems } from './choice';
import { openGroup, severalInput, type SeveralInput } from './open';
import { SystemList } from './SystemList';
import { useFitting, type Fitting } from './use-fitting';
import styles from './runs.module.css';
import shared from '../queries.module.css';

/** Asks on which systems a query or a statement is run, and with which values. */
export default function SeveralPanel({ params, panelId }: PanelProps) {
  const { t } = useTranslation('query-runs');
  const workbench = useWorkbench();
  const input = severalInput(params);
  const { connections, error } = useConnections();
  const { data: query, error: unread } = useHostQuery(
    ['queries', 'saved', input.queryId ?? ''],
    (host) => host.queries.saved({ id: input.queryId ?? '' }),
    { enabled: input.queryId !== null },
  );
  const fitting = useFitting(query, input.sql, connections ?? []);
  const kept = useViewState(`queries/several/${input.queryId ?? 'typed'}`, 200);
  const failed = error ?? unread ?? fitting.error;
  if (failed) return <ErrorState {...errorText(failed)} />;
  if (connections?.length === 0)
    return (
      <EmptyState
        sentence={t('several.noConnections')}
        action={{
          label: t('several.addSystem'),
          variant: 'primary',
          onClick: () => workbench.run('systems.create'),
        }}
      />
    );
  const { reasons } = fitting;
  if (!connections || !reasons || !kept.loaded) return <Busy text={t('several.looking')} />;
  const ids = connections.map(({ endpoint }) => endpoint.id).filter((id) => !reasons.has(id));
  return (
    <SeveralForm
      panelId={panelId}
      input={input}
      query={query}
      connections={connections}
      fitting={{ ...fitting, reasons }}
      initial={firstChoice(kept.initial, input.endpointId, new Set(ids))}
      onChosen={(chosen) => kept.save(JSON.stringify([...chosen]))}
    />
  );
}

function SeveralForm({
  panelId,
  input,
  query,
  connections,
  fitting,
  initial,
  onChosen,
}: {
  panelId: string;
  input: SeveralInput;
  query: SavedQuery | undefined;
  connections: readonly Connection[];
  fitting: Fitting & { reasons: ReadonlyMap<string, string> };
  initial: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation(['query-runs', 'queries']);
  const workbench = useWorkbench();
  const words = useWords();
  const settings = useSettings();
  const [picked, setPicked] = useState(initial);
  const [typed, setTyped] = useState<Record<string, ParameterValue>>(input.parameters);
  const { reasons, names } = fitting;
  // What was ticked and does not fit any more is left out.
  const chosen = new Set([...picked].filter((id) => !reasons.has(id)));
  const saved = query?.parameters ?? [];
  const title = query ? words(query.title) : nameOf({ title: '', sql: input.sql ?? '' });
  usePanelTab({ title: t('several.tab', { name: title }) });
  const run = useHostMutation(
    (host) =>
      host.queries.runOn({
        what:
          query === undefined
            ? { kind: 'sql', sql: input.sql ?? '' }
            : { kind: 'query', id: query.id },
        endpointIds: connections.map(({ endpoint }) => endpoint.id).filter((id) => chosen.has(id)),
        title: query ? title : '',
        ...valuesOf(names, typed, saved),
        maxRows: settings.queryMaxRows,
        timeoutMs: settings.queryTimeoutSeconds * 1000,
      }),
    {
      onSuccess: (group) => {
        openGroup(workbench, group);
        workbench.closePanel(panelId);
      },
    },
  );
  const empty = missingValue(names, typed, saved);
  const refusal =
    chosen.size === 0
      ? t('several.noneChosen')
      : chosen.size > mostSystems
        ? t('several.tooMany', { most: mostSystems })
        : empty === undefined
          ? undefined
          : t('reason.noValue', { name: empty });
  const start = (): void => {
    if (refusal === undefined && !run.isPending) run.mutate();
  };
  useCommand({
    id: 'queries.severalRun',
    titleKey: 'query-runs:several.run',
    icon: IconPlayerPlay,
    keys: 'Ctrl Enter',
    run: start,
  });
  // Values to choose from are asked of one that is chosen, else of one that may be.
  const [first = connections.find(({ endpoint }) => !reasons.has(endpoint.id))?.endpoint.id ?? ''] =
    chosen;
  return (
    <div
      className={shared['panel']}
      onKeyDown={(event) => {
        // In a field the key would only be typing.
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        start();
      }}
    >
      <Toolbar label={t('several.tools')}>
        <Button
          variant="primary"
          icon={<IconPlayerPlay />}
          kbd="Ctrl Enter"
          busy={run.isPending}
          disabledReason={refusal}
          onClick={start}
        >
          {t('several.runOn', { count: chosen.size })}
        </Button>
        <strong className="fb-ellipsis">{title}</strong>
        <ToolbarSpacer />
      </Toolbar>
      <NoteBlock tone="info">{t('several.promise')}</NoteBlock>
      <ParameterFields
        names={names}
        typed={typed}
        saved={saved}
        place={{ endpointId: first, consoleId: panelId }}
        onChange={(name, value) => setTyped({ ...typed, [name]: value })}
      />
      <div className={styles['page']}>
        {input.sql !== null && <code className={shared['statement']}>{input.sql}</code>}
        <SystemList
          connections={connections}
          reasons={reasons}
          chosen={chosen}
          onChange={(next) => {
            setPicked(next);
            onChosen(next);
          }}
        />
      </div>
    </div>
  );
}
