import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './List.module.css';

export interface TabItem {
  id: string;
  label: string;
  icon?: ReactNode;
  count?: ReactNode;
  unsaved?: boolean;
}

/** Tabs inside a pane. Arrow keys choose; the shown panel is the caller's. */
export function TabStrip({
  label,
  tabs,
  activeId,
  onChange,
  panelId,
  actions,
}: {
  label: string;
  tabs: readonly TabItem[];
  activeId: string;
  onChange: (id: string) => void;
  /** `id` of the element that shows the chosen tab. */
  panelId?: string;
  /** At the right end. */
  actions?: ReactNode;
}) {
  const { t } = useTranslation('ui');
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || tabs.length === 0) return;
    const index = tabs.findIndex((tab) => tab.id === activeId);
    const next = (index + step + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div className={styles['tabs']}>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        className={styles['tabList']}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            aria-selected={tab.id === activeId}
            aria-controls={panelId}
            tabIndex={tab.id === activeId ? 0 : -1}
            className={styles['tab']}
            onClick={() => onChange(tab.id)}
          >
            {tab.icon}
            {tab.label}
            {tab.count !== undefined && <span className={styles['count']}>{tab.count}</span>}
            {tab.unsaved && (
              <>
                <span className={styles['unsaved']} aria-hidden="true" />
                <span className="fb-visually-hidden">{t('dock.unsaved')}</span>
              </>
            )}
          </button>
        ))}
      </div>
      {actions && <div className={styles['tabActions']}>{actions}</div>}
    </div>
  );
}
