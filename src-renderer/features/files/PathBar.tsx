import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  IconArrowLeft,
  IconArrowRight,
  IconArrowUp,
  IconChevronRight,
  IconDots,
  IconPencil,
} from '@tabler/icons-react';
import { HostileText, IconButton, Menu, plainDisplay } from '../../ui/index';
import { pathText } from './paths';
import type { Pane } from './use-pane';
import styles from './files.module.css';

/** Where the pane stands: back, forward, up, the way from the root, or the path as text. */
export function PathBar({ pane, onLeave }: { pane: Pane; onLeave: () => void }) {
  const { t } = useTranslation('files');
  const editing = pane.editing?.kind === 'path';
  return (
    <div className={styles['pathBar']} role="group" aria-label={t('path.bar')}>
      <IconButton
        label={t('command.back')}
        kbd="Alt ←"
        icon={<IconArrowLeft aria-hidden="true" />}
        disabledReason={pane.back ? undefined : t('reason.noBack')}
        onClick={() => pane.back?.()}
      />
      <IconButton
        label={t('command.forward')}
        kbd="Alt →"
        icon={<IconArrowRight aria-hidden="true" />}
        disabledReason={pane.forward ? undefined : t('reason.noForward')}
        onClick={() => pane.forward?.()}
      />
      <IconButton
        label={t('command.up')}
        kbd="Backspace"
        icon={<IconArrowUp aria-hidden="true" />}
        disabledReason={pane.up ? undefined : t('reason.noUp')}
        onClick={() => pane.up?.()}
      />
      {editing ? <PathField pane={pane} onLeave={onLeave} /> : <Crumbs pane={pane} />}
    </div>
  );
}

function Crumbs({ pane }: { pane: Pane }) {
  const { t } = useTranslation('files');
  const box = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState(0);
  const crumbs = pane.view.listing?.crumbs ?? [];
  const names = crumbs.map(({ name }) => name).join('\n');

  // The last folders matter most: those at the front go into a menu when there is no room.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const fit = (): void => {
      const parts = [...element.querySelectorAll<HTMLElement>('[data-crumb]')];
      for (const part of parts) part.hidden = false;
      let gone = 0;
      while (gone < parts.length - 1 && element.scrollWidth > element.clientWidth + 1) {
        const part = parts[gone];
        if (part) part.hidden = true;
        gone += 1;
      }
      setHidden(gone);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [names]);

  return (
    <div className={styles['crumbRow']}>
      {hidden > 0 && (
        <Menu
          label={t('path.more')}
          position="bottom-start"
          trigger={
            <button type="button" className={styles['crumb']} aria-label={t('path.more')}>
              <IconDots aria-hidden="true" />
            </button>
          }
          items={crumbs.slice(0, hidden).map(({ name, path }) => ({
            id: path,
            label: plainDisplay(name),
            onSelect: () => pane.go(path),
          }))}
        />
      )}
      <div
        ref={box}
        className={styles['crumbs']}
        onDoubleClick={(event) => {
          if (event.target === event.currentTarget) pane.setEditing({ kind: 'path' });
        }}
      >
        {crumbs.length === 0 && (
          <span className={styles['crumbText']}>{pathText(pane.place.path)}</span>
        )}
        {crumbs.map(({ name, path }, index) => (
          <span key={path} data-crumb className={styles['crumbPart']}>
            {index > 0 && <IconChevronRight aria-hidden="true" />}
            <button
              type="button"
              className={styles['crumb']}
              aria-current={index === crumbs.length - 1 ? 'location' : undefined}
              title={plainDisplay(name)}
              onClick={() => {
                if (index === crumbs.length - 1) pane.setEditing({ kind: 'path' });
                else pane.go(path, crumbs[index + 1]?.name);
              }}
            >
              <HostileText text={name} className="fb-ellipsis" />
            </button>
          </span>
        ))}
      </div>
      <IconButton
        label={t('command.goTo')}
        kbd="Ctrl G"
        size="sm"
        icon={<IconPencil aria-hidden="true" />}
        onClick={() => pane.setEditing({ kind: 'path' })}
      />
    </div>
  );
}

function PathField({ pane, onLeave }: { pane: Pane; onLeave: () => void }) {
  const { t } = useTranslation('files');
  const shown = pane.view.listing?.place.path ?? pane.place.path;
  const [text, setText] = useState(shown.startsWith('bytes:') ? pathText(shown) : shown);
  const [first] = useState(text);
  const [select] = useState(() => (element: HTMLInputElement | null) => {
    element?.focus();
    element?.select();
  });
  const leave = (): void => {
    pane.setEditing(null);
    onLeave();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') leave();
    else if (event.key === 'Enter') {
      if (text.trim() === '' || text === first) leave();
      else {
        pane.go(text.trim());
        onLeave();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <input
      ref={select}
      className={styles['pathInput']}
      aria-label={t('path.field')}
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => pane.setEditing(null)}
    />
  );
}
