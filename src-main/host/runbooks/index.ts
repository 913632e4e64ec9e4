export { readRunbook } from './parse';
export { runbooksRpc } from './rpc';
export type { RunExcerpt, StartedBy } from './runs';
export { RunbooksService, type RunbooksParts } from './service';
