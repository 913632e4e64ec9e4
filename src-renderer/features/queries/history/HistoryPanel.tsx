import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlayerPlay, IconSearch, IconTable, IconTrash } from '@tabler/icons-react';
import {
  Busy,
  Button,
  ConfirmDialog,
  EmptyState,
  ErrorState,
  IconButton,
  Select,
  TextField,
  Toolbar,
} from '../../../ui/index';
import {
  errorText,
  useHostMutation,
  useHostQuery,
  usePanelTab,
  useWorkbench,
  type PanelProps,
} from '../../workbench/index';
import { openResult, openText, useConnections, useInspected } from '../connections';
import { HistoryTable } from './HistoryTable';
import styles from '../queries.module.css';

const pageRows = 100;
const mostRows = 500;
const dayMs = 24 * 60 * 60 * 1000;
const periods = ['all', 'day', 'week', 'month'] as const;
type Period = (typeof periods)[number];
const daysOf: Readonly<Record<Period, number | null>> = { all: null, day: 1, week: 7, month: 30 };

/** Every statement that was sent from this device: found by its text, its connection, its time. */
export default function HistoryPanel({ panelId }: PanelProps) {
  const { t } = useTranslation('queries');
  const workbench = useWorkbench();
  const { connections } = useConnections();
  const [text, setText] = useState('');
  const [endpointId, setEndpointId] = useState('');
  const [period, setPeriod] = useState<Period>('all');
  const [count, setCount] = useState(pageRows);
  const [selectedId, setSelectedId] = useState<string>();
  const [asking, setAsking] = useState(false);
  usePanelTab({ title: t('history.title') });
  const { data, error, refetch } = useHostQuery(
    ['queries', 'history', text, endpointId, period, count],
    (host) => {
      const days = daysOf[period];
      return host.queries.history({
        text,
        count,
        ...(endpointId === '' ? {} : { endpointId }),
        ...(days === null ? {} : { from: Date.now() - days * dayMs }),
      });
    },
    { keepPrevious: true },
  );
  const forget = useHostMutation((host, id: string | null) => host.queries.forget({ id }), {
    onSuccess: () => setAsking(false),
  });

  const statements = data?.statements ?? [];
  const selected = statements.find(({ id }) => id === selectedId) ?? statements[0];
  useInspected(panelId, selected?.resultId ?? null);
  const none = selected ? undefined : t('history.noneSelected');
  const connection = connections?.find(({ endpoint }) => endpoint.id === selected?.endpointId);
  const filtered = text !== '' || endpointId !== '' || period !== 'all';
  const open = (sent = selected): void => {
    const at = connections?.find(({ endpoint }) => endpoint.id === sent?.endpointId);
    if (sent && at) openText(workbench, at, sent);
    else if (sent) workbench.notify({ tone: 'warn', title: t('console.connectionGone') });
  };
  return (
    <div className={styles['panel']}>
      <Toolbar label={t('history.tools')}>
        <div className={styles['search']}>
          <TextField
            label={t('history.search')}
            hideLabel
            placeholder={t('history.search')}
            icon={<IconSearch />}
            value={text}
            onChange={setText}
          />
        </div>
        <div className={styles['choice']}>
          <Select
            label={t('history.connection')}
            hideLabel
            value={endpointId}
            options={[
              { value: '', label: t('history.allConnections') },
              ...(connections ?? []).map(({ endpoint, system }) => ({
                value: endpoint.id,
                label: `${endpoint.name} · ${system.name}`,
              })),
            ]}
            onChange={setEndpointId}
          />
        </div>
        <Select
          label={t('history.period')}
          hideLabel
          value={period}
          options={periods.map((value) => ({ value, label: t(`history.periods.${value}`) }))}
          onChange={setPeriod}
        />
        <Button
          icon={<IconPlayerPlay aria-hidden="true" />}
          kbd="Enter"
          title={t('history.openHint')}
          disabledReason={none ?? (connection ? undefined : t('console.connectionGone'))}
          onClick={() => open()}
        >
          {t('history.open')}
        </Button>
        <Button
          icon={<IconTable aria-hidden="true" />}
          disabledReason={none ?? (selected?.resultId ? undefined : t('history.noResult'))}
          onClick={() => {
            if (selected?.resultId)
              openResult(workbench, { id: selected.resultId, title: selected.title });
          }}
        >
          {t('history.openResult')}
        </Button>
        <IconButton
          label={t('history.forget')}
          kbd="Delete"
          icon={<IconTrash aria-hidden="true" />}
          disabledReason={none}
          onClick={() => selected && forget.mutate(selected.id)}
        />
      </Toolbar>
      {error ? (
        <ErrorState {...errorText(error)} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : statements.length === 0 ? (
        <EmptyState
          sentence={filtered ? t('history.nothingFound') : t('history.empty')}
          {...(filtered
            ? {
                action: {
                  label: t('history.showAll'),
                  onClick: () => {
                    setText('');
                    setEndpointId('');
                    setPeriod('all');
                  },
                },
              }
            : { detail: t('history.emptyDetail') })}
        />
      ) : (
        <HistoryTable
          statements={statements}
          nameOf={(id) =>
            connections?.find(({ endpoint }) => endpoint.id === id)?.endpoint.name ?? ''
          }
          selectedId={selected?.id}
          onSelect={setSelectedId}
          onOpen={open}
          onForget={({ id }) => forget.mutate(id)}
        />
      )}
      {statements.length > 0 && (
        <footer className={styles['footer']}>
          <span>{t('history.shown', { count: statements.length })}</span>
          {data?.more && count < mostRows && (
            <Button variant="ghost" onClick={() => setCount(mostRows)}>
              {t('history.more', { count: mostRows })}
            </Button>
          )}
          {data?.more && count >= mostRows && <span>{t('history.narrow')}</span>}
          <span className="fb-grow" />
          <Button variant="ghost" onClick={() => setAsking(true)}>
            {t('history.forgetAll')}
          </Button>
        </footer>
      )}
      <ConfirmDialog
        opened={asking}
        title={t('history.forgetAllTitle')}
        confirmLabel={t('history.forgetAllYes')}
        tone="danger"
        busy={forget.isPending}
        onConfirm={() => forget.mutate(null)}
        onCancel={() => setAsking(false)}
      >
        {t('history.forgetAllText')}
      </ConfirmDialog>
    </div>
  );
}
