export { leasesRpc } from './rpc';
export { LeaseService, type HeldLease } from './service';
