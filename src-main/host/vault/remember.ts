import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../contract/errors';
import { writeFileAtomically } from '../../kit/files';
import { seal, unseal } from '../../kit/keys';
import type { OpenVault } from '../../kit/vault';
import type { Keyring } from '../platform';

const fileName = 'remember.json';
const fileSchema = z.object({ account: z.string(), wrapped: z.base64() });

/**
 * "Remember on this device": a random key in the operating system's keyring wraps the
 * vault's key in a small file of the profile. The file alone opens nothing, and a
 * backup does not contain it.
 *
 * @throws AppError `vault.keyring-unavailable`
 */
export function remember(folder: string, vault: OpenVault, keyring: Keyring | null): void {
  if (!keyring) throw new AppError('vault.keyring-unavailable');
  const key = randomBytes(32);
  try {
    keyring.set(vault.id, key.toString('base64'));
  } catch (error) {
    throw new AppError('vault.keyring-unavailable', {}, { cause: error });
  }
  const wrapped = seal(key, vault.dataKey, `remember/${vault.id}`).toString('base64');
  writeFileAtomically(join(folder, fileName), JSON.stringify({ account: vault.id, wrapped }));
}

export function isRemembered(folder: string): boolean {
  return existsSync(join(folder, fileName));
}

/** The vault's key as remembered, or null when keyring or file no longer have it. */
export function recall(folder: string, keyring: Keyring | null): Buffer | null {
  if (!keyring || !isRemembered(folder)) return null;
  try {
    const file = fileSchema.parse(JSON.parse(readFileSync(join(folder, fileName), 'utf8')));
    const key = keyring.get(file.account);
    if (!key) return null;
    return unseal(
      Buffer.from(key, 'base64'),
      Buffer.from(file.wrapped, 'base64'),
      `remember/${file.account}`,
    );
  } catch {
    return null;
  }
}

export function forget(folder: string, keyring: Keyring | null): void {
  const path = join(folder, fileName);
  if (!existsSync(path)) return;
  const parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  rmSync(path, { force: true });
  if (parsed.success) keyring?.remove(parsed.data.account);
}
