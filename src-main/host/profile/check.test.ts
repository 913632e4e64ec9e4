import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors';
import { createHost, type Platform } from '../index';
import { startTestHost, testPlatform } from '../../../test/servers/host';

const room = mkdtempSync(join(tmpdir(), 'fieldbench-check-'));
const source = join(room, 'source');
/** In place of the operating system's: opening then costs no key derivation. */
const entries = new Map<string, string>();
const keyring: Platform['keyring'] = {
  get: (account) => entries.get(account) ?? null,
  set: (account, value) => void entries.set(account, value),
  remove: (account) => void entries.delete(account),
};
let copies = 0;
const copyOfProfile = (): string => {
  const folder = join(room, String(copies++));
  cpSync(source, folder, { recursive: true });
  return folder;
};

beforeAll(async () => {
  const host = createHost({ ...testPlatform(source), keyring });
  const { client } = host.connect();
  await client.vault.create({ passphrase: 'correct horse battery staple', remember: true });
  const caseId = (await client.cases.create({ title: 'a case' })).id;
  await client.cases.createNote({ caseId, text: 'note text' });
  await client.cases.addEvidence({ caseId, source: { kind: 'remark', text: 'evidence' } });
  await host.close();
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('the check of a profile', () => {
  it('says that a whole profile is whole, and counts what it looked at', async () => {
    const own = await startTestHost({ folder: copyOfProfile() });
    const { ok, checks } = await own.client.profile.check({});
    expect(ok).toBe(true);
    expect(checks.map(({ name, ok: fine, detail }) => [name, fine, detail])).toEqual(
      ['vault', 'store', 'foreign-keys', 'journal', 'notes', 'blobs'].map((name) => [
        name,
        true,
        null,
      ]),
    );
    expect(checks.find(({ name }) => name === 'blobs')?.count).toBe(1);
    await own.close();
  });

  it('names a missing attachment, a lost change, a false note and a damaged key file', async () => {
    const folder = copyOfProfile();
    const own = await startTestHost({ folder });
    const { profile } = own.host.features();
    rmSync(profile.blobs.files()[0]!.path);
    profile.db.exec("UPDATE note SET text = 'other'; DELETE FROM op WHERE counter = 1");
    writeFileSync(join(folder, 'vault-copy.json'), '{}');
    const { ok, checks } = await own.client.profile.check({});
    expect(ok).toBe(false);
    expect(checks.filter((check) => !check.ok).map(({ name }) => name)).toEqual([
      'vault',
      'journal',
      'notes',
      'blobs',
    ]);
    await own.close();
  });

  it('finds a damaged page of the store wherever it is, unless the profile already refuses to open', async () => {
    const folder = copyOfProfile();
    const path = join(folder, 'store.db');
    const whole = readFileSync(path);
    const opened = [];
    for (let page = 1; page < whole.length / 4096; page += 3) {
      const bytes = Buffer.from(whole);
      bytes.fill(0, page * 4096, page * 4096 + 64);
      writeFileSync(path, bytes);
      const host = createHost({ ...testPlatform(folder), keyring });
      const { client } = host.connect();
      try {
        await client.vault.unlockRemembered({});
        opened.push(page);
        expect((await client.profile.check({})).checks[1]).toMatchObject({
          name: 'store',
          ok: false,
        });
        // Whoever meets the page says so; nothing ends as a bug of the program.
        await client.cases.list({});
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.code).toBe('profile.damaged');
      }
      await host.close();
    }
    expect(opened).not.toEqual([]);
  });
});
