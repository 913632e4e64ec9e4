export { looksWide } from './encoding';
export { followToFile, type FollowToFileOptions } from './follow-to-file';
export { logsRpc } from './rpc';
export { LogService, type LogExcerpt, type LogServiceParts } from './service';
