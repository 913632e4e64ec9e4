import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Outputs } from '../../contract/index';
import type { ProfileCheck } from '../../contract/profile';
import type { EventHub } from '../events';
import type { TaskService } from '../tasks/index';
import { writeBackup, type Backup } from './backup';
import { checkProfile, type ProfileUses } from './check';
import type { OpenProfile } from './open';

/** Where the time of the last backup is remembered. */
export interface BackupMemory {
  last(): number | null;
  remember(at: number): void;
}

/** Care of an open profile: what it holds, whether it is whole, and its backups. */
export class ProfileService {
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  private readonly tasks: TaskService;
  private readonly uses: ProfileUses;
  private readonly memory: BackupMemory;
  private readonly program: string;

  constructor(parts: {
    profile: OpenProfile;
    events: EventHub;
    tasks: TaskService;
    uses: ProfileUses;
    memory: BackupMemory;
    /** Version of the program. */
    program: string;
  }) {
    this.profile = parts.profile;
    this.events = parts.events;
    this.tasks = parts.tasks;
    this.uses = parts.uses;
    this.memory = parts.memory;
    this.program = parts.program;
  }

  info(): Outputs['profile']['info'] {
    const { folder, schemaVersion, devicePrefix } = this.profile;
    return {
      folder,
      bytes: sizeOf(folder),
      schemaVersion,
      device: devicePrefix,
      lastBackup: this.memory.last(),
    };
  }

  /** Reads everything once; damage is an answer, not a failure. */
  check(): Promise<ProfileCheck> {
    return this.tasks.run('check', '', ({ signal, progress }) =>
      checkProfile(this.profile, this.uses, progress, signal),
    );
  }

  /** @throws AppError as {@link writeBackup} */
  async backup(file: string, overwrite: boolean): Promise<Backup> {
    const options = { file, overwrite, program: this.program };
    const backup = await this.tasks.run('backup', file, ({ signal, progress }) =>
      writeBackup(this.profile, options, progress, signal),
    );
    this.memory.remember(this.profile.clock.now());
    this.events.changed('profile');
    return backup;
  }
}

/** Bytes of all files below a folder. Files that vanish meanwhile count nothing. */
function sizeOf(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (stats?.isFile() ? stats.size : 0);
  }, 0);
}
