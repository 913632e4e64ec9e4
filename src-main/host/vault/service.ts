import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../../contract/errors';
import type { VaultStatus } from '../../contract/vault';
import {
  changePassphrase,
  createVault,
  openVault,
  openVaultWithDataKey,
  openVaultWithRecoveryKey,
  renewRecoveryKey,
  vaultExists,
  type OpenVault,
} from '../../kit/vault';
import type { Platform } from '../platform';
import { profileParts } from '../profile/index';
import { forget, isRemembered, recall, remember } from './remember';

/** What happens when the vault opens and closes; the composition root builds features there. */
export interface VaultListener {
  /** May refuse, e.g. when the store is newer; then the vault stays locked. */
  opened(vault: OpenVault): void;
  closing(): Promise<void>;
  /** Prefix of this device while open. */
  device(): string | null;
}

/** Creates, opens and closes the vault of one profile folder. */
export class VaultService {
  private vault: OpenVault | null = null;
  private repaired = false;
  /** Ends when the profile that was locked last is closed. */
  private closing: Promise<void> = Promise.resolve();
  private readonly platform: Platform;
  private readonly listener: VaultListener;

  constructor(platform: Platform, listener: VaultListener) {
    this.platform = platform;
    this.listener = listener;
  }

  status(): VaultStatus {
    const { folder, demo, keyring, version } = this.platform;
    return {
      state: this.vault ? 'unlocked' : vaultExists(folder) ? 'locked' : 'none',
      profile: basename(folder),
      device: this.listener.device(),
      demo,
      keyringAvailable: keyring !== null,
      remembered: isRemembered(folder),
      version,
      notices: this.repaired ? ['vault-copy-repaired'] : [],
    };
  }

  /** @returns the recovery key, shown this once @throws AppError `vault.lost` when only the store is there */
  async create(passphrase: string, rememberHere: boolean): Promise<string> {
    const { folder } = this.platform;
    // A store without its wrapped key: a new key would never open it, and hide that fact.
    if (!vaultExists(folder) && existsSync(join(folder, profileParts.store)))
      throw new AppError('vault.lost', { folder });
    const { vault, recoveryKey } = await createVault(this.platform.folder, passphrase);
    await this.open(vault);
    try {
      if (rememberHere) remember(this.platform.folder, vault, this.platform.keyring);
    } catch (error) {
      // The recovery key is shown this once: it must reach its owner also when the keyring
      // fails. The status says that nothing is remembered.
      this.platform.log.warn('the keyring does not remember the key', {
        reason: error instanceof Error ? error.message : String(error),
      });
    }
    return recoveryKey;
  }

  async unlock(passphrase: string, rememberHere: boolean): Promise<void> {
    const vault = await openVault(this.platform.folder, passphrase);
    await this.open(vault);
    if (rememberHere) remember(this.platform.folder, vault, this.platform.keyring);
  }

  /** @throws AppError `vault.keyring-unavailable` when the keyring no longer has the key */
  async unlockRemembered(): Promise<void> {
    const dataKey = recall(this.platform.folder, this.platform.keyring);
    if (!dataKey) throw new AppError('vault.keyring-unavailable');
    await this.open(openVaultWithDataKey(this.platform.folder, dataKey));
  }

  async recover(recoveryKey: string, newPassphrase: string): Promise<void> {
    const vault = await openVaultWithRecoveryKey(this.platform.folder, recoveryKey);
    await changePassphrase(this.platform.folder, vault, newPassphrase);
    await this.open(vault);
  }

  async changePassphrase(current: string, next: string): Promise<void> {
    const vault = await openVault(this.platform.folder, current);
    await changePassphrase(this.platform.folder, vault, next);
  }

  async renewRecoveryKey(passphrase: string): Promise<string> {
    const vault = await openVault(this.platform.folder, passphrase);
    return renewRecoveryKey(this.platform.folder, vault);
  }

  forget(): void {
    forget(this.platform.folder, this.platform.keyring);
  }

  async lock(): Promise<void> {
    const { vault } = this;
    if (vault) {
      // Locked from now on for whoever asks, though closing tails and results takes a while.
      this.vault = null;
      this.closing = this.listener.closing().finally(() => vault.dataKey.fill(0));
    }
    await this.closing;
  }

  private async open(vault: OpenVault): Promise<void> {
    // Whoever locked has been told how closing went; the next opening only has to wait for it.
    await this.closing.catch(() => undefined);
    // Two views may unlock at the same moment: the first one opens the profile.
    if (this.vault) return;
    this.listener.opened(vault);
    this.vault = vault;
    this.repaired = vault.repaired;
  }
}
