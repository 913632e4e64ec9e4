export { secretsRpc } from './rpc';
export { SecretsService } from './service';
