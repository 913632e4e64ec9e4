import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MariaDbServer, startMariaDb } from './mariadb';
import { requireProgram } from './parts';
import { run } from './process';
import { describeWith } from './vitest';

describeWith(['mariadb'], 'the private MariaDB', () => {
  let server: MariaDbServer;
  beforeAll(async () => {
    server = await startMariaDb();
    await server.query(`
      CREATE TABLE orders (id int PRIMARY KEY, customer text);
      INSERT INTO orders VALUES (1, '华东电机'), (2, NULL)`);
  });
  afterAll(() => server?.stop());

  it('answers the admin with rows', async () => {
    expect(await server.query('SELECT id, customer FROM orders ORDER BY id')).toEqual([
      { id: '1', customer: '华东电机' },
      { id: '2', customer: 'NULL' },
    ]);
  });

  it('lets the reader read and not write', async () => {
    const asReader = (sql: string) =>
      run(
        requireProgram('mariadb'),
        [
          '--no-defaults',
          `--host=${server.host}`,
          `--port=${server.port}`,
          `--user=${server.reader.user}`,
          '--batch',
          '--skip-column-names',
          server.database,
        ],
        { input: sql, environment: { MYSQL_PWD: server.reader.password } },
      );
    expect(await asReader('SELECT count(*) FROM orders')).toBe('2\n');
    await expect(asReader('DELETE FROM orders')).rejects.toThrow('command denied');
  });
});
