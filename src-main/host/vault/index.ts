export { vaultRpc } from './rpc';
export { VaultService, type VaultListener } from './service';
