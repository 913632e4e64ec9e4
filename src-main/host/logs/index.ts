export { looksWide } from './encoding';
export { followToFile, type FollowEvent, type FollowToFileOptions } from './follow/index';
export { logsRpc } from './rpc';
export { LogService, type LogExcerpt, type LogServiceParts } from './service';
