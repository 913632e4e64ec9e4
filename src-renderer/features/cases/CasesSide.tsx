import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPinFilled, IconSearch } from '@tabler/icons-react';
import type { Case } from '../../../src-main/contract/index';
import {
  Busy,
  cx,
  EmptyState,
  ErrorState,
  PanelHeader,
  PriorityTag,
  SectionLabel,
  SelectList,
  TextField,
} from '../../ui/index';
import {
  CommandButton,
  errorText,
  useActiveCase,
  useActivePanel,
  useWorkbench,
} from '../workbench/index';
import { openCase, placeText, useCases, useSystemPlaces, type SystemPlace } from './case-queries';
import styles from './cases.module.css';

/** Cases beside the dock: open ones, filtered by what is typed. */
export function CasesSide() {
  const { t } = useTranslation('cases');
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const { data, error, refetch } = useCases(text, text === '');
  const places = useSystemPlaces();
  const activeCase = useActiveCase();
  const panel = useActivePanel();
  const [chosen, setChosen] = useState<string>();
  const shownId = typeof panel?.params['caseId'] === 'string' ? panel.params['caseId'] : undefined;

  const open = (id: string): void => {
    const target = data?.find((candidate) => candidate.id === id);
    if (target) openCase(workbench, target);
  };

  return (
    <div className={styles['side']}>
      <PanelHeader
        title={t('side.title')}
        actions={<CommandButton command="cases.create" iconOnly />}
      />
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
      <SectionLabel aside={data?.length}>
        {text === '' ? t('side.open') : t('side.found')}
      </SectionLabel>
      <div className="fb-scroll">
        {error ? (
          <ErrorState what={errorText(error).what} onRetry={() => void refetch()} />
        ) : !data ? (
          <Busy text={t('loading')} />
        ) : data.length === 0 ? (
          text === '' ? (
            <EmptyState
              sentence={t('list.empty')}
              action={{
                label: t('command.create'),
                kbd: 'N',
                onClick: () => workbench.run('cases.create'),
              }}
            />
          ) : (
            <EmptyState
              sentence={t('side.nothingFound')}
              action={{ label: t('side.showAll'), onClick: () => setText('') }}
            />
          )
        ) : (
          <SelectList
            label={t('side.title')}
            items={data}
            itemId={(item) => item.id}
            itemTitle={(item) => `${item.number} ${item.title}`}
            rowHeight="tall"
            selectedId={chosen ?? shownId}
            onSelect={setChosen}
            onActivate={open}
            activateOnClick
            renderItem={(item) => (
              <SideRow
                item={item}
                place={places.get(item.systemId ?? '')}
                isActive={item.id === activeCase?.id}
              />
            )}
          />
        )}
      </div>
    </div>
  );
}

function SideRow({
  item,
  place,
  isActive,
}: {
  item: Case;
  place: SystemPlace | undefined;
  isActive: boolean;
}) {
  const { t } = useTranslation('cases');
  return (
    <span
      className={cx(styles['caseRow'], isActive && styles['rowActive'])}
      title={placeText(place)}
    >
      <PriorityTag priority={item.priority} />
      <span className={styles['rowNumber']}>{item.number}</span>
      <span className={styles['rowMeta']}>
        {isActive ? (
          <IconPinFilled size={12} className={styles['activeMark']} aria-label={t('active')} />
        ) : (
          t(`status.${item.status}`)
        )}
      </span>
      <span className={styles['rowTitle']}>{item.title}</span>
    </span>
  );
}
