import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDatabase, IconFileText, IconHistory, IconSearch } from '@tabler/icons-react';
import type { QueryCard, ResultState } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  EnvironmentTag,
  ErrorState,
  formatMoment,
  PanelHeader,
  SectionLabel,
  SelectList,
  TextField,
} from '../../ui/index';
import { errorText, useActiveCase, useHostQuery, useWorkbench } from '../workbench/index';
import {
  placeOf,
  openConsole,
  openResult,
  preferredConnection,
  useConnections,
  useConsoles,
  useLibrary,
  type Connection,
} from './connections';
import { useWords } from './words';
import styles from './queries.module.css';

const recentResults = 12;

/** Connections, saved queries and the latest results. */
export function QueriesSide() {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const { connections, error, refetch } = useConnections();
  const { data: results } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  const activeCase = useActiveCase();
  const chosen = useConsoles((store) => store.chosen);
  const choose = useConsoles((store) => store.choose);
  const [selectedResult, setSelectedResult] = useState<string>();

  const target = preferredConnection(connections ?? [], chosen, activeCase?.systemId ?? null);
  const { data: own } = useLibrary({ text, origin: 'own' });
  const { data: shipped } = useLibrary({
    text,
    origin: 'shipped',
    ...(target ? { endpointId: target.endpoint.id, onlyFitting: true } : {}),
  });

  if (error) return <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />;
  if (!connections) return <Busy text={t('loading')} />;

  return (
    <div className={styles['side']}>
      <PanelHeader title={t('side.title')} />
      <div className={styles['filter']}>
        <TextField
          label={t('side.filter')}
          hideLabel
          placeholder={t('side.filter')}
          icon={<IconSearch />}
          value={text}
          onChange={setText}
        />
      </div>
      <div className={styles['sideList']}>
        <SectionLabel aside={connections.length}>{t('side.connections')}</SectionLabel>
        {connections.length === 0 ? (
          <EmptyState
            sentence={t('side.noConnections')}
            action={{ label: t('side.addSystem'), onClick: () => workbench.run('systems.create') }}
          />
        ) : (
          <SelectList
            label={t('side.connections')}
            items={connections}
            itemId={({ endpoint }) => endpoint.id}
            itemTitle={({ endpoint, detail, customer, system }) =>
              `${endpoint.name} · ${placeOf(detail)} · ${customer} · ${system.name}`
            }
            selectedId={target?.endpoint.id}
            onSelect={choose}
            onActivate={(id) => {
              const connection = connections.find(({ endpoint }) => endpoint.id === id);
              if (connection) openConsole(workbench, connection);
            }}
            activateOnClick
            renderItem={({ endpoint, system }) => (
              <>
                <IconDatabase size={15} aria-hidden="true" />
                <span className="fb-ellipsis fb-grow">{endpoint.name}</span>
                <EnvironmentTag environment={system.environment} />
              </>
            )}
          />
        )}
        <QueryList
          label={t('side.saved')}
          queries={own?.queries ?? []}
          target={target}
          empty={text === '' ? t('side.noSaved') : t('side.nothingFound')}
        />
        <QueryList
          label={t('side.shipped')}
          queries={shipped?.queries ?? []}
          target={target}
          empty={t('side.nothingFound')}
        />
        <SectionLabel>{t('side.results')}</SectionLabel>
        {results && results.length > 0 ? (
          <SelectList
            label={t('side.results')}
            items={results.slice(0, recentResults)}
            itemId={(result) => result.id}
            itemTitle={(result) => result.sql}
            selectedId={selectedResult}
            onSelect={setSelectedResult}
            onActivate={(id) => {
              const result = results.find((candidate) => candidate.id === id);
              if (result) openResult(workbench, result);
            }}
            activateOnClick
            renderItem={(result) => <ResultRow result={result} />}
          />
        ) : (
          <p className={styles['hint']}>{t('side.noResults')}</p>
        )}
      </div>
    </div>
  );
}

/** Queries of the library; one opens on the connection that is in use. */
function QueryList({
  label,
  queries,
  target,
  empty,
}: {
  label: string;
  queries: readonly QueryCard[];
  target: Connection | undefined;
  empty: string;
}) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const words = useWords();
  const [selected, setSelected] = useState<string>();
  return (
    <>
      <SectionLabel aside={queries.length}>{label}</SectionLabel>
      {queries.length === 0 ? (
        <p className={styles['hint']}>{empty}</p>
      ) : (
        <SelectList
          label={label}
          items={queries}
          itemId={(query) => query.id}
          itemTitle={(query) => words(query.description) || words(query.title)}
          selectedId={selected}
          onSelect={setSelected}
          onActivate={(id) => {
            const query = queries.find((candidate) => candidate.id === id);
            if (query && target) openConsole(workbench, target, query);
            else if (query) workbench.notify({ tone: 'warn', title: t('reason.noConnection') });
          }}
          activateOnClick
          renderItem={(query) => (
            <>
              <IconFileText size={15} aria-hidden="true" />
              <span className="fb-ellipsis fb-grow">{words(query.title)}</span>
            </>
          )}
        />
      )}
    </>
  );
}

function ResultRow({ result }: { result: ResultState }) {
  return (
    <>
      <IconHistory size={15} aria-hidden="true" />
      <span className="fb-ellipsis fb-grow">{result.title || result.sql}</span>
      <span className="fb-faint fb-tiny">{formatMoment(result.startedAt)}</span>
    </>
  );
}
