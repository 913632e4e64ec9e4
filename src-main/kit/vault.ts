import { createHash, randomBytes } from 'node:crypto';
import { constants, copyFileSync, existsSync, linkSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../contract/errors';
import { makePrivateFolder, storageError, writeFileAtomically } from './files';
import { newId } from './ids';
import { deriveKey, keyFromPassphrase, passphraseCost, seal, unseal } from './keys';
import { newRecoveryKey, parseRecoveryKey } from './recovery-key';

/** The wrapped key, as it stands in both copies on disk and in every backup. */
const vaultFileSchema = z.object({
  format: z.literal(1),
  id: z.uuid(),
  passphrase: z.object({
    kdf: z.literal('argon2id'),
    memoryKiB: z.number().int().min(8).max(4_194_304),
    passes: z.number().int().min(1).max(100),
    lanes: z.number().int().min(1).max(64),
    salt: z.base64(),
    wrapped: z.base64(),
  }),
  recovery: z.object({ kdf: z.literal('hkdf-sha256'), salt: z.base64(), wrapped: z.base64() }),
});
type VaultFile = z.infer<typeof vaultFileSchema>;

const fileName = 'vault.json';
const copyName = 'vault-copy.json';

/** Keys of an open vault, one for each purpose. */
export interface VaultKeys {
  /** Of the SQLite store. */
  store: Buffer;
  /** Of captures, spills, attachments and temporary files. */
  files: Buffer;
  /** Of the secrets inside the store, so that a dump of the store alone has none in clear. */
  secrets: Buffer;
  /** For names of files that must not tell what is in them. */
  names: Buffer;
}

/** An opened vault. */
export interface OpenVault {
  id: string;
  keys: VaultKeys;
  /** The random key itself, for the operating system's keyring. */
  dataKey: Buffer;
  /** One of the two copies was missing or damaged and has been written again. */
  repaired: boolean;
}

/** Whether a profile folder has a vault, in either copy. */
export function vaultExists(folder: string): boolean {
  return existsSync(join(folder, fileName)) || existsSync(join(folder, copyName));
}

/**
 * Makes a vault in a folder. Of two processes that do so at once, one wins.
 *
 * @returns the open vault and the recovery key, which is stored nowhere
 * @throws AppError `vault.exists`, `profile.read-only`, `profile.disk-full`
 */
export async function createVault(
  folder: string,
  passphrase: string,
): Promise<{ vault: OpenVault; recoveryKey: string }> {
  makePrivateFolder(folder);
  const dataKey = randomBytes(32);
  const recoveryKey = newRecoveryKey();
  const id = newId();
  const file: VaultFile = {
    format: 1,
    id,
    passphrase: await wrapWithPassphrase(id, dataKey, passphrase),
    recovery: wrapWithRecovery(id, dataKey, recoveryKey),
  };
  if (vaultExists(folder)) throw new AppError('vault.exists');
  const staged = join(folder, `.${newId()}.tmp`);
  writeFileAtomically(staged, serialize(file));
  try {
    linkOrCopy(staged, join(folder, fileName));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new AppError('vault.exists');
    throw storageError(error, folder);
  } finally {
    rmSync(staged, { force: true });
  }
  writeFileAtomically(join(folder, copyName), serialize(file));
  return { vault: open(id, dataKey, false), recoveryKey };
}

/** Gives a file a second name, which must be new. FAT and some shares know no links: there it is copied. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
  }
}

/** @throws AppError `vault.missing`, `vault.damaged`, `vault.wrong-passphrase` */
export async function openVault(folder: string, passphrase: string): Promise<OpenVault> {
  return openWith(folder, new AppError('vault.wrong-passphrase'), async (file) => {
    const key = await keyFromPassphrase(
      passphrase,
      Buffer.from(file.passphrase.salt, 'base64'),
      file.passphrase,
    );
    return unseal(key, Buffer.from(file.passphrase.wrapped, 'base64'), `passphrase/${file.id}`);
  });
}

/** @throws AppError `vault.missing`, `vault.damaged`, `vault.wrong-recovery-key` */
export async function openVaultWithRecoveryKey(
  folder: string,
  recoveryKey: string,
): Promise<OpenVault> {
  const secret = parseRecoveryKey(recoveryKey);
  if (!secret) throw new AppError('vault.wrong-recovery-key');
  return openWith(folder, new AppError('vault.wrong-recovery-key'), (file) =>
    Promise.resolve(unwrapWithRecovery(file, secret)),
  );
}

/** Opens with a data key that the operating system's keyring remembered. */
export function openVaultWithDataKey(folder: string, dataKey: Buffer): OpenVault {
  const copies = readCopies(folder);
  const file = copies.find((copy) => copy !== null);
  if (!file) throw missingOrDamaged(folder);
  return open(file.id, dataKey, false);
}

/** Puts a new passphrase on an open vault; the key and all data stay as they are. */
export async function changePassphrase(
  folder: string,
  vault: OpenVault,
  passphrase: string,
): Promise<void> {
  const file = firstCopy(folder);
  writeBoth(folder, {
    ...file,
    passphrase: await wrapWithPassphrase(vault.id, vault.dataKey, passphrase),
  });
}

/** Makes a new recovery key for an open vault; the old one stops working. */
export function renewRecoveryKey(folder: string, vault: OpenVault): string {
  const recoveryKey = newRecoveryKey();
  writeBoth(folder, {
    ...firstCopy(folder),
    recovery: wrapWithRecovery(vault.id, vault.dataKey, recoveryKey),
  });
  return recoveryKey;
}

/** The files of a vault that belong into a backup, by name: a whole copy under both names. */
export function vaultFiles(folder: string): { name: string; content: Buffer }[] {
  const content = Buffer.from(serialize(firstCopy(folder)));
  return [fileName, copyName].map((name) => ({ name, content }));
}

/** Whether both copies on disk are whole and equal. */
export function vaultCopiesHealthy(folder: string): boolean {
  const [first, second] = readCopies(folder);
  return first !== null && second !== null && JSON.stringify(first) === JSON.stringify(second);
}

async function openWith(
  folder: string,
  wrong: AppError,
  unwrap: (file: VaultFile) => Promise<Buffer | null>,
): Promise<OpenVault> {
  const copies = readCopies(folder);
  const candidates = copies.filter((copy) => copy !== null);
  if (candidates.length === 0) throw missingOrDamaged(folder);
  // After a crash between writing the two copies they may differ: each opens with its own passphrase.
  for (const file of candidates) {
    const dataKey = await unwrap(file);
    if (!dataKey) continue;
    const healthy = vaultCopiesHealthy(folder);
    if (!healthy) repair(folder, file);
    return open(file.id, dataKey, !healthy);
  }
  throw wrong;
}

/** A vault must open even from a read-only folder; the repair then waits for a better day. */
function repair(folder: string, file: VaultFile): void {
  try {
    writeBoth(folder, file);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

function open(id: string, dataKey: Buffer, repaired: boolean): OpenVault {
  return {
    id,
    dataKey,
    repaired,
    keys: {
      store: deriveKey(dataKey, 'store'),
      files: deriveKey(dataKey, 'files'),
      secrets: deriveKey(dataKey, 'secrets'),
      names: deriveKey(dataKey, 'names'),
    },
  };
}

async function wrapWithPassphrase(
  id: string,
  dataKey: Buffer,
  passphrase: string,
): Promise<VaultFile['passphrase']> {
  const salt = randomBytes(16);
  const key = await keyFromPassphrase(passphrase, salt, passphraseCost);
  return {
    kdf: 'argon2id',
    ...passphraseCost,
    salt: salt.toString('base64'),
    wrapped: seal(key, dataKey, `passphrase/${id}`).toString('base64'),
  };
}

function wrapWithRecovery(id: string, dataKey: Buffer, recoveryKey: string): VaultFile['recovery'] {
  const secret = parseRecoveryKey(recoveryKey);
  if (!secret) throw new AppError('vault.wrong-recovery-key');
  const salt = randomBytes(16);
  const wrapped = seal(deriveKey(secret, 'recovery', salt), dataKey, `recovery/${id}`);
  return { kdf: 'hkdf-sha256', salt: salt.toString('base64'), wrapped: wrapped.toString('base64') };
}

function unwrapWithRecovery(file: VaultFile, secret: Buffer): Buffer | null {
  const key = deriveKey(secret, 'recovery', Buffer.from(file.recovery.salt, 'base64'));
  return unseal(key, Buffer.from(file.recovery.wrapped, 'base64'), `recovery/${file.id}`);
}

function firstCopy(folder: string): VaultFile {
  const file = readCopies(folder).find((copy) => copy !== null);
  if (!file) throw missingOrDamaged(folder);
  return file;
}

function missingOrDamaged(folder: string): AppError {
  return vaultExists(folder)
    ? new AppError('vault.damaged', {
        first: join(folder, fileName),
        second: join(folder, copyName),
      })
    : new AppError('vault.missing', { folder });
}

function readCopies(folder: string): [VaultFile | null, VaultFile | null] {
  return [readCopy(join(folder, fileName)), readCopy(join(folder, copyName))];
}

function readCopy(path: string): VaultFile | null {
  try {
    const { checksum, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const file = vaultFileSchema.parse(rest);
    return checksum === checksumOf(file) ? file : null;
  } catch {
    return null;
  }
}

function writeBoth(folder: string, file: VaultFile): void {
  writeFileAtomically(join(folder, copyName), serialize(file));
  writeFileAtomically(join(folder, fileName), serialize(file));
}

function serialize(file: VaultFile): string {
  return `${JSON.stringify({ ...file, checksum: checksumOf(file) }, null, 2)}\n`;
}

/** Over the schema's own field order, so that it does not depend on who wrote the file. */
function checksumOf(file: VaultFile): string {
  return createHash('sha256')
    .update(JSON.stringify(vaultFileSchema.parse(file)))
    .digest('hex');
}
