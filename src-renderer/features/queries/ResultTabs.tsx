import { useState, type MouseEvent } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { IconArrowsDiff, IconPencil, IconPin, IconPinned, IconX } from '@tabler/icons-react';
import type { ResultState } from '../../../src-main/contract/index';
import {
  clipText,
  ContextMenu,
  formatCount,
  IconButton,
  plainDisplay,
  TabStrip,
} from '../../ui/index';
import { useHostMutation, useWorkbench } from '../workbench/index';

/** Characters of a result's name in its tab. */
const shownCharacters = 28;

/**
 * The results of a console. A pinned one stays when its console runs the next statement. A double
 * click renames the one in front; its menu has the rest.
 */
export function ResultTabs({
  tabs,
  front,
  results,
  panelId,
  onFront,
  onClose,
}: {
  tabs: readonly string[];
  front: string;
  /** Those that are known; a discarded one is not among them. */
  results: readonly ResultState[];
  /** `id` of the element that shows the result in front. */
  panelId: string;
  onFront: (id: string) => void;
  onClose: (id: string) => void;
}) {
  const { t } = useTranslation(['queries', 'compare']);
  const workbench = useWorkbench();
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);
  const stateOf = (id: string) => results.find((result) => result.id === id);
  const pinned = stateOf(front)?.pinned ?? false;
  const pin = useHostMutation((host, next: boolean) =>
    host.queries.pinResult({ id: front, pinned: next }),
  );
  const openMenu = (event: MouseEvent): void => {
    const tab = event.target instanceof Element ? event.target.closest('[role="tab"]') : null;
    if (!tab) return;
    event.preventDefault();
    const all = tab.closest('[role="tablist"]')?.querySelectorAll('[role="tab"]') ?? [];
    const id = tabs[[...all].indexOf(tab)];
    if (id !== undefined && id !== front) onFront(id);
    setMenu({ x: event.clientX, y: event.clientY });
  };
  const labelOf = (id: string, index: number): string => {
    const name = plainDisplay(stateOf(id)?.title ?? '');
    if (name === '') return t('tabs.result', { number: index + 1 });
    return `${index + 1} · ${clipText(name, shownCharacters).text}`;
  };
  const pinLabel = t(pinned ? 'tabs.unpin' : 'tabs.pin');
  return (
    <div
      onContextMenu={openMenu}
      onDoubleClick={(event) => {
        if (event.target instanceof Element && event.target.closest('[role="tab"]'))
          workbench.run('queries.renameResult');
      }}
    >
      <TabStrip
        label={t('tabs.title')}
        activeId={front}
        onChange={onFront}
        panelId={panelId}
        tabs={tabs.map((id, index) => {
          const state = stateOf(id);
          return {
            id,
            label: labelOf(id, index),
            ...(state ? { count: formatCount(state.rows) } : {}),
            ...(state?.pinned
              ? { icon: <IconPinned size={14} aria-label={t('tabs.pinned')} /> }
              : {}),
          };
        })}
        actions={
          <>
            <IconButton
              label={pinLabel}
              icon={pinned ? <IconPinned /> : <IconPin />}
              size="sm"
              pressed={pinned}
              onClick={() => pin.mutate(!pinned)}
            />
            <IconButton
              label={t('tabs.close')}
              icon={<IconX />}
              size="sm"
              onClick={() => onClose(front)}
            />
          </>
        }
      />
      {menu &&
        createPortal(
          <ContextMenu
            label={t('tabs.menu')}
            at={menu}
            onClose={() => setMenu(null)}
            items={[
              {
                id: 'rename',
                label: t('compare:command.rename'),
                icon: <IconPencil />,
                kbd: 'F2',
                onSelect: () => workbench.run('queries.renameResult'),
              },
              {
                id: 'pin',
                label: pinLabel,
                icon: pinned ? <IconPinned /> : <IconPin />,
                onSelect: () => pin.mutate(!pinned),
              },
              {
                id: 'compare',
                label: t('compare:command.compareWith'),
                icon: <IconArrowsDiff />,
                onSelect: () => workbench.run('queries.compare'),
              },
              {
                id: 'close',
                label: t('tabs.close'),
                icon: <IconX />,
                onSelect: () => onClose(front),
              },
            ]}
          />,
          document.body,
        )}
    </div>
  );
}
