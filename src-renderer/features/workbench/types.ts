import type { ComponentType, ReactNode } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import type { Case, HostClient } from '../../../src-main/contract/index';
import type { EvidenceAnnouncement } from './evidence-store';
import type { NoticeInput } from './notices';

/** The features with a place in the activity bar, in its order; `settings` stands at the bottom. */
export const activities = [
  'cases',
  'systems',
  'logs',
  'queries',
  'knowledge',
  'service',
  'tasks',
  'settings',
] as const;
export type Activity = (typeof activities)[number];

/** What a panel of the dock is given. Parameters are JSON: they are kept with the layout. */
export interface PanelProps<Params extends object = Record<string, unknown>> {
  params: Params;
  panelId: string;
  /** This panel has the focus of the dock; its commands and its evidence count. */
  active: boolean;
  /** In sight; false behind another tab. */
  visible: boolean;
}

/** A panel of a feature. */
export type PanelDefinition =
  | ComponentType<PanelProps>
  | {
      component: ComponentType<PanelProps>;
      /** What its tab wears instead of the icon of the activity. */
      icon?: ComponentType;
      /** It has nothing that the feature's inspector could show: its room goes to the page. */
      inspected?: false;
    };

/** Names a panel: its id, and the component (`<feature>.<panel>`) that draws it. */
export interface PanelReference {
  id: string;
  component: string;
  params: Record<string, unknown>;
}

/** How a panel is opened. An open panel with the same id is activated instead. */
export interface OpenPanelInput {
  id: string;
  /** Key in the `panels` of a feature, e.g. `cases.case`. */
  component: string;
  title: string;
  params?: Record<string, unknown>;
  /** Points at production: the tab keeps its red line. */
  production?: boolean;
  /** Beside the active panel instead of in its group: right of it, or where it says. */
  beside?: boolean | 'right' | 'below';
  /** Takes the focus also when it was opened by a press; a key's page takes it anyway. */
  focus?: boolean;
}

/** What may change about an open panel. */
export interface PanelUpdate {
  title?: string;
  production?: boolean;
  /** Unsaved or unread: a dot on the tab. */
  unsaved?: boolean;
  params?: Record<string, unknown>;
}

/** What a command's `when` may look at. */
export interface CommandState {
  unlocked: boolean;
  activity: Activity;
  activePanel: PanelReference | null;
  activeCase: Case | null;
  /** What the active viewer has selected, if it can become evidence. */
  evidence: EvidenceAnnouncement | null;
  runningTasks: number;
}

/**
 * An action of the program, declared once. Palette, menus, buttons, keys and shortcut
 * help all show it by its id.
 */
export interface Command {
  /** `<group>.<verb>`, e.g. `cases.create`; the group is also its heading in shortcut help. */
  id: string;
  /** i18n key with its namespace, e.g. `cases:command.create`. */
  titleKey: string;
  icon?: ComponentType;
  /**
   * Chord as people read it: `Ctrl K`, `Shift E`, `F1`, `E`. Several are alternatives; the
   * first is shown. Chords without Ctrl or Alt act only in lists and viewers.
   */
  keys?: string | readonly string[];
  /** True, or the i18n key that says why the command cannot be used now. */
  when?: (state: CommandState) => true | string;
  /** Not listed in the palette, e.g. because it needs an argument. */
  hidden?: boolean;
  run: (workbench: Workbench, argument?: unknown) => void | Promise<void>;
}

/** One hit of the palette. */
export interface PaletteItem {
  id: string;
  title: string;
  icon?: ComponentType;
  /** Right side: what it is, where it belongs. */
  meta?: string;
  /** Why it cannot be chosen now. */
  disabledReason?: string;
  run: (workbench: Workbench) => void | Promise<void>;
}

/** Hits of one feature for what was typed; asked again with every change, so keep it cheap. */
export interface PaletteSource {
  /** `case` answers to the prefix `@`, `log` to `/`; all answer to plain text. */
  kind: 'case' | 'log' | 'other';
  /** i18n key of the heading. */
  titleKey: string;
  search: (text: string, workbench: Workbench, signal: AbortSignal) => Promise<PaletteItem[]>;
}

/** What a feature gives to the frame; `src-renderer/app/features.ts` lists them all. */
export interface FeatureDefinition {
  /** One word, the same as in contract, host and locales. */
  id: string;
  /** Its place in the activity bar; without it the feature only has panels and commands. */
  activity?: {
    id: Activity;
    icon: ComponentType;
    /** Number on the icon: a hook, called in the frame. */
    useBadge?: () => number;
  };
  /** Left of the dock while the activity is chosen. Without it the side list stays closed. */
  SideList?: ComponentType;
  /**
   * A section below the side list of another feature's activity, e.g. tunnels below the
   * systems. It is drawn in a `SideSection`.
   */
  sideSection?: { activity: Activity; Component: ComponentType };
  /** Right of the dock while a panel of this feature is active. */
  Inspector?: ComponentType<{ panel: PanelReference }>;
  /** Drawn in the dock, by `<feature>.<panel>`; may be lazy. */
  panels: Record<string, PanelDefinition>;
  /** Opened when the activity is chosen and no panel of the feature is open. */
  home?: { component: string; titleKey: string };
  commands?: readonly Command[];
  palette?: PaletteSource;
  /** Rendered once in the frame while the vault is open: dialogs, background subscriptions. */
  Background?: ComponentType;
}

/** The program as a command or an event handler sees it. Stable; read through it when needed. */
export interface Workbench {
  readonly host: HostClient;
  readonly queryClient: QueryClient;
  readonly state: CommandState;
  /** Translates a key with its namespace. */
  text(key: string, params?: Record<string, unknown>): string;
  openPanel(input: OpenPanelInput): void;
  updatePanel(id: string, update: PanelUpdate): void;
  closePanel(id: string): void;
  activatePanel(id: string): void;
  readonly panels: readonly PanelReference[];
  /** Shows a feature's side list, and its latest panel or its home. */
  showActivity(activity: Activity): void;
  /** Runs a command by its id; says why in a toast when it cannot be used now. */
  run(commandId: string, argument?: unknown): void;
  notify(notice: NoticeInput): void;
  /** Shows an error in a toast and keeps it in the list of notices. */
  reportError(error: unknown): void;
}

/** What a tab, a menu or a button shows of a command. */
export interface CommandInfo {
  id: string;
  title: string;
  icon: ReactNode;
  keys: string | undefined;
  disabledReason: string | undefined;
}
