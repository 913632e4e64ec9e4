import { create } from 'zustand';
import type { Activity, PanelReference } from './types';

/** Widths in CSS pixels at zoom 1, by activity (side list) or feature (inspector). */
export type Widths = Readonly<Record<string, number>>;

/** What of the frame is kept per profile. */
export interface KeptFrame {
  activity: Activity;
  sideOpen: boolean;
  inspectorOpen: boolean;
  sideWidths: Widths;
  inspectorWidths: Widths;
  /** Sections of side lists that are folded, by their id. */
  foldedSections: readonly string[];
}

interface FrameState extends KeptFrame {
  panels: readonly PanelReference[];
  activePanelId: string | undefined;
  /** Ids of panels, the one last used first. */
  recent: readonly string[];
  /** System that a panel is about, by panel id. */
  systems: Readonly<Record<string, string>>;
  /** The inspector as a drawer over the dock, below 1180 px. */
  drawerOpen: boolean;
  /** The window is too narrow for an inspector beside the dock. */
  narrow: boolean;
  change: (part: Partial<Omit<FrameState, 'change'>>) => void;
}

export const useFrame = create<FrameState>((set) => ({
  activity: 'cases',
  sideOpen: true,
  inspectorOpen: true,
  sideWidths: {},
  inspectorWidths: {},
  foldedSections: [],
  panels: [],
  activePanelId: undefined,
  recent: [],
  systems: {},
  drawerOpen: false,
  narrow: false,
  change: (part) => set(part),
}));

/** The active panel, or null. */
export function activePanelOf(state: Pick<FrameState, 'panels' | 'activePanelId'>) {
  return state.panels.find(({ id }) => id === state.activePanelId) ?? null;
}

/** Whether a panel belongs to a feature: its component is `<feature>.<panel>`. */
export function featureOfPanel(panel: Pick<PanelReference, 'component'>): string {
  return panel.component.split('.')[0] ?? '';
}
