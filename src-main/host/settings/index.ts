export { settingsRpc } from './rpc';
export { SettingsService } from './service';
