import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveKey, keyFromPassphrase, portableKeyFromPassphrase, seal, unseal } from './keys';

const key = randomBytes(32);

describe('sealing', () => {
  it('opens only with the same key, context and bytes', () => {
    const sealed = seal(key, Buffer.from('机密'), 'here');
    expect(unseal(key, sealed, 'here')?.toString()).toBe('机密');
    expect(unseal(key, sealed, 'there')).toBeNull();
    expect(unseal(randomBytes(32), sealed, 'here')).toBeNull();
    expect(unseal(key, sealed.subarray(0, 20), 'here')).toBeNull();
    for (let index = 0; index < sealed.length; index++) {
      const flipped = Buffer.from(sealed);
      flipped[index]! ^= 1;
      expect(unseal(key, flipped, 'here')).toBeNull();
    }
  });

  it('never gives the same bytes twice, and seals nothing as well', () => {
    expect(seal(key, Buffer.from('x'), '')).not.toEqual(seal(key, Buffer.from('x'), ''));
    expect(unseal(key, seal(key, Buffer.alloc(0), ''), '')).toHaveLength(0);
  });
});

describe('derived keys', () => {
  it('differ by purpose and by salt and are the same each time', () => {
    const keys = [deriveKey(key, 'a'), deriveKey(key, 'b'), deriveKey(key, 'a', randomBytes(16))];
    expect(new Set(keys.map((derived) => derived.toString('hex'))).size).toBe(3);
    expect(deriveKey(key, 'a')).toEqual(keys[0]);
    expect(keys[0]).toHaveLength(32);
  });
});

describe('a key from a passphrase', () => {
  const cost = { memoryKiB: 256, passes: 2, lanes: 1 };

  it('is the same from the native and from the portable implementation', async () => {
    const salt = randomBytes(16);
    const native = await keyFromPassphrase('口令 pass', salt, cost);
    expect(native).toEqual(portableKeyFromPassphrase(Buffer.from('口令 pass'), salt, cost));
  });

  it('is that of RFC 9106 arithmetic: a known answer', () => {
    // argon2id, t=2, m=256 KiB, p=1: test vector of the reference implementation (phc-winner-argon2, test.c).
    const known = portableKeyFromPassphrase(Buffer.from('password'), Buffer.from('somesalt'), cost);
    expect(known.toString('hex')).toBe(
      '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
    );
  });

  it('takes the same characters composed in another way for the same', async () => {
    const salt = randomBytes(16);
    const composed = await keyFromPassphrase('é１', salt, cost);
    expect(await keyFromPassphrase('e\u03011', salt, cost)).toEqual(composed);
  });
});
