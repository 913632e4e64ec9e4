import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { utils } from 'ssh2';

/** A key pair as OpenSSH texts: the private file, and `ssh-ed25519 AAAA…`. */
export interface KeyPair {
  private: string;
  public: string;
}

/** The plant's keys, and where the visitor's part lies. */
export interface PlantKeys {
  /** Host keys by the names of the machines. */
  hosts: Map<string, KeyPair>;
  /** Public half of the visitor's key. */
  identityPublicKey: string;
  /** File with the visitor's private key, mode 0600. */
  identityPath: string;
}

/** One key pair kept in two files, made when the private file is missing or unreadable. */
async function keyPair(path: string, comment: string): Promise<KeyPair> {
  const saved = await readFile(path, 'utf8').catch(() => undefined);
  const parsed = saved === undefined ? undefined : utils.parseKey(saved);
  if (saved !== undefined && parsed !== undefined && !(parsed instanceof Error)) {
    const blob = parsed.getPublicSSH().toString('base64');
    return { private: saved, public: `${parsed.type} ${blob}` };
  }
  const made = makeKeyPair(comment);
  await writeFile(path, made.private, { mode: 0o600 });
  return { private: made.private, public: made.public.split(' ').slice(0, 2).join(' ') };
}

/** ssh2 1.17 makes about one key in 300 that it cannot read back itself. */
function makeKeyPair(comment: string): { private: string; public: string } {
  for (;;) {
    const made = utils.generateKeyPairSync('ed25519', { comment });
    if (!(utils.parseKey(made.private) instanceof Error)) return made;
  }
}

/** File of a machine's host key. */
function hostKeyFile(machine: string): string {
  return `host_key_${machine}`;
}

/**
 * Reads or makes the host keys and the visitor's key in `folder`, so that a plant started
 * again is recognised. They open nothing but the simulated plant on loopback.
 */
export async function plantKeys(folder: string, machines: readonly string[]): Promise<PlantKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const identityPath = join(folder, 'identity');
  const hosts = new Map<string, KeyPair>();
  for (const name of machines)
    hosts.set(name, await keyPair(join(folder, hostKeyFile(name)), `fieldbench demo ${name}`));
  const identity = await keyPair(identityPath, 'fieldbench demo visitor');
  return { hosts, identityPublicKey: identity.public, identityPath };
}

/** `SHA256:…` of a public key, as OpenSSH shows it. */
export function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Writes an OpenSSH known_hosts file for one address of the plant and returns its path. */
export async function writeKnownHosts(
  folder: string,
  address: { host: string; port: number },
  hostPublicKey: string,
): Promise<string> {
  const path = join(folder, 'known_hosts');
  await writeFile(path, `[${address.host}]:${address.port} ${hostPublicKey}\n`, { mode: 0o600 });
  return path;
}
