import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors';
import { openDatabase } from '../../kit/database';
import { openVault } from '../../kit/vault';
import { createHost } from '../index';
import { migrations } from '../migrations/index';
import { startTestHost, testPlatform, type TestHost } from '../../../test/servers/host';

let source: TestHost;
let backup: string;
let caseId: string;
let evidenceId: string;

const room = mkdtempSync(join(tmpdir(), 'fieldbench-profile-'));
/** A path that does not exist yet. */
let rooms = 0;
const fresh = (): string => join(room, String(rooms++));

beforeAll(async () => {
  source = await startTestHost();
  const { client } = source;
  caseId = (await client.cases.create({ title: '备份 MARKER', reportedWords: 'words' })).id;
  await client.cases.createNote({ caseId, text: 'note text' });
  const added = await client.cases.addEvidence({
    caseId,
    source: { kind: 'remark', text: 'MARKER evidence' },
  });
  evidenceId = added.id;
  await client.secrets.set({ name: 'db', value: 'MARKER secret' });
  backup = join(room, 'first.fbbackup');
  await client.profile.backup({ file: backup });
});
afterAll(async () => {
  await source.close();
  rmSync(room, { recursive: true, force: true });
});

async function failure(call: Promise<unknown>): Promise<AppError> {
  return call.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error as AppError,
  );
}

function restore(
  file: string,
  folder: string,
  key: { passphrase: string } | { recoveryKey: string } = { passphrase: source.passphrase },
): Promise<unknown> {
  return createHost(testPlatform(folder)).connect().client.profile.restore({ file, key });
}

function copyOfBackup(change: (bytes: Buffer) => void): string {
  const bytes = readFileSync(backup);
  change(bytes);
  const path = fresh();
  writeFileSync(path, bytes);
  return path;
}

describe('a backup', () => {
  it('comes back whole in a new folder, as a device of its own', async () => {
    const folder = fresh();
    await restore(backup, folder);
    const restored = await startTestHost({ folder });
    const [before, after] = await Promise.all(
      [source, restored].map(({ client }) => client.cases.get({ id: caseId })),
    );
    expect(after).toEqual(before);
    expect(await restored.client.cases.evidence({ id: evidenceId })).toMatchObject({
      verified: true,
      content: { text: 'MARKER evidence' },
    });
    expect(restored.host.features().secrets.reveal('db')).toBe('MARKER secret');
    const [old, own] = [source, restored].map(({ host }) => host.features().profile.journal);
    expect(own!.devicePrefix()).not.toBe(old!.devicePrefix());
    const { number } = await restored.client.cases.create({ title: 'after' });
    expect(number).toBe(`${own!.devicePrefix()}-0001`);
    expect((await restored.client.profile.check({})).ok).toBe(true);
    expect(readdirSync(folder)).not.toContain('restore.tmp');
    await restored.close();
  });

  it('opens with the recovery key too, and with nothing else', async () => {
    const folder = fresh();
    const wrong = await failure(restore(backup, folder, { passphrase: 'wrong' }));
    expect(wrong.code).toBe('vault.wrong-passphrase');
    expect((await failure(restore(backup, folder, { recoveryKey: 'AAAAA' }))).code).toBe(
      'vault.wrong-recovery-key',
    );
    expect(readdirSync(folder)).toEqual([]);
    await restore(backup, folder, { recoveryKey: source.recoveryKey });
    const restored = await startTestHost({ folder });
    expect(await restored.client.cases.list({})).toHaveLength(1);
    await restored.close();
  });

  it('shows nothing of its content, and leaves no other file', async () => {
    const bytes = readFileSync(backup);
    expect(bytes.includes('MARKER')).toBe(false);
    expect(bytes.includes('SQLite format')).toBe(false);
    expect(readdirSync(room).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(readdirSync(join(source.folder, 'backups'))).toEqual([]);
  });

  it('is not written over another unless asked, nor where nothing can be written', async () => {
    const before = readFileSync(backup);
    const { client } = source;
    expect((await failure(client.profile.backup({ file: backup }))).code).toBe(
      'profile.backup-exists',
    );
    expect(readFileSync(backup).equals(before)).toBe(true);
    const nowhere = join(room, 'no', 'such', 'folder', 'b');
    expect((await failure(client.profile.backup({ file: nowhere }))).code).toBe('file.unwritable');
    const again = join(room, 'again');
    writeFileSync(again, 'old');
    const result = await client.profile.backup({ file: again, overwrite: true });
    expect(result.bytes).toBe(readFileSync(again).length);
    expect((await client.profile.info({})).lastBackup).toBeGreaterThan(0);
  });

  it('is refused whole wherever one bit of it was flipped', async () => {
    const size = readFileSync(backup).length;
    const places = Array.from({ length: 16 }, (_, index) => Math.floor((index * size) / 16) + 700);
    const folder = fresh();
    let noticed = 0;
    for (const place of places) {
      const damaged = copyOfBackup((bytes) => {
        if (bytes[place] !== undefined) bytes[place] ^= 4;
      });
      const error = await restore(damaged, folder).then(
        () => null,
        (failed: unknown) => failed as AppError,
      );
      // Padding of the archive carries nothing; everything else must be noticed.
      if (error === null) {
        const restored = await startTestHost({ folder });
        expect((await restored.client.profile.check({})).ok).toBe(true);
        await restored.close();
        rmSync(folder, { recursive: true });
      } else {
        noticed++;
        expect(['profile.backup-damaged', 'vault.wrong-passphrase']).toContain(error.code);
        expect(readdirSync(folder)).toEqual([]);
      }
    }
    expect(noticed).toBeGreaterThan(10);
  });

  it('is refused when it was cut short, is something else, or is not there', async () => {
    const folder = fresh();
    for (const part of [0.2, 0.5, 0.9, 0.99]) {
      const short = copyOfBackup(() => undefined);
      truncateSync(short, Math.floor(readFileSync(backup).length * part));
      expect((await failure(restore(short, folder))).code).toBe('profile.backup-damaged');
    }
    const text = fresh();
    writeFileSync(text, 'no archive at all');
    expect((await failure(restore(text, folder))).code).toBe('profile.backup-damaged');
    expect((await failure(restore(join(room, 'missing'), folder))).code).toBe('file.missing');
    expect((await failure(restore(room, folder))).code).toBe('file.unreadable');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that names a path outside of the profile is refused', async () => {
    const bait = join(room, 'bait');
    mkdirSync(bait);
    writeFileSync(join(bait, 'x'), 'x');
    const evil = fresh();
    execFileSync('tar', ['-P', '-cf', evil, '--transform', 's,^x,../../x,', '-C', bait, 'x']);
    expect((await failure(restore(evil, fresh()))).code).toBe('profile.backup-damaged');
    expect(existsSync(join(room, 'x'))).toBe(false);
  });

  it('is never restored over a profile', async () => {
    expect((await failure(restore(backup, source.folder))).code).toBe('profile.not-empty');
    const folder = fresh();
    mkdirSync(folder);
    writeFileSync(join(folder, 'store.db'), 'a store whose key was lost');
    expect((await failure(restore(backup, folder))).code).toBe('profile.not-empty');
    expect(readFileSync(join(folder, 'store.db'), 'utf8')).toBe('a store whose key was lost');
  });

  it('can be restored again after a restore that was cut off', async () => {
    const folder = fresh();
    mkdirSync(join(folder, 'restore.tmp'), { recursive: true });
    mkdirSync(join(folder, 'blobs'));
    writeFileSync(join(folder, 'store.db'), 'half');
    await restore(backup, folder);
    const restored = await startTestHost({ folder });
    expect(await restored.client.cases.list({})).toHaveLength(1);
    await restored.close();
  });
});

describe('a profile that cannot be used says why', () => {
  async function opening(folder: string): Promise<AppError> {
    const host = createHost(testPlatform(folder));
    const error = await failure(
      host.connect().client.vault.unlock({ passphrase: source.passphrase }),
    );
    await host.close();
    return error;
  }
  async function copyOfProfile(): Promise<string> {
    const folder = fresh();
    await restore(backup, folder);
    return folder;
  }

  it('written by a newer program', async () => {
    const folder = await copyOfProfile();
    const vault = await openVault(folder, source.passphrase);
    const db = openDatabase(join(folder, 'store.db'), vault.keys.store, migrations);
    db.pragma('user_version = 999');
    db.close();
    expect(await opening(folder)).toMatchObject({ code: 'profile.newer', params: { found: 999 } });
    const again = openDatabase(join(folder, 'store.db'), vault.keys.store, [
      { version: 999, up: () => undefined },
    ]);
    expect(again.prepare('SELECT count(*) AS cases FROM incident').get()).toEqual({ cases: 1 });
    again.close();
  });

  it('both copies of its key damaged; with one it opens, says so and mends it', async () => {
    const folder = await copyOfProfile();
    writeFileSync(
      join(folder, 'vault.json'),
      readFileSync(join(folder, 'vault.json')).subarray(0, 300),
    );
    const mended = await startTestHost({ folder });
    expect((await mended.client.vault.status({})).notices).toEqual(['vault-copy-repaired']);
    await mended.close();
    expect(readFileSync(join(folder, 'vault.json'))).toEqual(
      readFileSync(join(folder, 'vault-copy.json')),
    );
    for (const name of ['vault.json', 'vault-copy.json'])
      writeFileSync(join(folder, name), 'damaged');
    expect((await opening(folder)).code).toBe('vault.damaged');
  });

  it('its key gone while the store is there: no new key is made', async () => {
    const folder = await copyOfProfile();
    for (const name of ['vault.json', 'vault-copy.json']) rmSync(join(folder, name));
    const host = createHost(testPlatform(folder));
    const error = await failure(host.connect().client.vault.create({ passphrase: 'another one' }));
    expect(error.code).toBe('vault.lost');
    expect(readdirSync(folder)).not.toContain('vault.json');
  });

  it('its store damaged', async () => {
    const folder = await copyOfProfile();
    const path = join(folder, 'store.db');
    const bytes = readFileSync(path);
    bytes.fill(0, 0, 4096);
    writeFileSync(path, bytes);
    expect((await opening(folder)).code).toBe('profile.damaged');
  });

  it('a file where its folder should be', async () => {
    const folder = fresh();
    writeFileSync(folder, 'x');
    const host = createHost(testPlatform(folder));
    const error = await failure(
      host.connect().client.vault.create({ passphrase: 'any passphrase' }),
    );
    expect(error.code).toBe('profile.read-only');
  });
});

/** A file system of its own, as small as wanted; needs the right to mount. */
function mountSmall(size: string): string | null {
  const folder = fresh();
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
      stdio: 'pipe',
    });
    return folder;
  } catch {
    return null;
  }
}

describe('a disk that refuses', () => {
  it('being full: every write says so, nothing saved is lost, and work goes on after', async (context) => {
    const mount = mountSmall('6m');
    if (!mount) return context.skip('mounting a small file system needs root');
    try {
      const folder = join(mount, 'profile');
      const own = await startTestHost({ folder });
      const { id } = await own.client.cases.create({ title: 'kept' });
      const note = await own.client.cases.createNote({ caseId: id, text: 'kept note' });
      writeFileSync(join(mount, 'ballast'), 'x');
      execFileSync('sh', [
        '-c',
        `dd if=/dev/zero of=${join(mount, 'ballast')} bs=64k 2>/dev/null || true`,
      ]);
      const large = Buffer.alloc(1024 * 1024, 'x').toString('base64');
      const source_ = { kind: 'file', name: 'a.bin', mediaType: 'x/y', data: large } as const;
      const calls = [
        own.client.cases.addEvidence({ caseId: id, source: source_ }),
        own.client.profile.backup({ file: join(mount, 'b') }),
        own.client.cases.createNote({ caseId: id, text: 'x'.repeat(900_000) }),
      ];
      for (const call of calls) expect((await failure(call)).code).toBe('profile.disk-full');
      expect(readdirSync(join(folder, 'blobs'))).toEqual([]);
      rmSync(join(mount, 'ballast'));
      await own.client.cases.createNote({ caseId: id, text: 'after' });
      const { notes, evidence } = await own.client.cases.get({ id });
      expect([notes.map(({ text }) => text), evidence]).toEqual([['kept note', 'after'], []]);
      expect((await own.client.cases.openNote({ id: note.id })).note.text).toBe('kept note');
      expect((await own.client.profile.check({})).ok).toBe(true);
      await own.close();
    } finally {
      execFileSync('umount', ['-l', mount]);
    }
  });

  it('being read-only: opening says so', async (context) => {
    const mount = mountSmall('6m');
    if (!mount) return context.skip('mounting a file system needs root');
    try {
      const folder = join(mount, 'profile');
      const own = await startTestHost({ folder });
      await own.close();
      execFileSync('mount', ['-o', 'remount,ro', mount]);
      const host = createHost(testPlatform(folder));
      const error = await failure(
        host.connect().client.vault.unlock({ passphrase: own.passphrase }),
      );
      expect(error.code).toBe('profile.read-only');
      const empty = createHost(testPlatform(join(mount, 'new')));
      const create = await failure(
        empty.connect().client.vault.create({ passphrase: 'any passphrase' }),
      );
      expect(create.code).toBe('profile.read-only');
    } finally {
      execFileSync('umount', ['-l', mount]);
    }
  });
});

it('a copy of the folder opens elsewhere', async () => {
  const folder = fresh();
  await source.client.vault.lock({});
  cpSync(source.folder, folder, { recursive: true });
  await source.client.vault.unlock({ passphrase: source.passphrase });
  const copy = await startTestHost({ folder });
  expect(await copy.client.cases.list({})).toHaveLength(1);
  await copy.close();
});
