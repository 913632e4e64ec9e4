import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconX } from '@tabler/icons-react';
import { Busy, IconButton, SplitPane, useUi } from '../ui';
import {
  errorText,
  featureOfPanel,
  useActivePanel,
  useConnection,
  useFrame,
  useViewState,
  type KeptFrame,
  type PanelDefinition,
  type PanelReference,
} from '../features/workbench/index';
import { ActivityBar } from './ActivityBar';
import { PanelBoundary } from './boundaries';
import { Dock } from './Dock';
import { useDock } from './dock-store';
import { features } from './features';
import { parseFrame } from './kept-frame';
import { useMedia } from './media';
import { StatusBar } from './StatusBar';
import { TopBar } from './TopBar';
import styles from './frame.module.css';

/** Widths of UI.md in CSS pixels at zoom 1, wide and at most 1320 px wide. */
const sideWidth = { wide: 236, narrow: 208, min: 160, max: 420 };
const inspectorWidth = { wide: 340, narrow: 304, min: 260, max: 560 };
const narrowBelow = 1320;
const drawerBelow = 1180;

/** Whether the window is at most that wide, in CSS pixels at zoom 1. */
function useNarrow(width: number): boolean {
  const { zoom } = useUi();
  return useMedia(`(width <= ${width * zoom}px)`);
}

/** Reads the kept frame once and writes its changes. */
function useKeptFrame(): boolean {
  const { loaded, initial, save } = useViewState('frame');
  const restored = useRef(false);
  useEffect(() => {
    if (!loaded || restored.current) return;
    restored.current = true;
    useFrame.getState().change(parseFrame(initial));
  }, [loaded, initial]);
  useEffect(
    () =>
      useFrame.subscribe(
        (
          { activity, sideOpen, inspectorOpen, sideWidths, inspectorWidths, foldedSections },
          before,
        ) => {
          const kept: KeptFrame = {
            activity,
            sideOpen,
            inspectorOpen,
            sideWidths,
            inspectorWidths,
            foldedSections,
          };
          const changed = (Object.keys(kept) as (keyof KeptFrame)[]).some(
            (key) => kept[key] !== before[key],
          );
          if (restored.current && changed) save(JSON.stringify(kept));
        },
      ),
    [save],
  );
  return loaded;
}

function Side({ children }: { children: ReactNode }) {
  const { t } = useTranslation('app');
  const activity = useFrame((frame) => frame.activity);
  const open = useFrame((frame) => frame.sideOpen);
  const widths = useFrame((frame) => frame.sideWidths);
  const change = useFrame((frame) => frame.change);
  const narrow = useNarrow(narrowBelow);
  const SideList = features.find((feature) => feature.activity?.id === activity)?.SideList;
  const sections = features.flatMap(({ id, sideSection }) =>
    sideSection?.activity === activity ? [{ id, Section: sideSection.Component }] : [],
  );
  const label = t('region.side', { activity: t(`activity.${activity}`) });
  return (
    <SplitPane
      label={label}
      direction="row"
      fixed="first"
      hidden={!open || !SideList}
      size={widths[activity] ?? (narrow ? sideWidth.narrow : sideWidth.wide)}
      min={sideWidth.min}
      max={sideWidth.max}
      onSizeChange={(size) => change({ sideWidths: { ...widths, [activity]: size } })}
      first={
        <aside className={styles['side']} aria-label={label} data-region="side" tabIndex={-1}>
          <div className={styles['sideList']}>
            <PanelBoundary key={activity}>{SideList && <SideList />}</PanelBoundary>
          </div>
          {sections.length > 0 && (
            <div className={styles['sideSections']}>
              {sections.map(({ id, Section }) => (
                <PanelBoundary key={id}>
                  <Section />
                </PanelBoundary>
              ))}
            </div>
          )}
        </aside>
      }
      second={children}
    />
  );
}

function InspectorOf({ panel, feature }: { panel: PanelReference; feature: string }) {
  const { t } = useTranslation('app');
  const Inspector = features.find(({ id }) => id === feature)?.Inspector;
  return (
    <aside
      className={styles['inspector']}
      aria-label={t('region.inspector')}
      data-region="inspector"
      tabIndex={-1}
    >
      <PanelBoundary key={panel.id}>{Inspector && <Inspector panel={panel} />}</PanelBoundary>
    </aside>
  );
}

function isInspected(panel: PanelDefinition | undefined): boolean {
  return panel === undefined || !('component' in panel) || panel.inspected !== false;
}

function WithInspector({ children }: { children: ReactNode }) {
  const { t } = useTranslation('app');
  const panel = useActivePanel();
  const feature = panel ? featureOfPanel(panel) : '';
  const open = useFrame((frame) => frame.inspectorOpen);
  const drawerOpen = useFrame((frame) => frame.drawerOpen);
  const widths = useFrame((frame) => frame.inspectorWidths);
  const change = useFrame((frame) => frame.change);
  const narrow = useNarrow(narrowBelow);
  const drawer = useNarrow(drawerBelow);
  useEffect(() => change({ narrow: drawer, drawerOpen: false }), [drawer, change]);
  const has =
    panel !== null &&
    features.some(
      ({ id, Inspector, panels }) =>
        id === feature && Inspector && isInspected(panels[panel.component]),
    );
  const content = has && panel ? <InspectorOf panel={panel} feature={feature} /> : null;
  return (
    <>
      <SplitPane
        label={t('region.inspector')}
        direction="row"
        fixed="second"
        hidden={drawer || !open || !has}
        size={widths[feature] ?? (narrow ? inspectorWidth.narrow : inspectorWidth.wide)}
        min={inspectorWidth.min}
        max={inspectorWidth.max}
        onSizeChange={(size) => change({ inspectorWidths: { ...widths, [feature]: size } })}
        first={children}
        second={drawer ? null : content}
      />
      {drawer && drawerOpen && has && (
        <div
          className={styles['drawer']}
          onKeyDown={(event) => {
            if (event.key === 'Escape') change({ drawerOpen: false });
          }}
        >
          {content}
          <span className={styles['drawerClose']}>
            <IconButton
              label={t('frame.closeDrawer')}
              kbd="Ctrl I"
              icon={<IconX aria-hidden="true" />}
              onClick={() => change({ drawerOpen: false })}
            />
          </span>
        </div>
      )}
    </>
  );
}

function LostBanner() {
  const { t } = useTranslation('app');
  const { state, error } = useConnection();
  if (state !== 'lost') return null;
  return (
    <div className={styles['banner']} role="alert" data-region="banner">
      {error === undefined ? <Busy text={t('host.lost')} /> : <span>{errorText(error).what}</span>}
    </div>
  );
}

function isNowhere(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body;
}

/** The workbench: top bar, activities, side list, dock, inspector, status bar. */
export function Frame({ hidden }: { hidden: boolean }) {
  const { t } = useTranslation('app');
  const loaded = useKeptFrame();
  const narrow = useNarrow(narrowBelow);
  useEffect(() => {
    // Back from the lock: the field that had the focus is gone.
    if (!hidden && isNowhere()) useDock.getState().handle?.focus();
  }, [hidden]);
  return (
    <div
      className={styles['frame']}
      data-narrow={narrow || undefined}
      hidden={hidden}
      inert={hidden}
    >
      <LostBanner />
      <TopBar />
      <ActivityBar />
      <div className={styles['middle']}>
        {loaded ? (
          <Side>
            <WithInspector>
              <main
                className={styles['dock']}
                aria-label={t('region.dock')}
                data-region="dock"
                tabIndex={-1}
              >
                <Dock />
              </main>
            </WithInspector>
          </Side>
        ) : (
          <div className={styles['loading']}>
            <Busy text={t('frame.loading')} />
          </div>
        )}
      </div>
      <StatusBar />
    </div>
  );
}
