import type { ComponentType, ReactNode } from 'react';

/** What a page in the dock is given. */
export interface DockPanelProps {
  panelId: string;
  /** As passed to `openPanel`; JSON, since the layout is kept. */
  params: Record<string, unknown>;
  /** It is the page the user works in. */
  active: boolean;
  /** It is in sight; false behind another tab. */
  visible: boolean;
}

/** One kind of page, registered under its id. */
export interface DockPanelKind {
  component: ComponentType<DockPanelProps>;
  icon?: ReactNode;
}

export interface DockPanelState {
  title?: string;
  /** Points at production: a red line on the tab even when inactive. */
  production?: boolean;
  /** Unsaved or unread: a dot. */
  unsaved?: boolean;
  params?: Record<string, unknown>;
}

export interface DockPanelInput extends DockPanelState {
  id: string;
  /** Key of the registry. */
  component: string;
  title: string;
  /** Beside the active page instead of on top of it. */
  beside?: 'right' | 'below';
}

export interface DockPanelInfo {
  id: string;
  component: string;
  title: string;
  params: Record<string, unknown>;
}

/** What the frame can ask of the dock. */
export interface DockHandle {
  /** Opens a page, or brings the one with this id to the front. */
  openPanel: (panel: DockPanelInput) => void;
  updatePanel: (id: string, state: DockPanelState) => void;
  /** Asks `onBeforeClose` first. Resolves to true when it is closed. */
  closePanel: (id: string) => Promise<boolean>;
  activate: (id: string) => void;
  activeId: () => string | undefined;
  panels: () => DockPanelInfo[];
  /** Next (1) or previous (-1) page of all. */
  cycle: (step: 1 | -1) => void;
  /** Puts the keyboard into the active page. */
  focus: () => void;
  toggleMaximized: () => void;
}

/** The layout as JSON; made by this component, opaque to everyone else. */
export type DockLayout = object;
