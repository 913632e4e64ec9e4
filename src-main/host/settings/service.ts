import { AppError } from '../../contract/errors';
import {
  acceptsSetting,
  defaultSettings,
  settingKeys,
  type SettingKey,
  type Settings,
  type SettingValue,
} from '../../contract/settings';
import { guardStorage } from '../../kit/database';
import type { EventHub } from '../events';
import type { OpenProfile } from '../profile/index';
import { SettingsStore } from './store';

/** Settings of this profile, and the view state of this device. */
export class SettingsService {
  private readonly store: SettingsStore;
  private readonly profile: OpenProfile;
  private readonly events: EventHub;

  constructor(profile: OpenProfile, events: EventHub) {
    this.profile = profile;
    this.events = events;
    this.store = new SettingsStore(profile.db);
  }

  /** Every setting; a stored value that no longer fits its definition falls back to the default. */
  all(): Settings {
    const stored = this.store.all();
    const values: Record<string, SettingValue> = { ...defaultSettings() };
    for (const key of settingKeys) {
      const text = stored.get(key);
      if (text === undefined) continue;
      const value = JSON.parse(text) as SettingValue;
      if (acceptsSetting(key, value)) values[key] = value;
    }
    return values as unknown as Settings;
  }

  /** @throws AppError `wire.bad-input` when the value does not fit the setting */
  set(key: SettingKey, value: SettingValue): void {
    if (!acceptsSetting(key, value)) throw new AppError('wire.bad-input', { detail: key });
    guardStorage(this.profile.folder, () => this.store.set(key, JSON.stringify(value)));
    this.events.changed('settings', key);
  }

  viewState(key: string): string | null {
    return this.store.viewState(key);
  }

  setViewState(key: string, value: string): void {
    guardStorage(this.profile.folder, () =>
      this.store.setViewState(key, value, this.profile.clock.now()),
    );
  }
}
