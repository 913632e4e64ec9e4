/**
 * A profile of every version of the schema is kept here and must open with today's code.
 * A new version's profile is made once, before its release:
 *
 *     FIELDBENCH_MAKE_DATABASE=1 npx vitest run test/databases/versions.test.ts
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { migrations } from '../../src-main/host/migrations/index';
import { startTestHost } from '../servers/host';
import { makeProfile, readProfile, type Known } from './make';

const here = import.meta.dirname;
const room = mkdtempSync(join(tmpdir(), 'fieldbench-versions-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const latest = migrations.at(-1)?.version ?? 0;
if (process.env.FIELDBENCH_MAKE_DATABASE) await makeProfile(join(here, `v${latest}`));
const versions = readdirSync(here).filter((name) => /^v\d+$/.test(name));

/** The tables and indexes of a store as their statements. */
function schema(test: Awaited<ReturnType<typeof startTestHost>>): unknown {
  return test.host
    .features()
    .profile.db.prepare(
      'SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name',
    )
    .all();
}

it('keeps a profile of the latest version', () => {
  expect(versions).toContain(`v${latest}`);
});

describe.each(versions)('the profile of %s', (version) => {
  const known = JSON.parse(readFileSync(join(here, version, 'known.json'), 'utf8')) as Known;

  it('opens with today’s code and has everything that was in it', async () => {
    const folder = join(room, version);
    cpSync(join(here, version, 'profile'), folder, { recursive: true });
    const test = await startTestHost({ folder, passphrase: known.passphrase });
    // Everything that was there; what came later has its default.
    expect(await readProfile(test)).toMatchObject(known.found);
    expect(test.host.features().secrets.reveal('erp-readonly')).toBe(known.secret);
    expect((await test.client.profile.info({})).schemaVersion).toBe(latest);
    const upgraded = known.schemaVersion < latest;
    const copy = join(folder, 'backups', `before-migration-from-${known.schemaVersion}.db`);
    expect(existsSync(copy)).toBe(upgraded);
    expect(await test.client.profile.check({})).toMatchObject({ ok: true });
    await test.close();
  });

  it('opens with its recovery key', async () => {
    const folder = join(room, `${version}-recovered`);
    cpSync(join(here, version, 'profile'), folder, { recursive: true });
    const test = await startTestHost({ folder, passphrase: known.passphrase });
    await test.client.vault.lock({});
    await test.client.vault.recover({
      recoveryKey: known.recoveryKey,
      newPassphrase: 'another one',
    });
    expect(await test.client.cases.list({})).toHaveLength(1);
    await test.close();
  });

  it('has the schema that a new profile has: a released step is never edited', async () => {
    const folder = join(room, `${version}-schema`);
    cpSync(join(here, version, 'profile'), folder, { recursive: true });
    const old = await startTestHost({ folder, passphrase: known.passphrase });
    const fresh = await startTestHost();
    expect(schema(old)).toEqual(schema(fresh));
    await old.close();
    await fresh.close();
  });
});
