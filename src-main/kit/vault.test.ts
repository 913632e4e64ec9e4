import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  changePassphrase,
  createVault,
  openVault,
  openVaultWithDataKey,
  openVaultWithRecoveryKey,
  renewRecoveryKey,
  vaultCopiesHealthy,
  vaultExists,
  vaultFiles,
} from './vault';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbench-vault-'));
});

const copies = ['vault.json', 'vault-copy.json'];

describe('a vault', () => {
  it('opens with its passphrase, its recovery key and its data key, and with nothing else', async () => {
    expect(vaultExists(folder)).toBe(false);
    const { vault, recoveryKey } = await createVault(folder, 'pässphrase 一二三');
    const keys = [
      await openVault(folder, 'pässphrase 一二三'),
      // The same characters, composed another way.
      await openVault(folder, 'pässphrase 一二三'.normalize('NFD')),
      await openVaultWithRecoveryKey(folder, recoveryKey),
      openVaultWithDataKey(folder, vault.dataKey),
    ];
    for (const opened of keys) expect(opened.keys).toEqual(vault.keys);
    expect(new Set(Object.values(vault.keys).map((key) => key.toString('hex'))).size).toBe(4);
    await expect(openVault(folder, 'passphrase')).rejects.toMatchObject({
      code: 'vault.wrong-passphrase',
    });
    const other = await createVault(join(folder, 'other'), 'x');
    await expect(openVaultWithRecoveryKey(folder, other.recoveryKey)).rejects.toMatchObject({
      code: 'vault.wrong-recovery-key',
    });
  });

  it('shows neither passphrase nor recovery key in its files', async () => {
    const { recoveryKey, vault } = await createVault(folder, 'pass-MARKER');
    for (const name of copies) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text).not.toContain('MARKER');
      expect(text).not.toContain(recoveryKey);
      expect(text).not.toContain(vault.dataKey.toString('base64'));
    }
  });

  it('is made by one of two who try at once', async () => {
    const made = await Promise.allSettled([createVault(folder, 'a'), createVault(folder, 'b')]);
    const lost = made.find(({ status }) => status === 'rejected');
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(lost).toMatchObject({ reason: { code: 'vault.exists' } });
    await openVault(folder, made[0].status === 'fulfilled' ? 'a' : 'b');
  });

  it.each(copies)('opens and mends itself when %s is damaged, cut or gone', async (name) => {
    await createVault(folder, 'p');
    const path = join(folder, name);
    const whole = readFileSync(path);
    const flipped = Buffer.from(whole);
    flipped[whole.indexOf('wrapped') + 20]! ^= 1;
    for (const damage of [flipped, whole.subarray(0, 100), Buffer.alloc(0), null]) {
      if (damage) writeFileSync(path, damage);
      else rmSync(path);
      expect(vaultCopiesHealthy(folder)).toBe(false);
      expect((await openVault(folder, 'p')).repaired).toBe(true);
      expect(readFileSync(path)).toEqual(whole);
      expect((await openVault(folder, 'p')).repaired).toBe(false);
    }
  });

  it('is mended with the recovery key as well', async () => {
    const { recoveryKey } = await createVault(folder, 'p');
    writeFileSync(join(folder, copies[0]!), '{}');
    expect((await openVaultWithRecoveryKey(folder, recoveryKey)).repaired).toBe(true);
    expect(vaultCopiesHealthy(folder)).toBe(true);
  });

  it('says missing when it is not there, and damaged when both copies are', async () => {
    await expect(openVault(folder, 'p')).rejects.toMatchObject({ code: 'vault.missing' });
    for (const name of copies) writeFileSync(join(folder, name), 'nonsense');
    await expect(openVault(folder, 'p')).rejects.toMatchObject({ code: 'vault.damaged' });
  });

  it('takes a new passphrase and a new recovery key; the old ones stop working, the keys stay', async () => {
    const { vault, recoveryKey } = await createVault(folder, 'old');
    await changePassphrase(folder, vault, 'new');
    const renewed = renewRecoveryKey(folder, vault);
    await expect(openVault(folder, 'old')).rejects.toMatchObject({
      code: 'vault.wrong-passphrase',
    });
    await expect(openVaultWithRecoveryKey(folder, recoveryKey)).rejects.toMatchObject({
      code: 'vault.wrong-recovery-key',
    });
    expect((await openVault(folder, 'new')).keys).toEqual(vault.keys);
    expect((await openVaultWithRecoveryKey(folder, renewed)).keys).toEqual(vault.keys);
  });

  it('opens with either passphrase after a crash between writing its two copies', async () => {
    const { vault } = await createVault(folder, 'old');
    copyFileSync(join(folder, copies[0]!), join(folder, 'before'));
    await changePassphrase(folder, vault, 'new');
    copyFileSync(join(folder, 'before'), join(folder, copies[0]!));
    expect((await openVault(folder, 'new')).repaired).toBe(true);
    expect(vaultCopiesHealthy(folder)).toBe(true);
  });

  it('gives a backup whole files even when one copy is damaged', async () => {
    await createVault(folder, 'p');
    const whole = readFileSync(join(folder, copies[0]!));
    writeFileSync(join(folder, copies[1]!), 'nonsense');
    expect(vaultFiles(folder)).toEqual(copies.map((name) => ({ name, content: whole })));
  });
});
