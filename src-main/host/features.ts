import { AuditService } from './audit/index';
import {
  CasesService,
  EvidenceService,
  NotesService,
  ReportService,
  type CasesFeature,
  type FileSource,
  type ResultSource,
  type TranscriptSource,
} from './cases/index';
import { ChangeGate } from './changes/index';
import type { EventHub } from './events';
import { FileService } from './files/index';
import { LeaseService } from './leases/index';
import { LogService } from './logs/index';
import type { Platform } from './platform';
import { ProfileService, type OpenProfile } from './profile/index';
import { QueriesService } from './queries/index';
import { RunbooksService } from './runbooks/index';
import { SecretsService } from './secrets/index';
import { SettingsService } from './settings/index';
import { HostClocks, SshService } from './ssh/index';
import { SystemsService, TransferService } from './systems/index';
import type { TaskService } from './tasks/index';
import { TerminalService } from './terminals/index';
import { TunnelService } from './tunnels/index';

/** Everything that exists only while the vault is open. */
export interface Features {
  profile: OpenProfile;
  settings: SettingsService;
  systems: SystemsService;
  transfer: TransferService;
  secrets: SecretsService;
  audit: AuditService;
  changes: ChangeGate;
  leases: LeaseService;
  ssh: SshService;
  tunnels: TunnelService;
  terminals: TerminalService;
  files: FileService;
  logs: LogService;
  queries: QueriesService;
  runbooks: RunbooksService;
  cases: CasesFeature;
  care: ProfileService;
  /** Ends tails, connections, cursors and timers; then the store may close. */
  dispose(): Promise<void>;
}

/** View state of this device: when its last backup was written. */
const lastBackupKey = 'profile.last-backup';

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
  const audit = new AuditService(profile, events);
  const changes = new ChangeGate(profile, events, audit);
  const leases = new LeaseService(profile, events, platform.face, platform.log);
  const clocks = new HostClocks({
    memory: {
      read: (key) => settings.viewState(key),
      write: (key, value) => settings.setViewState(key, value),
    },
    now: () => profile.clock.now(),
    deviceOffsetMs: () => profile.clock.offsetMs(),
    changed: (id) => events.changed('ssh', id),
  });
  const ssh = new SshService({
    profile,
    events,
    audit,
    log: platform.log,
    endpoint: (id) => systems.endpoint(id),
    revealSecret: (name) => secrets.reveal(name),
    tested: (id, step) => clocks.note(id, step),
  });
  const terminals = new TerminalService({
    profile,
    events,
    audit,
    log: platform.log,
    ssh,
    place: (id) => systems.place(id),
    recordsByDefault: () => settings.all().terminalRecord,
  });
  const files = new FileService({
    profile,
    events,
    tasks,
    audit,
    changes,
    leases,
    log: platform.log,
    open: (id, signal, purpose) => ssh.open(id, signal, purpose),
    place: (id) => systems.place(id),
    pause: (attempt, signal) => ssh.pause(attempt, signal),
  });
  // A command that is over in a moment must not be the one that goes on with them.
  if (platform.face !== 'cli') files.transfers.takeOver();
  const logs = new LogService({
    profile,
    events,
    tasks,
    log: platform.log,
    ssh,
    leases,
    resources: platform.resources,
    place: (id) => systems.place(id),
    endpoints: () => systems.inventory(true).endpoints,
    clock: (sshId) => clocks.of(sshId),
    settings: () => settings.all(),
    evidence: () => {
      const active = cases.cases.active();
      return active ? cases.cases.store.evidenceOf(active.id) : [];
    },
  });
  const tunnels = new TunnelService({
    profile,
    events,
    audit,
    log: platform.log,
    ssh,
    endpoint: (id) => systems.endpoint(id),
  });
  const queries = new QueriesService({
    profile,
    events,
    tasks,
    audit,
    changes,
    log: platform.log,
    settings: () => settings.all(),
    resources: platform.resources,
    inBackground: platform.face !== 'cli',
    system: (id) => systems.system(id),
    endpoint: (id) => systems.endpoint(id),
    revealSecret: (name) => secrets.reveal(name),
    openTunnel: (sshId, host, port, signal) => tunnels.connect(sshId, host, port, signal),
    openHost: (sshId, signal) => ssh.open(sshId, signal, 'sqlplus'),
  });
  const runbooks = new RunbooksService({
    profile,
    events,
    tasks,
    log: platform.log,
    audit,
    changes,
    leases,
    ssh,
    queries,
    resources: platform.resources,
    version: platform.version,
    // A command that is over in a moment must not be the one that runs schedules.
    mayRunSchedules: platform.face !== 'cli',
    place: (id) => systems.place(id),
    endpoint: (id) => systems.endpoint(id),
    endpointsOf: (systemId) =>
      systems.inventory().endpoints.filter((endpoint) => endpoint.systemId === systemId),
    reveal: (name) => secrets.reveal(name),
  });
  const cases = createCases(
    profile,
    events,
    audit,
    systems,
    settings,
    logs,
    queries.results.evidence,
    {
      excerpt: (origin, id, selection) =>
        origin === 'terminal' ? terminals.excerpt(id, selection) : runbooks.excerpt(id, selection),
    },
    files,
  );
  const care = new ProfileService({
    profile,
    events,
    tasks,
    uses: { contents: () => cases.cases.store.contents(), checkNotes: () => cases.notes.check() },
    memory: {
      last: () => Number(settings.viewState(lastBackupKey)) || null,
      remember: (at) => settings.setViewState(lastBackupKey, String(at)),
    },
    program: platform.version,
  });
  return {
    profile,
    settings,
    systems,
    transfer,
    secrets,
    audit,
    changes,
    leases,
    ssh,
    tunnels,
    terminals,
    files,
    logs,
    queries,
    runbooks,
    cases,
    care,
    dispose: async () => {
      cases.notes.dispose();
      await runbooks.dispose();
      await queries.dispose();
      await files.dispose();
      await tunnels.dispose();
      await terminals.dispose();
      await logs.dispose();
      await ssh.dispose();
      leases.dispose();
    },
  };
}

function createCases(
  profile: OpenProfile,
  events: EventHub,
  audit: AuditService,
  systems: SystemsService,
  settings: SettingsService,
  views: LogService,
  results: ResultSource,
  transcripts: TranscriptSource,
  remoteFiles: FileSource,
): CasesFeature {
  const notes = new NotesService(profile, events);
  const cases = new CasesService(profile, events, systems, settings, notes);
  const evidence = new EvidenceService(
    profile,
    events,
    cases,
    views,
    results,
    transcripts,
    remoteFiles,
  );
  return { cases, notes, evidence, reports: new ReportService(profile, cases, settings, audit) };
}
