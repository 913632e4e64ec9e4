export { exportFormat, exportFormats, type ExportFormat } from './export/index';
export { exportStatement, type StatementExport } from './export/run';
export type { RunOutcome } from './postgres/run';
export type { PostgresTarget } from './postgres/session';
export { queriesRpc } from './rpc';
export { Changing } from './results/changes';
export { QueriesService, type Excerpt, type ResultOrigin } from './service';
export { targetOfUrl } from './target';
