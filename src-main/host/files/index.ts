export { filesRpc } from './rpc';
export { FileService, type FileServiceParts } from './service';
