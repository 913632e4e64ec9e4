export { readRunbook } from './parse';
export { runbooksRpc } from './rpc';
export type { StartedBy } from './run-record';
export type { RunExcerpt } from './run-excerpt';
export { RunbooksService, type RunbooksParts } from './service';
