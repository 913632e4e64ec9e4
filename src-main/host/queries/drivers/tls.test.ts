import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAuthority, type TestAuthority } from '../../../../test/servers/certificates';
import { startMariaDb, type MariaDbServer } from '../../../../test/servers/mariadb';
import { startPostgres, type PostgresServer } from '../../../../test/servers/postgres';
import { rowsOf, unguarded } from '../../../../test/servers/unguarded';
import { describeWith } from '../../../../test/servers/vitest';
import { targetOfUrl } from '../target-url';
import { driverOf } from './registry';

const limits = { connectMs: 25_000, statementMs: 60_000, lockMs: 1_000 };
const encrypted = {
  postgresql: 'SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  mysql:
    "SELECT VARIABLE_VALUE <> '', VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_VERSION'",
};
const endless = {
  postgresql: 'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b',
  mysql: 'SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b',
};

describeWith(['postgres', 'mariadb'], 'TLS to databases', () => {
  let folder: string;
  let authority: TestAuthority;
  let other: TestAuthority;
  let servers: { postgresql: PostgresServer; mysql: MariaDbServer };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
    authority = makeAuthority();
    other = makeAuthority();
    writeFileSync(join(folder, 'ca.pem'), `${other.certificate}\n${authority.certificate}`);
    writeFileSync(join(folder, 'other.pem'), other.certificate);
    writeFileSync(join(folder, 'none.pem'), 'no certificate');
    const tls = authority.issue('IP:127.0.0.1');
    const [postgresql, mysql] = await Promise.all([startPostgres({ tls }), startMariaDb({ tls })]);
    servers = { postgresql, mysql };
  });
  afterAll(async () => {
    await servers?.postgresql.stop();
    await servers?.mysql.stop();
    authority?.dispose();
    other?.dispose();
    rmSync(folder, { recursive: true });
  });

  const open = async (url: string) => {
    const target = await targetOfUrl(url);
    const driver = await driverOf(target.dialect);
    return driver.open(target, limits, 'read', new AbortController().signal);
  };
  const code = (url: string): Promise<string> =>
    open(url).then(
      () => 'opened',
      (error: { code: string }) => error.code,
    );

  for (const dialect of ['postgresql', 'mysql'] as const) {
    it(`of ${dialect} is checked against an authority of one's own, and cancels as well`, async () => {
      const { url } = servers[dialect];
      for (const mode of ['prefer', 'require', `verify&authority=${join(folder, 'ca.pem')}`]) {
        const session = await open(`${url}?tls=${mode}`);
        const [row] = await session.ask(encrypted[dialect]);
        expect(row?.[0]).toMatch(/^(?:t|1)$/);
        const judgement = unguarded(dialect, endless[dialect]);
        const running = rowsOf(session, judgement).catch((error: unknown) => error);
        const again = setInterval(() => void session.cancel().catch(() => undefined), 100);
        expect(await running).toBeInstanceOf(Error);
        clearInterval(again);
        await session.close();
      }
      const plain = await open(`${url}?tls=off`);
      expect((await plain.ask(encrypted[dialect]))[0]?.[0]).toMatch(/^(?:f|0)$/);
      await plain.close();
    });

    it(`of ${dialect} names what is wrong with a certificate`, async () => {
      const { url } = servers[dialect];
      const verified = (pem: string): string => `tls=verify&authority=${join(folder, pem)}`;
      expect(await code(`${url}?tls=verify`)).toBe('sql.certificate-refused');
      expect(await code(`${url}?${verified('other.pem')}`)).toBe('sql.certificate-refused');
      const named = url.replace('127.0.0.1', 'localhost');
      expect(await code(`${named}?${verified('ca.pem')}`)).toBe('sql.certificate-name');
      expect(await code(`${url}?${verified('none.pem')}`)).toBe('sql.authority-unreadable');
      expect(await code(`${url}?${verified('missing.pem')}`)).toBe('sql.authority-missing');
    });
  }

  it('names a certificate that has expired', async () => {
    const server = await startMariaDb({ tls: authority.issue('IP:127.0.0.1', 0) });
    try {
      const verified = `tls=verify&authority=${join(folder, 'ca.pem')}`;
      expect(await code(`${server.url}?${verified}`)).toBe('sql.certificate-time');
      expect(await code(`${server.url}?tls=require`)).toBe('opened');
    } finally {
      await server.stop();
    }
  });
});
