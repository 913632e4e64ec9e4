import {
  CasesService,
  EvidenceService,
  NotesService,
  ReportService,
  type CasesFeature,
  type LogSource,
  type ResultSource,
} from './cases/index';
import { AppError } from '../contract/errors';
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
  cases: CasesFeature;
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
  const cases = createCases(profile, events, systems, settings, noTails, noResults);
  return {
    profile,
    settings,
    systems,
    transfer,
    secrets,
    ssh,
    cases,
    dispose: async () => {
      cases.notes.dispose();
      await ssh.dispose();
    },
  };
}

function createCases(
  profile: OpenProfile,
  events: EventHub,
  systems: SystemsService,
  settings: SettingsService,
  tails: LogSource,
  results: ResultSource,
): CasesFeature {
  const notes = new NotesService(profile, events);
  const cases = new CasesService(profile, events, systems, settings, notes);
  const evidence = new EvidenceService(profile, events, cases, tails, results);
  return { cases, notes, evidence, reports: new ReportService(profile, cases, settings) };
}

/** No tail can be open before the logs feature is built in here. */
const noTails: LogSource = {
  excerpt: (id) => Promise.reject(new AppError('logs.tail-gone', { id })),
};

/** No result can be there before the queries feature is built in here. */
const noResults: ResultSource = {
  excerpt: (id) => Promise.reject(new AppError('sql.result-gone', { id })),
};
