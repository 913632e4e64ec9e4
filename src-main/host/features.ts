import type { EventHub } from './events';
import type { Platform } from './platform';
import type { OpenProfile } from './profile/index';
import { SecretsService } from './secrets/index';
import { SettingsService } from './settings/index';
import { SshService } from './ssh/index';
import { SystemsService, TransferService } from './systems/index';
import type { TaskService } from './tasks/index';

/** Everything that exists only while the vault is open. */
export interface Features {
  profile: OpenProfile;
  settings: SettingsService;
  systems: SystemsService;
  transfer: TransferService;
  secrets: SecretsService;
  ssh: SshService;
  /** Ends tails, connections, cursors and timers; then the store may close. */
  dispose(): Promise<void>;
}

/** Builds the features of an open profile by hand: what each needs is plain to see. */
export function createFeatures(
  profile: OpenProfile,
  platform: Platform,
  events: EventHub,
  tasks: TaskService,
): Features {
  const settings = new SettingsService(profile, events);
  const systems = new SystemsService(profile, events);
  const transfer = new TransferService(systems);
  const secrets = new SecretsService(profile, events, (name) =>
    systems.usersOfSecret(name).map((endpoint) => endpoint.name),
  );
  const ssh = new SshService({
    profile,
    events,
    log: platform.log,
    endpoint: (id) => systems.endpoint(id),
    revealSecret: (name) => secrets.reveal(name),
  });
  return {
    profile,
    settings,
    systems,
    transfer,
    secrets,
    ssh,
    dispose: async () => {
      await ssh.dispose();
    },
  };
}
