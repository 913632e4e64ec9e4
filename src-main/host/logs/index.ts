export { logsRpc } from './rpc';
export { LogService, type LogExcerpt, type LogServiceParts } from './service';
