export { exportFormat, exportFormats, type ExportFormat } from './export/index';
export { exportStatement, type StatementExport } from './export/run';
export type { DatabaseTarget } from './drivers/port';
export type { RunOutcome } from './drivers/run';
export { queriesRpc } from './rpc';
export { Changing } from './results/changes';
export { QueriesService, type Excerpt, type ResultOrigin } from './service';
export { targetOfUrl } from './target-url';
