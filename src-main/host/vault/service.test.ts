import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testPlatform } from '../../../test/servers/host';
import type { Keyring, Platform } from '../platform';
import { VaultService, type VaultListener } from './service';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbench-vault-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function platform(keyring: Keyring | null = null): Platform {
  return { ...testPlatform(folder), keyring };
}

/** A profile whose closing lasts until the test lets it end. */
function slowProfile(): VaultListener & { events: string[]; finishClosing: () => void } {
  const events: string[] = [];
  let finish: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    events,
    finishClosing: finish,
    opened: () => void events.push('opened'),
    closing: async () => {
      events.push('closing');
      await closed;
      events.push('closed');
    },
    device: () => null,
  };
}

test('a vault is locked from the moment it is asked to, while its profile still closes', async () => {
  const profile = slowProfile();
  const service = new VaultService(platform(), profile);
  await service.create('quiet otter repairs ledger', false);
  const locking = service.lock();
  expect(service.status().state).toBe('locked');
  profile.finishClosing();
  await locking;
});

test('unlocking right after a lock waits until the profile is closed, then opens it again', async () => {
  const profile = slowProfile();
  const service = new VaultService(platform(), profile);
  await service.create('quiet otter repairs ledger', false);
  const locking = service.lock();
  const unlocking = service.unlock('quiet otter repairs ledger', false);
  profile.finishClosing();
  await Promise.all([locking, unlocking]);
  expect(profile.events).toEqual(['opened', 'closing', 'closed', 'opened']);
  expect(service.status().state).toBe('unlocked');
});

test('the recovery key is given even when the keyring refuses to remember', async () => {
  const refusing: Keyring = {
    get: () => null,
    set: () => {
      throw new Error('no keyring daemon');
    },
    remove: () => undefined,
  };
  const service = new VaultService(platform(refusing), slowProfile());
  expect(await service.create('quiet otter repairs ledger', true)).toMatch(/^([0-9A-Z]{5}-)+/);
  expect(service.status()).toMatchObject({ state: 'unlocked', remembered: false });
});
