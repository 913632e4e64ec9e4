import { procedures } from '../../contract/wire/server';
import type { EvidenceService } from './evidence';
import type { NotesService } from './notes';
import type { ReportService } from './report/index';
import type { CasesService } from './service';

/** The parts of the feature, as the composition root builds them. */
export interface CasesFeature {
  cases: CasesService;
  notes: NotesService;
  evidence: EvidenceService;
  reports: ReportService;
}

const ok = { ok: true } as const;

export function casesRpc(feature: () => CasesFeature) {
  const { cases } = procedures;
  return {
    list: cases.list.handler(({ input }) => feature().cases.list(input.text, input.open)),
    get: cases.get.handler(({ input }) => feature().cases.detail(input.id)),
    create: cases.create.handler(({ input }) => feature().cases.create(input)),
    update: cases.update.handler(({ input }) => feature().cases.update(input)),
    active: cases.active.handler(() => ({ case: feature().cases.active() })),
    setActive: cases.setActive.handler(({ input }) => {
      feature().cases.setActive(input.id);
      return ok;
    }),
    createNote: cases.createNote.handler(({ input }) => {
      const { id } = feature().cases.case(input.caseId);
      return feature().notes.create(id, input.title, input.text);
    }),
    openNote: cases.openNote.handler(({ input }) => {
      const { note, state } = feature().notes.open(input.id);
      return { note, state: Buffer.from(state).toString('base64') };
    }),
    editNote: cases.editNote.handler(({ input, context }) => {
      const updates = input.updates.map((update) => Buffer.from(update, 'base64'));
      feature().notes.edit(input.id, updates, context.session.id);
      return ok;
    }),
    renameNote: cases.renameNote.handler(({ input }) => {
      feature().notes.rename(input.id, input.title);
      return ok;
    }),
    addEvidence: cases.addEvidence.handler(({ input }) =>
      feature().evidence.add(input.caseId, input.source, input.remark),
    ),
    remarkEvidence: cases.remarkEvidence.handler(({ input }) => {
      feature().evidence.remark(input.id, input.remark);
      return ok;
    }),
    previewRedaction: cases.previewRedaction.handler(({ input }) =>
      feature().evidence.previewRedaction(input.id, input.rules),
    ),
    redactEvidence: cases.redactEvidence.handler(({ input }) => {
      feature().evidence.redact(input.id, input.rules);
      return ok;
    }),
    removeEvidence: cases.removeEvidence.handler(({ input }) => {
      feature().evidence.remove(input.id, input.removed);
      return ok;
    }),
    evidence: cases.evidence.handler(({ input }) =>
      feature().evidence.open(input.id, input.from, input.count),
    ),
    recording: cases.recording.handler(({ input, context }) =>
      context.session.credit.stream(feature().evidence.recording(input.id)),
    ),
    export: cases.export.handler(({ input }) =>
      feature().reports.export(input.id, input.format, input.language),
    ),
  };
}
