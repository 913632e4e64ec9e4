import { Suspense, useCallback, useEffect, useMemo, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { IconCommand } from '@tabler/icons-react';
import {
  Busy,
  DockArea,
  EmptyState,
  type DockHandle,
  type DockLayout,
  type DockPanelKind,
} from '../ui';
import {
  mayClose,
  PanelScopeProvider,
  useFrame,
  useViewState,
  useWorkbench,
  type PanelDefinition,
  type PanelProps,
  type PanelReference,
} from '../features/workbench/index';
import { PanelBoundary } from './boundaries';
import { openPanel, useDock } from './dock-store';
import { features } from './features';
import styles from './frame.module.css';

/** A panel of a feature with its scope, its net and its words while it loads. */
function dressed(Panel: ComponentType<PanelProps>): ComponentType<PanelProps> {
  return function DockPanel(props: PanelProps) {
    const { t } = useTranslation('app');
    const { panelId, active } = props;
    const scope = useMemo(() => ({ panelId, active }), [panelId, active]);
    return (
      <PanelScopeProvider value={scope}>
        <PanelBoundary>
          <Suspense fallback={<Busy text={t('frame.loading')} />}>
            <div className={styles['panel']} data-panel={panelId}>
              <Panel {...props} />
            </div>
          </Suspense>
        </PanelBoundary>
      </PanelScopeProvider>
    );
  };
}

function kindOf(panel: PanelDefinition, Fallback: ComponentType | undefined): DockPanelKind {
  const { component, icon: Icon = Fallback } =
    'component' in panel ? panel : { component: panel, icon: undefined };
  return { component: dressed(component), ...(Icon ? { icon: <Icon /> } : {}) };
}

const kinds = Object.fromEntries(
  features.flatMap(({ panels, activity }) =>
    Object.entries(panels).map(([id, panel]) => [id, kindOf(panel, activity?.icon)]),
  ),
);

/** The first thing seen in a new profile. */
const welcome = { id: 'vault.welcome', component: 'vault.welcome', titleKey: 'vault:welcome.tab' };

function sameReferences(a: readonly PanelReference[], b: readonly PanelReference[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, params }, index) => id === b[index]?.id && params === b[index]?.params)
  );
}

function syncPanels(handle: DockHandle | null): void {
  if (!handle) return;
  const panels = handle
    .panels()
    .map(({ id, component, params }) => ({ id, component, params: params ?? {} }));
  const frame = useFrame.getState();
  if (sameReferences(frame.panels, panels)) return;
  const open = new Set(panels.map(({ id }) => id));
  frame.change({ panels, recent: frame.recent.filter((id) => open.has(id)) });
}

/** A kept layout, or nothing when it is broken: the dock then starts empty. */
function parseLayout(text: string | null): DockLayout | undefined {
  try {
    const layout: unknown = JSON.parse(text ?? 'null');
    return typeof layout === 'object' && layout !== null ? layout : undefined;
  } catch {
    return undefined;
  }
}

/** The dock with its kept layout. Until that is read, nothing is drawn that would move. */
export function Dock() {
  const { t } = useTranslation('app');
  const kept = useViewState('dock', 300);
  if (!kept.loaded) return <Busy text={t('frame.loading')} />;
  return <DockWithLayout initial={kept.initial} save={kept.save} />;
}

function DockWithLayout({
  initial,
  save,
}: {
  initial: string | null;
  save: (layout: string) => void;
}) {
  const { t } = useTranslation('app');
  const workbench = useWorkbench();
  // The layout is the dock's own after the first time.
  const [layout] = useState(() => parseLayout(initial));
  const [isNew] = useState(initial === null);

  const onReady = useCallback(
    (handle: DockHandle) => {
      const { waiting, setHandle } = useDock.getState();
      setHandle(handle);
      if (isNew) {
        openPanel({
          id: welcome.id,
          component: welcome.component,
          title: workbench.text(welcome.titleKey),
        });
      }
      for (const input of waiting) openPanel(input);
      syncPanels(handle);
      if (document.activeElement === document.body) handle.focus();
    },
    [isNew, workbench],
  );
  const onLayoutChange = useCallback(
    (changed: DockLayout) => {
      syncPanels(useDock.getState().handle);
      save(JSON.stringify(changed));
    },
    [save],
  );
  const onActivePanel = useCallback((id: string | undefined) => {
    syncPanels(useDock.getState().handle);
    const { recent, change } = useFrame.getState();
    change({
      activePanelId: id,
      ...(id ? { recent: [id, ...recent.filter((other) => other !== id)] } : {}),
    });
  }, []);

  useEffect(
    () => () => {
      useDock.getState().setHandle(null);
      useFrame.getState().change({ panels: [], recent: [], activePanelId: undefined });
    },
    [],
  );

  return (
    <DockArea
      kinds={kinds}
      layout={layout}
      onReady={onReady}
      onLayoutChange={onLayoutChange}
      onActivePanel={onActivePanel}
      onBeforeClose={mayClose}
      empty={
        <EmptyState
          sentence={t('frame.empty')}
          action={{
            label: t('frame.emptyAction'),
            icon: <IconCommand aria-hidden="true" />,
            kbd: 'Ctrl K',
            onClick: () => workbench.run('frame.search'),
          }}
        />
      }
    />
  );
}
