import type { AddPanelPositionOptions, DockviewApi, IDockviewPanel } from 'dockview-react';
import type { StoredParams } from './DockTab';
import { focusPage } from './focus-page';
import type { DockHandle, DockPanelState } from './dock-types';

function storedParams(panel: IDockviewPanel): StoredParams {
  const params = panel.params as Partial<StoredParams> | undefined;
  return {
    own: params?.own ?? {},
    production: params?.production ?? false,
    unsaved: params?.unsaved ?? false,
  };
}

function update(panel: IDockviewPanel, { title, ...state }: DockPanelState): void {
  if (title !== undefined && title !== panel.title) panel.api.setTitle(title);
  const before = storedParams(panel);
  panel.api.updateParameters({
    own: state.params ?? before.own,
    production: state.production ?? before.production,
    unsaved: state.unsaved ?? before.unsaved,
  } satisfies StoredParams);
}

/** The few things the frame may do, over dockview's large interface. */
export function createDockHandle(
  dock: DockviewApi,
  close: (id: string) => Promise<boolean>,
): DockHandle {
  return {
    openPanel: ({ id, component, title, beside, ...state }) => {
      const existing = dock.getPanel(id);
      if (existing) {
        update(existing, { title, ...state });
        existing.api.setActive();
        return;
      }
      const reference = dock.activePanel;
      const position: AddPanelPositionOptions | undefined =
        beside && reference ? { referencePanel: reference.id, direction: beside } : undefined;
      const params: StoredParams = {
        own: state.params ?? {},
        production: state.production ?? false,
        unsaved: state.unsaved ?? false,
      };
      dock.addPanel({ id, component, title, params, ...(position ? { position } : {}) });
    },
    updatePanel: (id, state) => {
      const panel = dock.getPanel(id);
      if (panel) update(panel, state);
    },
    closePanel: close,
    activate: (id) => dock.getPanel(id)?.api.setActive(),
    activeId: () => dock.activePanel?.id,
    panels: () =>
      dock.panels.map((panel) => ({
        id: panel.id,
        component: panel.api.component,
        title: panel.title ?? '',
        params: storedParams(panel).own,
      })),
    cycle: (step) => {
      if (step === 1) dock.activateNext({ includePanel: true });
      else dock.activatePrevious({ includePanel: true });
    },
    focus: () => {
      const id = dock.activePanel?.id;
      if (id === undefined) return;
      focusPage(() =>
        dock.activePanel?.id === id
          ? document.querySelector<HTMLElement>(`[data-panel="${CSS.escape(id)}"]`)
          : null,
      );
    },
    toggleMaximized: () => {
      if (dock.hasMaximizedGroup()) dock.exitMaximizedGroup();
      else if (dock.activePanel) dock.maximizeGroup(dock.activePanel);
    },
  };
}
