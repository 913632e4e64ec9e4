import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPin, IconSearch } from '@tabler/icons-react';
import type { Case, CaseStatus } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  ErrorState,
  formatMoment,
  ItemTable,
  PriorityTag,
  Segmented,
  StatusDot,
  TextField,
  Toolbar,
  ToolbarSpacer,
  TwoLines,
  type Tone,
} from '../../ui/index';
import {
  CommandButton,
  errorText,
  useActiveCase,
  useHostMutation,
  usePanelTab,
  useWorkbench,
} from '../workbench/index';
import { openCase, placeText, useCases, useSystemPlaces } from './case-queries';

const statusTone: Record<CaseStatus, Tone> = {
  new: 'accent',
  'in-progress': 'accent',
  'waiting-customer': 'neutral',
  'waiting-vendor': 'neutral',
  resolved: 'ok',
  closed: 'neutral',
};
const statusShape: Record<CaseStatus, 'dot' | 'ring' | 'square'> = {
  new: 'ring',
  'in-progress': 'dot',
  'waiting-customer': 'square',
  'waiting-vendor': 'square',
  resolved: 'dot',
  closed: 'ring',
};

/** A case's state as word and shape. */
export function CaseStatusMark({ status }: { status: CaseStatus }) {
  const { t } = useTranslation('cases');
  return (
    <StatusDot
      tone={statusTone[status]}
      shape={statusShape[status]}
      label={t(`status.${status}`)}
    />
  );
}

/** Every case in one table. J and K move, Enter opens, A makes the case active. */
export default function CaseListPanel() {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const [scope, setScope] = useState('open');
  const { data, error, refetch } = useCases(text, scope === 'open');
  usePanelTab({ title: t('list.title') });

  return (
    <div className="fb-page">
      <Toolbar label={t('list.tools')}>
        <TextField
          label={t('side.filter')}
          hideLabel
          placeholder={t('list.filter')}
          icon={<IconSearch />}
          value={text}
          onChange={setText}
        />
        <Segmented
          label={t('list.scope')}
          hideLabel
          value={scope}
          options={[
            { value: 'open', label: t('list.scopeOpen') },
            { value: 'all', label: t('list.scopeAll') },
          ]}
          onChange={setScope}
        />
        <ToolbarSpacer />
        <CommandButton command="cases.create" variant="primary" />
      </Toolbar>
      {error ? (
        <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
      ) : !data ? (
        <Busy text={t('loading')} />
      ) : data.length === 0 ? (
        <EmptyState
          sentence={text === '' ? t('list.empty') : t('side.nothingFound')}
          detail={text === '' ? t('list.emptyDetail') : undefined}
          action={{
            label: t('command.create'),
            kbd: 'N',
            onClick: () => workbench.run('cases.create'),
          }}
        />
      ) : (
        <CaseTable items={data} />
      )}
    </div>
  );
}

function CaseTable({ items }: { items: readonly Case[] }) {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const places = useSystemPlaces();
  const activeCase = useActiveCase();
  const [selected, setSelected] = useState<string>();
  const setActive = useHostMutation((host, id: string) => host.cases.setActive({ id }));
  return (
    <ItemTable
      label={t('list.title')}
      rowHeight="tall"
      items={items}
      itemId={({ id }) => id}
      selectedId={selected}
      onSelect={setSelected}
      onActivate={(item) => openCase(workbench, item)}
      keys={{ a: ({ id }) => setActive.mutate(id) }}
      isMarked={({ id }) => id === activeCase?.id}
      columns={[
        {
          id: 'priority',
          title: t('field.priority'),
          width: 56,
          cell: ({ priority }) => <PriorityTag priority={priority} />,
        },
        {
          id: 'number',
          title: t('field.number'),
          width: 92,
          cell: ({ number }) => <span className="fb-mono">{number}</span>,
        },
        {
          id: 'title',
          title: t('list.columnTitle'),
          hover: ({ title }) => title,
          cell: ({ title, systemId }) => (
            <TwoLines
              first={title}
              second={placeText(places.get(systemId ?? '')) || t('noSystem')}
            />
          ),
        },
        {
          id: 'status',
          title: t('field.status'),
          width: 132,
          cell: ({ status }) => <CaseStatusMark status={status} />,
        },
        {
          id: 'evidence',
          title: t('field.evidence'),
          width: 76,
          cell: ({ evidenceCount }) => (
            <span className="fb-row">
              <IconPin size={13} aria-hidden="true" /> {evidenceCount}
            </span>
          ),
        },
        {
          id: 'updated',
          title: t('field.updated'),
          width: 108,
          cell: ({ updatedAt }) => <span className="fb-muted">{formatMoment(updatedAt)}</span>,
        },
      ]}
    />
  );
}
