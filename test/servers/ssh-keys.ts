/** Keys made with ssh-keygen, for test servers and their users. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireProgram } from './parts';
import { run } from './process';

/** A key pair in OpenSSH's format. */
export interface SshKey {
  /** Path of the private key; the public one is beside it with `.pub`. */
  readonly path: string;
  /** One line `type base64 comment`. */
  readonly publicKey: string;
  /** `SHA256:…` as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Empty when the private key is not encrypted. */
  readonly passphrase: string;
}

/** Makes a key pair named `name` in `folder`. */
export async function makeSshKey(
  folder: string,
  name: string,
  type: 'ed25519' | 'rsa',
  passphrase = '',
): Promise<SshKey> {
  const path = join(folder, name);
  const keygen = requireProgram('ssh-keygen');
  const kind = type === 'rsa' ? ['-t', 'rsa', '-b', '2048'] : ['-t', 'ed25519'];
  await run(keygen, ['-q', ...kind, '-N', passphrase, '-C', name, '-f', path]);
  const listing = await run(keygen, ['-l', '-E', 'sha256', '-f', `${path}.pub`]);
  return {
    path,
    publicKey: (await readFile(`${path}.pub`, 'utf8')).trim(),
    fingerprint: listing.split(' ')[1] ?? '',
    passphrase,
  };
}
