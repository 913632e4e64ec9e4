export { loadFormats } from './engine/formats/index';
export { statFile } from './engine/stat';
export { expand } from './engine/sources/index';
export { countInFile, Expression, searchFile, showFile } from './engine/search/index';
export type { ListedLines } from './engine/search/index';
export { followToFile, type FollowEvent, type FollowToFileOptions } from './follow/index';
export { decodeText, wideEncoding } from './engine/text/index';
export { logsRpc } from './rpc';
export { LogService, type LogServiceParts } from './service';
