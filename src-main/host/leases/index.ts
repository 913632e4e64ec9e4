export { leasesRpc } from './rpc';
export { LeaseService, type HeldLease, type LeaseState } from './service';
