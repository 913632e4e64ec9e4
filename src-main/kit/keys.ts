import { argon2id as portableArgon2id } from '@noble/hashes/argon2.js';
import * as crypto from 'node:crypto';

/** AES-256-GCM: 12 bytes nonce, ciphertext, 16 bytes tag, in this order. */
export const nonceBytes = 12;
export const tagBytes = 16;

/** Encrypts and authenticates; `context` is authenticated too and must be given again to open. */
export function seal(key: Uint8Array, plain: Uint8Array, context: string | Uint8Array): Buffer {
  return Buffer.concat(sealedPieces(key, plain, context));
}

/** The same in pieces, which follow each other. */
export function sealedPieces(
  key: Uint8Array,
  plain: Uint8Array,
  context: string | Uint8Array,
): Buffer[] {
  const nonce = crypto.randomBytes(nonceBytes);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(typeof context === 'string' ? Buffer.from(context) : context);
  return [nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
}

/** Opens what {@link seal} made; null when key, context or bytes are not the right ones. */
export function unseal(
  key: Uint8Array,
  sealed: Uint8Array,
  context: string | Uint8Array,
): Buffer | null {
  if (sealed.length < nonceBytes + tagBytes) return null;
  const decipher = crypto.createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(typeof context === 'string' ? Buffer.from(context) : context);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    const plain = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes));
    const rest = decipher.final();
    return rest.length === 0 ? plain : Buffer.concat([plain, rest]);
  } catch {
    return null;
  }
}

/** A key for one purpose, derived from a key with HKDF-SHA-256. 32 bytes. */
export function deriveKey(
  key: Uint8Array,
  purpose: string,
  salt: Uint8Array = new Uint8Array(),
): Buffer {
  return Buffer.from(crypto.hkdfSync('sha256', key, salt, `fieldbench/${purpose}`, 32));
}

/** Cost of argon2id; OWASP's floor is 19 MiB with 2 passes, ours is 64 MiB with 3 (about 0.2 s). */
export interface PassphraseCost {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

export const passphraseCost: PassphraseCost = { memoryKiB: 65536, passes: 3, lanes: 1 };

/**
 * The key that a passphrase stands for. Unicode is normalised (NFKC), so that the
 * same characters typed on another system give the same key. Node has argon2 since
 * 24.7; Electron's BoringSSL has none, there a pure implementation gives the same bytes.
 */
export async function keyFromPassphrase(
  passphrase: string,
  salt: Uint8Array,
  cost: PassphraseCost,
): Promise<Buffer> {
  const message = Buffer.from(passphrase.normalize('NFKC'));
  if (nativeArgon2) {
    return new Promise((resolve, reject) => {
      crypto.argon2(
        'argon2id',
        {
          message,
          nonce: salt,
          parallelism: cost.lanes,
          tagLength: 32,
          memory: cost.memoryKiB,
          passes: cost.passes,
        },
        (error, key) => (error ? reject(error) : resolve(key)),
      );
    });
  }
  return portableKeyFromPassphrase(message, salt, cost);
}

const nativeArgon2 = typeof crypto.argon2 === 'function' && !process.versions['electron'];

/** The same as {@link keyFromPassphrase} without native code; exported for the test that compares both. */
export function portableKeyFromPassphrase(
  message: Uint8Array,
  salt: Uint8Array,
  cost: PassphraseCost,
): Buffer {
  return Buffer.from(
    portableArgon2id(message, salt, {
      t: cost.passes,
      m: cost.memoryKiB,
      p: cost.lanes,
      dkLen: 32,
    }),
  );
}
