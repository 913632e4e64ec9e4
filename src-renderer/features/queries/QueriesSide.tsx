import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconDatabase, IconFileText, IconHistory, IconSearch } from '@tabler/icons-react';
import type { ResultState } from '../../../src-main/contract/index';
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
  useSavedQueries,
} from './connections';
import styles from './queries.module.css';

const recentResults = 12;

/** Connections, saved queries and the latest results. */
export function QueriesSide() {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const { connections, error, refetch } = useConnections();
  const { data: saved } = useSavedQueries();
  const { data: results } = useHostQuery(['queries', 'results'], (host) => host.queries.results());
  const activeCase = useActiveCase();
  const chosen = useConsoles((store) => store.chosen);
  const choose = useConsoles((store) => store.choose);
  const [selectedQuery, setSelectedQuery] = useState<string>();
  const [selectedResult, setSelectedResult] = useState<string>();

  if (error) return <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />;
  if (!connections) return <Busy text={t('loading')} />;
  const wanted = text.toLowerCase();
  const target = preferredConnection(connections, chosen, activeCase?.systemId ?? null);
  const shown = (saved ?? []).filter((query) =>
    `${query.name} ${query.description}`.toLowerCase().includes(wanted),
  );

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
        <SectionLabel aside={shown.length}>{t('side.saved')}</SectionLabel>
        {shown.length === 0 ? (
          <p className={styles['hint']}>
            {text === '' ? t('side.noSaved') : t('side.nothingFound')}
          </p>
        ) : (
          <SelectList
            label={t('side.saved')}
            items={shown}
            itemId={(query) => query.id}
            itemTitle={(query) => query.description || query.name}
            selectedId={selectedQuery}
            onSelect={setSelectedQuery}
            onActivate={(id) => {
              const query = shown.find((candidate) => candidate.id === id);
              if (query && target) openConsole(workbench, target, query);
              else if (query) workbench.notify({ tone: 'warn', title: t('reason.noConnection') });
            }}
            activateOnClick
            renderItem={(query) => (
              <>
                <IconFileText size={15} aria-hidden="true" />
                <span className="fb-ellipsis fb-grow">{query.name}</span>
              </>
            )}
          />
        )}
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

function ResultRow({ result }: { result: ResultState }) {
  return (
    <>
      <IconHistory size={15} aria-hidden="true" />
      <span className="fb-ellipsis fb-grow">{result.title || result.sql}</span>
      <span className="fb-faint fb-tiny">{formatMoment(result.startedAt)}</span>
    </>
  );
}
