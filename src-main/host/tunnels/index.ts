export type { CarriedConnection } from './on-demand';
export { tunnelsRpc } from './rpc';
export { TunnelService, type TunnelServiceParts } from './service';
