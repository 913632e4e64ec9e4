import { AppError } from '../contract/errors';
import { channelPair, connect, type Channel, type Connection } from '../contract/wire/index';
import { serve, type HostRouter, type Session } from '../contract/wire/server';
import { databaseError } from '../kit/database';
import { newId } from '../kit/ids';
import { appRpc } from './app/index';
import { auditRpc } from './audit/index';
import { casesRpc } from './cases/index';
import { changesRpc } from './changes/index';
import { EventHub } from './events';
import { createFeatures, type Features } from './features';
import { filesRpc } from './files/index';
import { leasesRpc } from './leases/index';
import { logsRpc } from './logs/index';
import type { Platform } from './platform';
import { openProfile, profileRpc, watchOtherProcesses } from './profile/index';
import { runbooksRpc } from './runbooks/index';
import { secretsRpc } from './secrets/index';
import { queriesRpc } from './queries/index';
import { settingsRpc } from './settings/index';
import { sshRpc } from './ssh/index';
import { systemsRpc } from './systems/index';
import { TaskService, tasksRpc } from './tasks/index';
import { terminalsRpc } from './terminals/index';
import { tunnelsRpc } from './tunnels/index';
import { VaultService, vaultRpc } from './vault/index';

export {
  countInFile,
  expand,
  Expression,
  loadFormats,
  searchFile,
  showFile,
  statFile,
} from './logs/index';
export { followToFile, type FollowEvent, type ListedLines } from './logs/index';
export type { Keyring, Platform } from './platform';
export { readRunbook } from './runbooks/index';
export {
  exportStatement,
  judge,
  type StatementExport,
  optionsOf,
  targetOfUrl,
  type DatabaseTarget,
} from './queries/index';

/** The main side of FieldBench, the same in every face. */
export interface Host {
  /** Answers one view on its channel until the channel closes. */
  serve(channel: Channel): Session;
  /** A client in this process, over the same wire as every other. */
  connect(): Connection;
  vault: VaultService;
  tasks: TaskService;
  events: EventHub;
  /** Features of the open profile. @throws AppError `vault.locked` */
  features(): Features;
  /** Locks, ends what runs and closes the store. */
  close(): Promise<void>;
}

/** The composition root: builds the host from what its face gives it. */
export function createHost(platform: Platform): Host {
  const events = new EventHub();
  const tasks = new TaskService(events);
  let features: Features | null = null;
  let stopWatching: () => void = () => undefined;

  const vault = new VaultService(platform, {
    opened: (openVault) => {
      const profile = openProfile(platform.folder, openVault);
      features = createFeatures(profile, platform, events, tasks);
      stopWatching = watchOtherProcesses(profile, events, platform.log);
      events.emit({ type: 'vault', state: 'unlocked' });
    },
    closing: async () => {
      stopWatching();
      const closing = features;
      features = null;
      events.emit({ type: 'vault', state: 'locked' });
      await closing?.dispose();
      closing?.profile.close();
    },
    device: () => features?.profile.devicePrefix ?? null,
  });

  const open = (): Features => {
    if (!features) throw new AppError('vault.locked');
    return features;
  };

  const router: HostRouter = {
    app: appRpc(platform, events),
    vault: vaultRpc(vault),
    settings: settingsRpc(() => open().settings),
    tasks: tasksRpc(tasks),
    systems: systemsRpc(
      () => open().systems,
      () => open().transfer,
    ),
    profile: profileRpc(() => open().care, platform.folder),
    cases: casesRpc(() => open().cases),
    secrets: secretsRpc(() => open().secrets),
    ssh: sshRpc(() => open().ssh),
    audit: auditRpc(() => open().audit),
    tunnels: tunnelsRpc(() => open().tunnels),
    changes: changesRpc(() => open().changes),
    leases: leasesRpc(() => open().leases),
    terminals: terminalsRpc(() => open().terminals),
    files: filesRpc(() => open().files),
    runbooks: runbooksRpc(() => open().runbooks),
    logs: logsRpc(() => open().logs),
    queries: queriesRpc(() => open().queries),
  };

  const reportBug = (error: unknown, path: string): void =>
    platform.log.error('a handler failed', error, { path });

  /** Any call may be the one that meets a damaged page or a full disk. */
  const explain = (error: unknown): unknown => databaseError(error, platform.folder);

  return {
    serve: (channel) => serve(router, channel, newId(), reportBug, explain),
    connect: () => {
      const [mine, theirs] = channelPair();
      serve(router, theirs, newId(), reportBug, explain);
      return connect(mine);
    },
    vault,
    tasks,
    events,
    features: open,
    close: async () => {
      tasks.dispose();
      await vault.lock();
    },
  };
}
