import { expect, it } from 'vitest';
import { targetOfUrl } from './target-url';

it.each([
  [
    'postgres://u:p%40@h/d',
    {
      dialect: 'postgresql',
      host: 'h',
      port: 5432,
      database: 'd',
      username: 'u',
      password: 'p@',
      tls: 'prefer',
    },
  ],
  [
    'postgresql://u@[::1]:5433/?sslmode=require',
    { host: '::1', port: 5433, database: 'u', password: null, tls: 'require' },
  ],
  ['kingbase://u@h/d?currentSchema=erp', { dialect: 'postgresql', port: 54321, schema: 'erp' }],
  ['mariadb://u:@h/d?ssl-mode=VERIFY_IDENTITY', { dialect: 'mysql', port: 3306, tls: 'verify' }],
  ['mysql://u@h', { dialect: 'mysql', database: '', tls: 'prefer' }],
  [
    'sqlserver://u@h/UFDATA?encrypt=true',
    { dialect: 'sqlserver', port: 1433, tls: 'verify', readOnlyIntent: true },
  ],
  [
    'sqlserver://u@h/d?encrypt=true&trustServerCertificate=true&applicationIntent=ReadWrite',
    { tls: 'require', readOnlyIntent: false },
  ],
  [
    'oracle://u@h/PROD?driver=thick&home=/opt/ic',
    {
      dialect: 'oracle',
      port: 1521,
      database: 'PROD',
      oracle: { names: 'service', driver: 'thick', home: '/opt/ic' },
    },
  ],
  [
    'oracle://u@h?sid=ORCL',
    { database: 'ORCL', oracle: { names: 'sid', driver: 'thin', home: '' } },
  ],
  ['hana://u@h:30041/HDB', { dialect: 'hana', port: 30041, database: 'HDB' }],
  ['sqlite:/tmp/a%20b.db', { dialect: 'sqlite', host: '', database: '/tmp/a b.db' }],
  ['sqlite:///tmp/a.db', { database: '/tmp/a.db' }],
])('reads %s', async (url, expected) => {
  expect(await targetOfUrl(url)).toMatchObject(expected);
});

it.each([
  ['nonsense', 'cli.usage'],
  ['dm://u:secret@h/d', 'sql.dialect-unsupported'],
  ['constructor://u:secret@h/d', 'sql.dialect-unsupported'],
  ['postgres://u:%zz@h/d', 'cli.usage'],
  ['postgres://u:secret@h/d?sslmode=maybe', 'cli.usage'],
  ['oracle://u:secret@h/d?driver=sqlplus', 'cli.usage'],
  ['sqlite:', 'cli.usage'],
])('refuses %s and tells no secret', async (url, code) => {
  const error = await targetOfUrl(url).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
  expect(JSON.stringify((error as { params: object }).params)).not.toContain('secret');
});
