export { EvidenceService } from './evidence';
export { NotesService } from './notes';
export { ReportService } from './report/index';
export { casesRpc, type CasesFeature } from './rpc';
export { CasesService, type CasePlace } from './service';
export type {
  Excerpt,
  FileSource,
  LogOrigin,
  LogSource,
  ResultOrigin,
  ResultSource,
  TranscriptOrigin,
  TranscriptSource,
} from './sources';
