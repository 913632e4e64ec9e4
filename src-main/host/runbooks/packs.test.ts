/** The shipped runbooks that can be run here, on a real Linux host. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addHosts } from '../../../test/bench/ssh';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import {
  startMariaDb,
  startPostgres,
  startSshServer,
  type SshServer,
} from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import type { Run } from '../../contract/runbooks';

/** Values of parameters that have no default. */
const values: Record<string, Record<string, string>> = {
  'linux.backup-age': { folder: '/etc', limit_hours: '8760', least_bytes: '0' },
  'linux.service-state': { service: 'cron' },
  'linux.certificate-files': { folder: '/etc/ssl' },
  'linux.large-files': { folder: '/etc' },
};

/** Programs that a small Debian may not have, or services that do not run in a test. */
const needsMore = new Set(['linux.certificate-expiry', 'linux.service-state', 'linux.time-drift']);

/** What a shell or a tool says of a script with a fault. */
const complaint = /syntax error|: not found|unbound|usage:/i;

// Each of them starts servers or many scripts: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describeWith(['sshd'], 'the shipped runbooks for Linux', () => {
  let server: SshServer;
  let test: TestHost;
  let endpointId: string;
  beforeAll(async () => {
    server = await startSshServer();
    test = await startTestHost();
    [endpointId = ''] = await addHosts(test.client, [server]);
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });

  const run = async (
    runbookId: string,
    parameters: Record<string, string> = {},
    rest: { dryRun?: boolean; statement?: { reason: string } } = {},
  ): Promise<Run> => {
    const { client } = test;
    const { id } = await client.runbooks.run({
      runbookId,
      endpointIds: [endpointId],
      parameters,
      ...rest,
    });
    await expect
      .poll(async () => (await client.runbooks.get({ id })).state, { timeout: 60_000 })
      .not.toBe('running');
    return client.runbooks.get({ id });
  };
  const steps = (of: Run) => of.hosts[0]?.steps ?? [];
  it(
    'read without a fault in their scripts, and fail only by what they find',
    { timeout: 120_000 },
    async () => {
      const all = (await test.client.runbooks.list({})).filter(
        (runbook) => runbook.document.platform === 'os-linux' && runbook.class === 'read-only',
      );
      expect(all.length).toBeGreaterThan(10);
      const wrong = await Promise.all(
        all.map(async ({ id }) => {
          const ended = await run(id, values[id]);
          const exits = steps(ended).map(({ exitCode }) => exitCode);
          const good = needsMore.has(id) || exits.every((code) => code === 0 || code === 2);
          const complaints = steps(ended).filter(({ output }) => complaint.test(output));
          return good && complaints.length === 0 ? [] : [{ id, exits, complaints }];
        }),
      );
      expect(wrong.flat()).toEqual([]);
    },
  );

  describe('that clean up logs', () => {
    const id = 'linux.log-cleanup';
    let folder: string;
    beforeAll(async () => {
      folder = join(server.home, 'app', 'logs');
      await mkdir(folder, { recursive: true });
      const old = new Date(Date.now() - 40 * 86_400_000);
      for (const name of ["it's old; rm -rf.log.1", '老日志.log.2', 'other.txt']) {
        await writeFile(join(folder, name), 'x');
        await utimes(join(folder, name), old, old);
      }
      await writeFile(join(folder, 'fresh.log.1'), 'x');
    });

    it('only list on a dry run', async () => {
      const ended = await run(id, { folder }, { dryRun: true });
      expect(ended.state).toBe('done');
      expect(steps(ended)[2]?.output).toContain('老日志.log.2');
      expect(await readdir(folder)).toHaveLength(4);
    });

    it('delete what is old and matches, and nothing else', async () => {
      const ended = await run(id, { folder }, { statement: { reason: 'disk full' } });
      expect(ended.state).toBe('done');
      expect((await readdir(folder)).sort()).toEqual(['fresh.log.1', 'other.txt']);
    });

    it('refuse a folder that leads upwards or lies at the root', async () => {
      for (const bad of ['/var', '/', '/var/../etc', 'relative/logs'])
        await expect(run(id, { folder: bad })).rejects.toMatchObject({
          code: 'runbooks.parameter-invalid',
        });
    });
  });
});

describeWith(['sshd', 'postgres'], 'the shipped backup of PostgreSQL', () => {
  it('writes a dump that can be read back, with its checksum', { timeout: 120_000 }, async () => {
    const database = await startPostgres();
    const server = await startSshServer();
    const test = await startTestHost();
    try {
      await database.query('CREATE TABLE material AS SELECT 1 AS id');
      const [endpointId = ''] = await addHosts(test.client, [server]);
      const folder = join(server.home, 'backup');
      await mkdir(folder);
      const { host, port, admin } = database;
      const parameters = {
        database: database.database,
        folder,
        server: host,
        port: String(port),
        username: admin.user,
      };
      await writeFile(join(server.home, '.pgpass'), `*:*:*:*:${admin.password}\n`, { mode: 0o600 });
      const { id } = await test.client.runbooks.run({
        runbookId: 'postgresql.backup',
        endpointIds: [endpointId],
        parameters,
        statement: { reason: 'before the patch' },
      });
      await expect
        .poll(async () => (await test.client.runbooks.get({ id })).state, { timeout: 60_000 })
        .toBe('done');
      const [file = ''] = await readdir(folder);
      expect(file).toMatch(/^plant-\d{8}-\d{6}\.dump$/);
      const run = await test.client.runbooks.get({ id });
      expect(run.hosts[0]?.steps[1]?.output).toMatch(/[0-9a-f]{64} .*\.dump/);
    } finally {
      await test.close();
      await server.stop();
      await database.stop();
    }
  });
});

describeWith(['sshd', 'mariadb'], 'the shipped runbooks for MariaDB', () => {
  it('see the server, and write a dump that is checked', { timeout: 120_000 }, async () => {
    const database = await startMariaDb();
    const server = await startSshServer();
    const test = await startTestHost();
    try {
      await database.query('CREATE TABLE material AS SELECT 1 AS id');
      const [endpointId = ''] = await addHosts(test.client, [server]);
      const folder = join(server.home, 'backup');
      await mkdir(folder);
      const options = join(server.home, 'client.cnf');
      const { host, port, admin } = database;
      await writeFile(
        options,
        `[client]\nhost=${host}\nport=${port}\nuser=${admin.user}\npassword=${admin.password}\n`,
      );
      const ended = async (runbookId: string, parameters: Record<string, string>) => {
        const { id } = await test.client.runbooks.run({
          runbookId,
          endpointIds: [endpointId],
          parameters,
          statement: { reason: 'before the patch' },
        });
        await expect
          .poll(async () => (await test.client.runbooks.get({ id })).state, { timeout: 60_000 })
          .not.toBe('running');
        return (await test.client.runbooks.get({ id })).hosts[0]?.steps ?? [];
      };
      const state = await ended('mysql.service-state', {});
      expect(state[0]).toMatchObject({ state: 'done', exitCode: 0 });
      expect(state.map(({ output }) => output).join()).not.toContain('No such file');
      const parameters = { database: database.database, folder, options_file: options };
      const backup = await ended('mysql.backup', parameters);
      expect(backup.map((step) => step.state)).toEqual(['done', 'done']);
      expect(backup[1]?.output).toMatch(/[0-9a-f]{64} .*\.sql\.gz/);
      expect(await readdir(folder)).toHaveLength(1);
    } finally {
      await test.close();
      await server.stop();
      await database.stop();
    }
  });
});
