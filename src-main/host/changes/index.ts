export { changesRpc } from './rpc';
export { ChangeGate, type ChangeRequest } from './service';
