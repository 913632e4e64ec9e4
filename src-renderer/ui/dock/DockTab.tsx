import { useEffect, useRef, useState, type MouseEvent } from 'react';
import type { IDockviewPanelHeaderProps } from 'dockview-react';
import { useTranslation } from 'react-i18next';
import { IconX } from '@tabler/icons-react';
import { useDockContext } from './dock-context';
import styles from './DockArea.module.css';

/** Parameters as dockview keeps them: ours and the state of the tab. */
export interface StoredParams {
  own: Record<string, unknown>;
  production: boolean;
  unsaved: boolean;
}

/**
 * One tab. dockview draws the element with role `tab`; a tab may not hold a control of its own, so
 * the cross is for the pointer, and Delete closes from the keyboard (WAI-ARIA tabs pattern).
 */
export function DockTab({ api, params }: IDockviewPanelHeaderProps<StoredParams>) {
  const { t } = useTranslation('ui');
  const { kinds, close } = useDockContext();
  const element = useRef<HTMLDivElement>(null);
  const [title, setTitle] = useState(api.title ?? '');
  useEffect(() => {
    const listener = api.onDidTitleChange((event) => setTitle(event.title));
    return () => listener.dispose();
  }, [api]);

  const production = Boolean(params.production);
  const unsaved = Boolean(params.unsaved);
  useEffect(() => {
    const tab = element.current?.closest<HTMLElement>('[role="tab"]');
    if (!tab) return;
    const words = [title, production && t('dock.production'), unsaved && t('dock.unsaved')];
    tab.setAttribute('aria-label', words.filter(Boolean).join(', '));
    tab.setAttribute('aria-keyshortcuts', 'Delete');
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Delete' || event.target !== tab) return;
      event.preventDefault();
      const strip = tab.parentElement;
      void close(api.id).then((closed) => {
        if (closed) strip?.querySelector<HTMLElement>('.dv-active-tab')?.focus();
      });
    };
    tab.addEventListener('keydown', onKeyDown);
    return () => tab.removeEventListener('keydown', onKeyDown);
  });

  useEffect(() => {
    const tab = element.current?.closest<HTMLElement>('[role="tab"]');
    const strip = tab?.parentElement;
    if (!tab || !strip) return;
    const show = (): void => {
      if (api.isActive) tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    };
    // The title may grow after the tab was made, and the strip shrinks beside an inspector.
    const sizes = new ResizeObserver(show);
    sizes.observe(strip);
    sizes.observe(tab);
    const listener = api.onDidActiveChange(show);
    show();
    return () => {
      sizes.disconnect();
      listener.dispose();
    };
  }, [api]);

  const onAuxClick = (event: MouseEvent) => {
    if (event.button !== 1) return;
    event.preventDefault();
    void close(api.id);
  };

  return (
    <div
      ref={element}
      className={styles['tab']}
      data-production={production ? '' : undefined}
      title={title}
      onAuxClick={onAuxClick}
      onMouseDown={(event) => {
        // Chromium would start its scrolling by the wheel button.
        if (event.button === 1) event.preventDefault();
      }}
    >
      {kinds[api.component]?.icon}
      <span className="fb-ellipsis">{title}</span>
      {unsaved && <span className={styles['unsaved']} aria-hidden="true" />}
      <span
        className={styles['close']}
        aria-hidden="true"
        title={t('dock.close', { title })}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          void close(api.id);
        }}
      >
        <IconX />
      </span>
    </div>
  );
}
