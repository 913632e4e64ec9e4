export { appRpc } from './rpc';
