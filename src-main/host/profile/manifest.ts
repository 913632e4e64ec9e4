import { createHash, type Hash } from 'node:crypto';
import { Transform } from 'node:stream';
import { z } from 'zod';
import { deriveKey, seal, unseal } from '../../kit/keys';
import type { OpenVault } from '../../kit/vault';

/** Names of the parts inside a backup. */
export const backupParts = {
  vault: ['vault.json', 'vault-copy.json'],
  store: 'store.db',
  blobs: 'blobs/',
  transcripts: 'transcripts/',
  manifest: 'manifest.sealed',
} as const;

const manifestSchema = z.object({
  format: z.literal(1),
  /** Version of the program that wrote it. */
  program: z.string(),
  schemaVersion: z.number().int(),
  createdAt: z.number().int(),
  parts: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: z.string() })),
});

/** What a backup holds: every part with its length and SHA-256. */
export type Manifest = z.infer<typeof manifestSchema>;
export type Part = Manifest['parts'][number];

/**
 * The manifest, encrypted and authenticated (AES-256-GCM) under a key of the vault, so
 * that nobody without it can read, change, add or take away a part unnoticed.
 */
export function sealManifest(manifest: Manifest, vault: OpenVault): Buffer {
  return seal(deriveKey(vault.dataKey, 'backup'), Buffer.from(JSON.stringify(manifest)), vault.id);
}

/** Null when it was changed or belongs to another vault. */
export function unsealManifest(sealed: Uint8Array, vault: OpenVault): Manifest | null {
  const plain = unseal(deriveKey(vault.dataKey, 'backup'), sealed, vault.id);
  if (!plain) return null;
  const parsed = manifestSchema.safeParse(JSON.parse(plain.toString()));
  return parsed.success ? parsed.data : null;
}

/** Counts and hashes what flows through. */
export class Meter extends Transform {
  private readonly hash: Hash = createHash('sha256');
  bytes = 0;

  constructor() {
    super({
      transform: (piece: Buffer, _encoding, done) => {
        this.hash.update(piece);
        this.bytes += piece.length;
        done(null, piece);
      },
    });
  }

  /** Lower-case hexadecimal SHA-256; call it once, at the end. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}
