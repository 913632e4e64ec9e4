import { create } from 'zustand';
import type { Evidence, EvidenceSource } from '../../../src-main/contract/index';

/** What a viewer has selected and could become evidence. */
export interface EvidenceAnnouncement {
  /** Sent to the host, which takes the bytes itself. A function is called when the key is pressed. */
  source: EvidenceSource | (() => EvidenceSource);
  /** What it is, for palette and toast: “12 lines of catalina.out”. */
  label: string;
  /** Called with what was added, so that the viewer can show its pin. */
  onAdded?: (evidence: Evidence) => void;
  /** Called when the addition was undone. */
  onRemoved?: (evidence: Evidence) => void;
}

/** A step of the evidence flow that needs a person: choose a case, or type a remark. */
export type EvidenceStep =
  | { kind: 'choose-case'; announcement: EvidenceAnnouncement; withRemark: boolean }
  | { kind: 'remark'; announcement: EvidenceAnnouncement; caseId: string; caseNumber: string }
  | { kind: 'edit-remark'; evidence: Evidence };

interface EvidenceState {
  /** By panel id. */
  announced: Readonly<Record<string, EvidenceAnnouncement>>;
  step: EvidenceStep | null;
  announce: (panelId: string, announcement: EvidenceAnnouncement | null) => void;
  show: (step: EvidenceStep | null) => void;
}

export const useEvidenceStore = create<EvidenceState>((set) => ({
  announced: {},
  step: null,
  announce: (panelId, announcement) =>
    set(({ announced }) => {
      if (announcement) return { announced: { ...announced, [panelId]: announcement } };
      if (!(panelId in announced)) return {};
      const { [panelId]: _gone, ...rest } = announced;
      return { announced: rest };
    }),
  show: (step) => set({ step }),
}));
