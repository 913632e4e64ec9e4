export { loadFormats } from './engine/formats/index';
export { countInFile, Expression, searchFile, showFile } from './engine/search/index';
export { looksWide } from './encoding';
export { followToFile, type FollowEvent, type FollowToFileOptions } from './follow/index';
export { decodeText } from './engine/text/index';
export { logsRpc } from './rpc';
export { LogViews, type LogViewsParts } from './views';
export { logViewsRpc } from './views-rpc';
export { LogService, type LogExcerpt, type LogServiceParts } from './service';
