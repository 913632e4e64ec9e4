import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PostgresServer, startPostgres } from './postgres';
import { describeWith } from './vitest';

describeWith(['postgres'], 'the private PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`
      CREATE TABLE orders (id int PRIMARY KEY, customer text);
      INSERT INTO orders VALUES (1, '华东电机'), (2, 'Müller')`);
  });
  afterAll(() => server?.stop());

  it('answers the admin with rows', async () => {
    const rows = await server.query('SELECT customer FROM orders WHERE id = $1', [1]);
    expect(rows).toEqual([{ customer: '华东电机' }]);
  });

  it('lets the reader read and not write', async () => {
    const client = new Client({ connectionString: server.readerUrl });
    await client.connect();
    const { rows } = await client.query('SELECT count(*)::int AS n FROM orders');
    expect(rows).toEqual([{ n: 2 }]);
    await expect(client.query('DELETE FROM orders')).rejects.toThrow('permission denied');
    await client.end();
  });

  it('refuses a wrong password', async () => {
    const { host, port, database, reader } = server;
    const client = new Client({ host, port, database, user: reader.user, password: 'wrong' });
    await expect(client.connect()).rejects.toThrow('password authentication failed');
  });

  it('ends the connections of its clients on order', async () => {
    const client = new Client({ connectionString: server.readerUrl });
    await client.connect();
    // pg reports the server's words first and the closed connection after them.
    const lost = new Promise<Error>((resolve) => client.on('error', resolve));
    await server.dropConnections();
    expect((await lost).message).toContain('terminating connection');
  });
});
