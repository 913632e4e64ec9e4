import { useTranslation } from 'react-i18next';
import { IconBuildingFactory2, IconChevronDown, IconSearch } from '@tabler/icons-react';
import type { Inventory } from '../../src-main/contract/index';
import { cx, Kbd, Logo, Menu, plainDisplay, PriorityTag, type MenuItem } from '../ui';
import {
  useActiveCase,
  useActivePanel,
  useFrame,
  useCurrentInventory,
  useWorkbench,
} from '../features/workbench/index';
import styles from './frame.module.css';

/** Systems offered in the menu of the top bar. */
const offered = 12;

/** Customer and system of a system id, or null when the inventory does not have it. */
export function placeOf(
  inventory: Inventory | undefined,
  systemId: string | null | undefined,
): { customer: string; system: string } | null {
  const system = inventory?.systems.find(({ id }) => id === systemId);
  const site = inventory?.sites.find(({ id }) => id === system?.siteId);
  const customer = inventory?.customers.find(({ id }) => id === site?.customerId);
  return system ? { customer: customer?.name ?? '', system: system.name } : null;
}

function SystemContext() {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const panel = useActivePanel();
  const activeCase = useActiveCase();
  const systems = useFrame((frame) => frame.systems);
  const inventory = useCurrentInventory().data;
  const place = placeOf(inventory, (panel && systems[panel.id]) ?? activeCase?.systemId);
  const items: MenuItem[] = (inventory?.systems ?? []).slice(0, offered).map((system) => {
    const of = placeOf(inventory, system.id);
    return {
      id: system.id,
      label: plainDisplay(of?.customer ? `${of.customer} / ${system.name}` : system.name),
      onSelect: () => workbench.run('systems.open', system.id),
    };
  });
  items.push(...(items.length > 0 ? [{ id: 'line', separator: true } as const] : []), {
    id: 'all',
    label: t('context.all'),
    kbd: 'Ctrl 2',
    onSelect: () => workbench.showActivity('systems'),
  });
  return (
    <Menu
      label={t('context.label')}
      position="bottom-start"
      items={items}
      trigger={
        <button type="button" className={styles['context']}>
          <span className="fb-visually-hidden">{t('context.label')}</span>
          <IconBuildingFactory2 aria-hidden="true" />
          {place ? (
            <span className="fb-ellipsis">
              {place.customer && (
                <>
                  <b className="fb-strong">{plainDisplay(place.customer)}</b>
                  <span className="fb-faint">{' / '}</span>
                </>
              )}
              {plainDisplay(place.system)}
            </span>
          ) : (
            <span className="fb-ellipsis fb-muted">{t('context.none')}</span>
          )}
          <IconChevronDown aria-hidden="true" />
        </button>
      }
    />
  );
}

function ActiveCase() {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  const activeCase = useActiveCase();
  if (!activeCase) {
    return (
      <button
        type="button"
        className={styles['context']}
        onClick={() => workbench.showActivity('cases')}
      >
        <span className="fb-faint">{t('case.none')}</span>
      </button>
    );
  }
  const { id, number, title, priority } = activeCase;
  return (
    <button
      type="button"
      className={styles['case']}
      title={plainDisplay(title)}
      aria-label={t('case.active', { priority, number, title: plainDisplay(title) })}
      onClick={() => workbench.run('cases.open', id)}
    >
      <PriorityTag priority={priority} />
      <span className={styles['caseNumber']}>{number}</span>
      <span className={cx('fb-ellipsis', 'fb-muted', styles['caseTitle'])}>
        {plainDisplay(title)}
      </span>
    </button>
  );
}

/** Where am I, search, and which case takes the evidence. */
export function TopBar() {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  return (
    <header className={styles['top']} aria-label={t('region.top')} data-region="top">
      <div className={styles['topLeft']}>
        <h1 className="fb-visually-hidden">{t('title.plain')}</h1>
        <span className={styles['brand']}>
          <Logo size={24} />
        </span>
        <SystemContext />
      </div>
      <button
        type="button"
        className={styles['search']}
        aria-haspopup="dialog"
        onClick={() => workbench.run('frame.search')}
      >
        <IconSearch aria-hidden="true" />
        <span className="fb-grow fb-ellipsis">{t('search.placeholder')}</span>
        <Kbd keys="Ctrl K" />
      </button>
      <div className={styles['topRight']}>
        <ActiveCase />
      </div>
    </header>
  );
}
