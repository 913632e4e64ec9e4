/** "Everything in the profile folder is encrypted": every way in is used, then every file is searched. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLogDesk } from '../servers/log-desk';
import { startPostgres, type PostgresServer } from '../servers/postgres';
import { QueryBed } from '../servers/query-bed';
import { startSshServer, type SshServer } from '../servers/ssh';
import { describeWith } from '../servers/vitest';

/** As it is typed, and as its bytes stand in UTF-16; in upper case, as a search index may fold it. */
const marker = 'zebramarker';
const forms = [marker, marker.toUpperCase()].flatMap((text) =>
  (['latin1', 'utf16le'] as const).map((encoding) => Buffer.from(text, encoding)),
);

/** Files below a folder that show the marker, in their content or their name. */
function showing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    if (name.toLowerCase().includes(marker)) return true;
    if (!statSync(path).isFile()) return false;
    const bytes = readFileSync(path);
    return forms.some((form) => bytes.includes(form));
  });
}

describeWith(['sshd', 'ssh-client', 'postgres'], 'a profile at work', () => {
  let ssh: SshServer;
  let postgres: PostgresServer;
  let bed: QueryBed;
  beforeAll(async () => {
    [ssh, postgres] = await Promise.all([startSshServer(), startPostgres()]);
    bed = await QueryBed.start(postgres);
  });
  afterAll(async () => {
    await bed?.at.close();
    await Promise.all([ssh?.stop(), postgres?.stop()]);
  });

  it('shows nothing of what is in it in any file, open, closed or backed up', async () => {
    const { client, at } = bed;
    const { folder } = at;
    const caseId = (await client.cases.create({ title: marker, reportedWords: marker })).id;
    await client.cases.createNote({ caseId, title: marker, text: `# ${marker}` });
    await client.secrets.set({ name: marker, value: `${marker} value` });
    await client.settings.setViewState({ key: `draft.${marker}`, value: marker });
    await client.queries.save({
      title: { zh: marker, en: '' },
      statements: [{ dialect: 'postgresql', sql: `SELECT '${marker}'` }],
    });

    const log = join(ssh.home, `${marker}.log`);
    writeFileSync(log, `${marker}\n`.repeat(800_000));
    const desk = await openLogDesk(at, { ...ssh, identityPath: ssh.keys.ed25519.path });
    const tail = await desk.open(log, { lines: 40_000 });
    const { generation } = await desk.until(tail.id, ({ rows }) => rows >= 40_000);
    const chosen: [number, number][] = [[0, 2]];
    // Its index is kept encrypted, too.
    await desk.room.open([{ kind: 'local', path: log }]);
    const indexes = () => readdirSync(join(folder, 'indexes'));
    await expect.poll(indexes, { timeout: 25_000 }).toEqual([expect.not.stringMatching(/^\./)]);
    const run = await bed.run(`SELECT '${marker}' || n FROM generate_series(1, 20000) n`);
    expect([run.state, run.rows]).toEqual(['done', 20_000]);
    for (const source of [
      { kind: 'log' as const, viewId: tail.id, generation, rows: chosen },
      { kind: 'result' as const, resultId: run.id, rows: null },
      { kind: 'remark' as const, text: marker },
    ])
      await client.cases.addEvidence({ caseId, source, remark: marker });
    await client.profile.backup({ file: join(folder, '..', 'backup.fb') });

    // Now that a capture, a result, a write-ahead log and contents are there.
    expect(showing(ssh.home)).toEqual([`${marker}.log`]);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const part of [
      /^captures.\S/,
      /^indexes.\S/,
      /^results.\S/,
      /^blobs.\S/,
      /^store\.db-wal$/,
    ])
      expect(files.some((name) => part.test(name))).toBe(true);
    expect(showing(join(folder, '..'))).toEqual([]);
    await at.host.close();
    expect(showing(join(folder, '..'))).toEqual([]);
  }, 90_000);
});
