import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type FunctionComponent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import {
  DockviewReact,
  type DockviewApi,
  type DockviewTheme,
  type GetTabContextMenuItemsParams,
  type IDockviewPanelProps,
  type SerializedDockview,
} from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import './dock-theme.css';
import { DockContext, useDockContext } from './dock-context';
import { createDockHandle } from './dock-handle';
import { DockTab, type StoredParams } from './DockTab';
import type { DockHandle, DockLayout, DockPanelKind } from './dock-types';
import styles from './DockArea.module.css';

const theme: DockviewTheme = {
  name: 'fieldbench',
  className: 'fb-dock',
  tabGroupIndicator: 'none',
  dndTabIndicator: 'line',
};

export interface DockAreaProps {
  /** Every kind of page, by id. Must be stable: a new object draws every page anew. */
  kinds: Readonly<Record<string, DockPanelKind>>;
  /** The layout to start with, as `onLayoutChange` gave it. One that does not fit is left out. */
  layout?: DockLayout | undefined;
  onLayoutChange?: (layout: DockLayout) => void;
  onReady?: (dock: DockHandle) => void;
  onActivePanel?: (id: string | undefined) => void;
  onPanelClosed?: (id: string) => void;
  /** False keeps the page open, e.g. after asking about unsaved work. */
  onBeforeClose?: (id: string) => boolean | Promise<boolean>;
  /** Shown when no page is open. */
  empty?: ReactNode;
}

function EmptyDock() {
  return <div className={styles['empty']}>{useDockContext().empty}</div>;
}

function pageOf(kind: DockPanelKind): FunctionComponent<IDockviewPanelProps<StoredParams>> {
  const Page = kind.component;
  return function DockPage({ api, params }) {
    const [active, setActive] = useState(api.isActive);
    const [visible, setVisible] = useState(api.isVisible);
    useEffect(() => {
      setActive(api.isActive);
      setVisible(api.isVisible);
      const listeners = [
        api.onDidActiveChange((event) => setActive(event.isActive)),
        api.onDidVisibilityChange((event) => setVisible(event.isVisible)),
      ];
      return () => listeners.forEach((listener) => listener.dispose());
    }, [api]);
    return (
      <div className={styles['panel']} data-panel={api.id} tabIndex={-1}>
        <Page panelId={api.id} params={params.own ?? {}} active={active} visible={visible} />
      </div>
    );
  };
}

function fits(layout: DockLayout, kinds: Readonly<Record<string, DockPanelKind>>): boolean {
  const { panels } = layout as Partial<SerializedDockview>;
  return (
    panels !== undefined &&
    Object.values(panels).every((panel) => Object.hasOwn(kinds, panel.contentComponent ?? ''))
  );
}

/** The middle of the frame: pages in tabs that can be split, moved and closed. */
export function DockArea({
  kinds,
  layout,
  onLayoutChange,
  onReady,
  onActivePanel,
  onPanelClosed,
  onBeforeClose,
  empty,
}: DockAreaProps) {
  const { t } = useTranslation('ui');
  const api = useRef<DockviewApi | undefined>(undefined);
  const cleanUp = useRef<(() => void) | undefined>(undefined);
  const latest = useRef({ onLayoutChange, onActivePanel, onPanelClosed, onBeforeClose });
  useEffect(() => {
    latest.current = { onLayoutChange, onActivePanel, onPanelClosed, onBeforeClose };
  });
  useEffect(() => () => cleanUp.current?.(), []);

  const components = useMemo(
    () => Object.fromEntries(Object.entries(kinds).map(([id, kind]) => [id, pageOf(kind)])),
    [kinds],
  );

  const context = useMemo(
    () => ({
      kinds,
      empty,
      close: async (id: string) => {
        const panel = api.current?.getPanel(id);
        if (!panel) return false;
        const allowed = (await latest.current.onBeforeClose?.(id)) ?? true;
        if (allowed) panel.api.close();
        return allowed;
      },
    }),
    [kinds, empty],
  );

  const ready = (dock: DockviewApi) => {
    api.current = dock;
    if (layout && fits(layout, kinds)) {
      try {
        dock.fromJSON(layout as SerializedDockview);
      } catch (error) {
        // A layout of another version; an empty dock is better than none.
        console.warn(error);
        dock.clear();
      }
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      latest.current.onLayoutChange?.(dock.toJSON());
    };
    const listeners = [
      dock.onDidLayoutChange(() => {
        // Several changes of one turn are handed out once. Not later: who keeps the layout waits
        // himself, and what is still on its way here would be lost with the page.
        timer ??= setTimeout(flush, 0);
      }),
      dock.onDidActivePanelChange(() => latest.current.onActivePanel?.(dock.activePanel?.id)),
      dock.onDidRemovePanel((panel) => latest.current.onPanelClosed?.(panel.id)),
    ];
    cleanUp.current = () => {
      if (timer !== undefined) flush();
      for (const listener of listeners) listener.dispose();
    };
    onReady?.(createDockHandle(dock, context.close));
    latest.current.onActivePanel?.(dock.activePanel?.id);
  };

  const menuItems = ({ panel, group, api: dock }: GetTabContextMenuItemsParams) => [
    { label: t('dock.menuClose'), action: () => void context.close(panel.id) },
    {
      label: t('dock.menuCloseOthers'),
      disabled: group.panels.length < 2,
      action: () => {
        for (const other of group.panels.filter((each) => each.id !== panel.id)) {
          void context.close(other.id);
        }
      },
    },
    {
      label: t('dock.menuSplitRight'),
      disabled: group.panels.length < 2,
      action: () =>
        panel.api.moveTo({
          group: dock.addGroup({ referenceGroup: group, direction: 'right' }),
        }),
    },
    {
      label: dock.hasMaximizedGroup() ? t('dock.restore') : t('dock.maximize'),
      action: () => {
        if (dock.hasMaximizedGroup()) dock.exitMaximizedGroup();
        else dock.maximizeGroup(panel);
      },
    },
  ];

  return (
    <DockContext value={context}>
      <div className={styles['dock']}>
        <DockviewReact
          theme={theme}
          components={components}
          defaultTabComponent={DockTab}
          watermarkComponent={EmptyDock}
          defaultRenderer="always"
          disableFloatingGroups
          getTabContextMenuItems={menuItems}
          messages={{
            panelOpened: (title) => t('dock.opened', { title }),
            panelClosed: (title) => t('dock.closed', { title }),
            closeTab: (title) => t('dock.close', { title }),
          }}
          onReady={(event) => ready(event.api)}
        />
      </div>
    </DockContext>
  );
}
