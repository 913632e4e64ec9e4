import { create } from 'zustand';
import { settingSections } from '../../../src-main/contract/settings';

/** Sections of the page: those of the settings, and the profile. */
export const pageSections = [...settingSections, 'profile'] as const;
export type PageSection = (typeof pageSections)[number];

export function isPageSection(value: unknown): value is PageSection {
  return typeof value === 'string' && (pageSections as readonly string[]).includes(value);
}

interface SettingsView {
  /** Section to bring into view; counted so that asking twice works. */
  wanted: { section: PageSection; count: number } | null;
  show: (section: PageSection) => void;
}

export const useSettingsView = create<SettingsView>((set) => ({
  wanted: null,
  show: (section) =>
    set(({ wanted }) => ({ wanted: { section, count: (wanted?.count ?? 0) + 1 } })),
}));
