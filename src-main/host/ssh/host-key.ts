import { createHash } from 'node:crypto';

/** The key a server showed, before anybody decided whether to believe it. */
export interface FoundHostKey {
  /** As the key itself says, e.g. `ssh-ed25519`, `ssh-rsa`. */
  type: string;
  /** As OpenSSH prints it: `SHA256:` and unpadded base64 of the hash of the blob. */
  fingerprint: string;
  /** The public key as it stands on the wire (RFC 4253, section 6.6). */
  blob: Buffer;
}

/** Reads type and fingerprint from a public key as it stands on the wire. */
export function describeHostKey(blob: Buffer): FoundHostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE() : 0;
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  return { type: blob.toString('latin1', 4, 4 + length), fingerprint: `SHA256:${digest}`, blob };
}

/** Whether a text has the form of a fingerprint: `SHA256:` and the base64 of 32 bytes. */
export function isFingerprint(text: string): boolean {
  return /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(text);
}

/** Types of host keys in the order in which we like them, each with its signature algorithms. */
const families = [
  { type: 'ssh-ed25519', algorithms: ['ssh-ed25519'] },
  { type: 'ecdsa-sha2-nistp256', algorithms: ['ecdsa-sha2-nistp256'] },
  { type: 'ecdsa-sha2-nistp384', algorithms: ['ecdsa-sha2-nistp384'] },
  { type: 'ecdsa-sha2-nistp521', algorithms: ['ecdsa-sha2-nistp521'] },
  // The last one signs with SHA-1; it is offered to servers that are allowed to be old.
  { type: 'ssh-rsa', algorithms: ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] },
] as const;

/** A signature algorithm for host keys. */
export type HostKeyAlgorithm = (typeof families)[number]['algorithms'][number];

/** Every type of host key that is spoken here. */
export const hostKeyTypes: readonly string[] = families.map((family) => family.type);

/**
 * All signature algorithms, those of the known key types first. A server with several
 * keys then shows the one that is known, as OpenSSH's own client does, instead of one
 * that would look changed.
 */
export function algorithmsPreferring(types: readonly string[]): HostKeyAlgorithm[] {
  const known = families.filter((family) => types.includes(family.type));
  const others = families.filter((family) => !types.includes(family.type));
  return [...known, ...others].flatMap((family) => [...family.algorithms]);
}

/** The signature algorithms of one type only. */
export function algorithmsOf(type: string): HostKeyAlgorithm[] {
  return families
    .filter((family) => family.type === type)
    .flatMap((family) => [...family.algorithms]);
}
