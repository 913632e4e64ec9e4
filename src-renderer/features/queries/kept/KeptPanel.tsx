import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconSearch } from '@tabler/icons-react';
import type { ResultState, Severity } from '../../../../src-main/contract/index';
import { keptResultLimits } from '../../../../src-main/contract/query-results';
import {
  Busy,
  Checkbox,
  ConfirmDialog,
  EmptyState,
  ErrorState,
  formatBytes,
  Select,
  TextField,
  Toolbar,
} from '../../../ui/index';
import { errorText, useHostMutation, useHostQuery, usePanelTab, useWorkbench, type PanelProps } from '../../workbench/index'; // prettier-ignore
import { openResult, useInspected, useLibrary } from '../connections';
import { isRunning } from '../use-run';
import { useWords } from '../words';
import { bytesOf, keptOrders, matchesText, ordered, type KeptOrder } from './kept-results';
import { KeptActions } from './KeptActions';
import { KeptTable } from './KeptTable';
import { RenameDialog } from './RenameDialog';
import styles from '../queries.module.css';

/** Every result that is kept on this device: found, opened, named, pinned, discarded. */
export default function KeptPanel({ panelId }: PanelProps) {
  const { t } = useTranslation('compare');
  const workbench = useWorkbench();
  const words = useWords();
  usePanelTab({ title: t('kept.title') });
  const [text, setText] = useState('');
  const [order, setOrder] = useState<KeptOrder>('time');
  const [pinnedOnly, setPinnedOnly] = useState(false);
  const [selectedId, setSelectedId] = useState<string>();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [renaming, setRenaming] = useState<ResultState | null>(null);
  const [discarding, setDiscarding] = useState<readonly ResultState[]>([]);
  const { data, error, refetch } = useHostQuery(['queries', 'results'], (host) =>
    host.queries.results(),
  );
  const severities = useSeverities(data);
  const { data: library } = useLibrary({});
  const queryNames = useMemo(
    () => new Map((library?.queries ?? []).map(({ id, title }) => [id, title])),
    [library],
  );
  const pin = useHostMutation(
    async (host, { ids, pinned }: { ids: readonly string[]; pinned: boolean }) => {
      for (const id of ids) await host.queries.pinResult({ id, pinned });
    },
  );
  const discard = useHostMutation(
    async (host, results: readonly ResultState[]) => {
      for (const { id } of results) await host.queries.discard({ id });
    },
    {
      onSuccess: (_, { length }) => {
        setDiscarding([]);
        setMarked(new Set());
        workbench.notify({ tone: 'info', title: t('kept.discarded', { count: length }) });
      },
    },
  );
  const shown = useMemo(() => {
    const found = (data ?? noResults).filter(
      (result) => (result.pinned || !pinnedOnly) && matchesText(result, text),
    );
    return ordered(found, order, severities);
  }, [data, pinnedOnly, text, order, severities]);
  const selected = shown.find(({ id }) => id === selectedId) ?? shown[0];
  useInspected(panelId, selected?.id ?? null);
  if (error && !data) return <ErrorState {...errorText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Busy text={t('loading')} />;
  if (data.length === 0)
    return <EmptyState sentence={t('kept.empty')} detail={t('kept.emptyDetail')} />;

  const chosen = shown.filter(({ id }) => marked.has(id));
  /** What a button is about: what is chosen, else the row the keyboard is on. */
  const meant = chosen.length > 0 ? chosen : selected ? [selected] : [];
  const toggle = ({ id }: ResultState): void => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  const askDiscard = (results: readonly ResultState[]): void => {
    if (results.some(({ state }) => isRunning(state)))
      workbench.notify({ tone: 'warn', title: t('kept.running') });
    else setDiscarding(results);
  };
  const pinAll = (results: readonly ResultState[]): void =>
    pin.mutate({
      ids: results.map(({ id }) => id),
      pinned: results.some(({ pinned }) => !pinned),
    });
  const besides = data.filter(({ pinned }) => pinned).length;
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('kept.tools')}>
        <div className={styles['search']}>
          <TextField
            label={t('kept.search')}
            hideLabel
            placeholder={t('kept.search')}
            icon={<IconSearch />}
            value={text}
            onChange={setText}
          />
        </div>
        <Select
          label={t('kept.sort')}
          hideLabel
          value={order}
          options={keptOrders.map((value) => ({ value, label: t(`kept.orders.${value}`) }))}
          onChange={setOrder}
        />
        <Checkbox label={t('kept.pinnedOnly')} checked={pinnedOnly} onChange={setPinnedOnly} />
        <KeptActions
          meant={meant}
          onOpen={(result) => openResult(workbench, result)}
          onPin={() => pinAll(meant)}
          onRename={setRenaming}
          onDiscard={() => askDiscard(meant)}
        />
      </Toolbar>
      {shown.length === 0 ? (
        <EmptyState
          sentence={t('kept.nothingFound')}
          action={{
            label: t('kept.showAll'),
            onClick: () => {
              setText('');
              setPinnedOnly(false);
            },
          }}
        />
      ) : (
        <KeptTable
          results={shown}
          selectedId={selected?.id}
          chosen={marked}
          severities={severities}
          queryNameOf={({ queryId, queryVersion }) => {
            const title = queryNames.get(queryId ?? '');
            if (!title) return '';
            return queryVersion === null
              ? words(title)
              : t('kept.version', { name: words(title), version: queryVersion });
          }}
          onSelect={setSelectedId}
          onOpen={(result) => openResult(workbench, result)}
          onChoose={toggle}
          onChooseAll={(all) => setMarked(new Set(all ? shown.map(({ id }) => id) : []))}
          onPin={(result) => pinAll([result])}
          onRename={setRenaming}
          onDiscard={(result) => askDiscard(chosen.length > 0 ? chosen : [result])}
        />
      )}
      <footer className={styles['footer']}>
        <strong>{t('kept.total', { count: data.length, size: formatBytes(bytesOf(data)) })}</strong>
        {chosen.length > 0 && <span>{t('kept.chosen', { count: chosen.length })}</span>}
        {besides > 0 && <span>{t('kept.pinnedTotal', { count: besides })}</span>}
        <span className="fb-ellipsis fb-faint" title={limitsText()}>
          {limitsText()}
        </span>
      </footer>
      {renaming && <RenameDialog result={renaming} onClose={() => setRenaming(null)} />}
      <ConfirmDialog
        opened={discarding.length > 0}
        title={t('kept.discardTitle', { count: discarding.length })}
        confirmLabel={t('kept.discardYes')}
        tone="danger"
        busy={discard.isPending}
        onConfirm={() => discard.mutate(discarding)}
        onCancel={() => setDiscarding([])}
      >
        {t('kept.discardText', { size: formatBytes(bytesOf(discarding)) })}
      </ConfirmDialog>
    </div>
  );

  function limitsText(): string {
    return t('kept.limits', {
      count: keptResultLimits.results,
      size: formatBytes(keptResultLimits.bytes),
    });
  }
}

const noResults: readonly ResultState[] = [];

/** The worst of each result, by the thresholds of its query. */
function useSeverities(
  results: readonly ResultState[] | undefined,
): ReadonlyMap<string, Severity | null> {
  // Only what came from a saved query has thresholds.
  const ids = (results ?? []).filter(({ queryId }) => queryId !== null).map(({ id }) => id);
  const { data } = useHostQuery(
    ['queries', 'severities', ids],
    (host, signal) => host.queries.severities({ ids }, { signal }),
    { enabled: ids.length > 0, keepPrevious: true },
  );
  return useMemo(() => new Map((data ?? []).map(({ id, level }) => [id, level])), [data]);
}
