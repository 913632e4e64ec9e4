import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPin, IconSearch } from '@tabler/icons-react';
import type { Case, CaseStatus } from '../../../src-main/contract/index';
import {
  Busy,
  EmptyState,
  ErrorState,
  formatMoment,
  PriorityTag,
  Segmented,
  StatusDot,
  TextField,
  Toolbar,
  ToolbarSpacer,
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
import styles from './cases.module.css';

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
    <div className={styles['panel']}>
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
  const [selected, setSelected] = useState(0);
  const setActive = useHostMutation((host, id: string) => host.cases.setActive({ id }));
  const index = Math.min(selected, items.length - 1);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = items[index];
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      Home: -items.length,
      End: items.length,
    };
    const step = steps[event.key];
    if (step !== undefined) setSelected(Math.max(0, Math.min(items.length - 1, index + step)));
    else if (event.key === 'Enter' && item) openCase(workbench, item);
    else if (event.key === 'a' && item) setActive.mutate(item.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles['tableScroll']} data-page-focus>
      <table
        className={styles['table']}
        role="grid"
        aria-label={t('list.title')}
        aria-rowcount={items.length}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          <col style={{ width: 'calc(56px * var(--zoom))' }} />
          <col style={{ width: 'calc(92px * var(--zoom))' }} />
          <col />
          <col style={{ width: 'calc(132px * var(--zoom))' }} />
          <col style={{ width: 'calc(76px * var(--zoom))' }} />
          <col style={{ width: 'calc(108px * var(--zoom))' }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('field.priority')}</th>
            <th scope="col">{t('field.number')}</th>
            <th scope="col">{t('list.columnTitle')}</th>
            <th scope="col">{t('field.status')}</th>
            <th scope="col">{t('field.evidence')}</th>
            <th scope="col">{t('field.updated')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item, row) => (
            <tr
              key={item.id}
              aria-selected={row === index}
              data-active={item.id === activeCase?.id}
              onClick={() => setSelected(row)}
              onDoubleClick={() => openCase(workbench, item)}
            >
              <td>
                <PriorityTag priority={item.priority} />
              </td>
              <td className="fb-mono">{item.number}</td>
              <td title={item.title}>
                <div className={styles['cellTitle']}>{item.title}</div>
                <div className={styles['cellSub']}>
                  {placeText(places.get(item.systemId ?? '')) || t('noSystem')}
                </div>
              </td>
              <td>
                <CaseStatusMark status={item.status} />
              </td>
              <td>
                <span className="fb-row">
                  <IconPin size={13} aria-hidden="true" /> {item.evidenceCount}
                </span>
              </td>
              <td className="fb-muted">{formatMoment(item.updatedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
