import { AppError } from '../../contract/errors';
import { guardStorage } from '../../kit/database';
import { seal, unseal } from '../../kit/keys';
import { registerSecret } from '../../kit/log';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { SecretsStore } from './store';

/** Passwords and key passphrases of this device. Values come in and never go out to a view. */
export class SecretsService {
  private readonly store: SecretsStore;
  private readonly profile: OpenProfile;
  private readonly events: EventHub;
  /** Names of the endpoints that use an entry. */
  private readonly usersOf: (name: string) => string[];

  constructor(profile: OpenProfile, events: EventHub, usersOf: (name: string) => string[]) {
    this.profile = profile;
    this.events = events;
    this.usersOf = usersOf;
    this.store = new SecretsStore(profile.db);
  }

  list(): { name: string; updatedAt: number }[] {
    return this.store.list();
  }

  /** Stores a value under a name, over an older one. */
  set(name: string, value: string): void {
    registerSecret(value);
    const { keys } = this.profile.vault;
    const sealed = seal(keys.secrets, Buffer.from(value), context(name));
    guardStorage(this.profile.folder, () => this.store.set(name, sealed, this.profile.clock.now()));
    this.events.changed('secrets');
  }

  /**
   * Removes an entry that no endpoint names any more.
   *
   * @throws AppError `entity.in-use` {name, by}, `secret.missing` {name}
   */
  remove(name: string): void {
    const [user] = this.usersOf(name);
    if (user !== undefined) throw new AppError('entity.in-use', { name, by: user });
    const removed = guardStorage(this.profile.folder, () => this.store.remove(name));
    if (!removed) throw new AppError('secret.missing', { name });
    this.events.changed('secrets');
  }

  /**
   * The value, for use inside the host only; from now on no log line shows it.
   *
   * @returns null when there is no entry of that name
   * @throws AppError `profile.damaged` when the stored bytes were changed
   */
  reveal(name: string): string | null {
    const sealed = this.store.sealed(name);
    if (!sealed) return null;
    const value = unseal(this.profile.vault.keys.secrets, sealed, context(name));
    if (!value) throw new AppError('profile.damaged', { path: `secret ${name}` });
    const text = value.toString();
    registerSecret(text);
    return text;
  }
}

/** Binds a value to its name, so that two entries cannot be exchanged in the store. */
function context(name: string): string {
  return `secret/${name}`;
}
