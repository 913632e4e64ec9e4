export { follow } from './follow';
export { followToFile, type FollowToFileOptions } from './follow-to-file';
export type {
  FollowConnection,
  FollowEvent,
  FollowMark,
  FollowOptions,
  FollowSink,
  LedgerState,
} from './ports';
export { ledgerStateSchema } from './ports';
