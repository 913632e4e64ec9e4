export { systemsRpc } from './rpc';
export { SystemsService, type EndpointPlace } from './service';
export { TransferService } from './transfer';
