import { describe, expect, it } from 'vitest';
import { endpointDetailSchema, type EndpointDetail } from '../../../src-main/contract/systems';
import {
  detailOf,
  draftOf,
  emptyDraft,
  hasOptionProblem,
  problemsOf,
  suggestedName,
} from './endpoint-draft';

const sshId = '01990000-0000-7000-8000-000000000001';
const options = {
  jumpId: null,
  proxy: null,
  agentForwarding: false,
  keepaliveSeconds: 10,
  connectTimeoutSeconds: 15,
  algorithms: 'modern',
  encoding: 'utf-8',
  sudo: 'none',
  sudoSecret: null,
} as const;
const details: EndpointDetail[] = [
  {
    ...options,
    kind: 'ssh',
    host: 'nc-db-01',
    port: 22,
    username: 'oracle',
    auth: 'interactive',
    identityPath: '',
    secret: null,
    jumpId: sshId,
    proxy: { kind: 'http', host: 'proxy', port: 3128, username: 'me', secret: 'proxy' },
    agentForwarding: true,
    keepaliveSeconds: 0,
    connectTimeoutSeconds: 60,
    algorithms: 'old',
    encoding: 'gb18030',
    sudo: 'password',
    sudoSecret: 'sudo',
  },
  {
    ...options,
    kind: 'ssh',
    host: 'nc-app-01',
    port: 2222,
    username: 'root',
    auth: 'key',
    identityPath: '~/.ssh/id_rsa',
    secret: 'nc key',
  },
  { kind: 'log', sshId, path: '/u01/log/*.log', encoding: 'gb18030', sudo: true },
  {
    kind: 'database',
    dialect: 'postgresql',
    host: '127.0.0.1',
    port: 5432,
    database: 'erp',
    username: 'fbread',
    secret: null,
    sshId,
    tls: 'off',
    authorityPath: '',
    schema: '',
    readOnlyIntent: true,
    oracle: { names: 'service', driver: 'thin', home: '' },
  },
  {
    kind: 'database',
    dialect: 'oracle',
    host: 'ora',
    port: 0,
    database: 'PROD',
    username: 'fbread',
    secret: 'ora',
    sshId,
    tls: 'verify',
    authorityPath: '/home/ops/ca.pem',
    schema: 'APPS',
    readOnlyIntent: false,
    oracle: { names: 'sid', driver: 'sqlplus', home: '/u01/oracle' },
  },
  {
    kind: 'database',
    dialect: 'sqlite',
    host: '',
    port: 0,
    database: '/home/ops/导出.db',
    username: '',
    secret: null,
    sshId: null,
    tls: 'prefer',
    authorityPath: '',
    schema: '',
    readOnlyIntent: true,
    oracle: { names: 'service', driver: 'thin', home: '' },
  },
  { kind: 'url', url: 'https://erp.example.com/login' },
];

describe('the form of an endpoint', () => {
  it.each(details)('gives back the $kind endpoint it was opened with', (detail) => {
    const draft = draftOf({ name: 'a', detail });
    expect(problemsOf(draft)).toEqual({});
    expect(detailOf(draft)).toEqual(detail);
    expect(endpointDetailSchema.parse(detailOf(draft))).toEqual(detail);
  });

  it('names every field that is missing', () => {
    expect(problemsOf({ ...emptyDraft('ssh'), port: '0' })).toEqual({
      host: 'host',
      username: 'username',
      port: 'port',
    });
    expect(problemsOf(emptyDraft('log'))).toEqual({ sshId: 'sshId', path: 'path' });
    expect(problemsOf(emptyDraft('url'))).toEqual({ url: 'url' });
    expect(problemsOf({ ...emptyDraft('url'), url: 'javascript:alert(1)' })).toEqual({
      url: 'url',
    });
  });

  it('wants name and value of a new password, and forgets it where the agent logs in', () => {
    const draft = {
      ...emptyDraft('ssh'),
      host: 'h',
      username: 'u',
      secret: { mode: 'new', name: ' ', value: '' } as const,
    };
    expect(problemsOf(draft)).toEqual({ secretName: 'secretName', secretValue: 'secretValue' });
    expect(problemsOf({ ...draft, auth: 'agent' })).toEqual({});
    expect(detailOf({ ...draft, auth: 'agent' })).toMatchObject({ secret: null, identityPath: '' });
  });

  it('keeps connection options within their bounds, and asks only for the passwords that are used', () => {
    const draft = { ...emptyDraft('ssh'), host: 'h', username: 'u' };
    expect(hasOptionProblem(problemsOf(draft))).toBe(false);
    const wrong = problemsOf({
      ...draft,
      keepalive: '601',
      connectTimeout: '0',
      proxyKind: 'http',
      proxyPort: 'x',
    });
    expect(wrong).toEqual({
      keepalive: 'keepalive',
      connectTimeout: 'connectTimeout',
      proxyHost: 'host',
      proxyPort: 'port',
    });
    expect(hasOptionProblem(wrong)).toBe(true);
    const choice = { mode: 'new', name: '', value: '' } as const;
    expect(problemsOf({ ...draft, sudoSecret: choice, proxySecret: choice })).toEqual({});
    expect(problemsOf({ ...draft, sudo: 'password', sudoSecret: choice })).toEqual({
      sudoSecretName: 'secretName',
      sudoSecretValue: 'secretValue',
    });
  });

  it('asks of a database what its kind needs', () => {
    const draft = emptyDraft('database');
    const login = { host: 'host', username: 'username' };
    expect(problemsOf(draft)).toEqual({ ...login, database: 'database' });
    expect(problemsOf({ ...draft, dialect: 'mysql', port: '0' })).toEqual({
      ...login,
      port: 'port',
    });
    expect(problemsOf({ ...draft, dialect: 'sqlite' })).toEqual({ database: 'file' });
    const oracle = { ...draft, dialect: 'oracle', oracleDriver: 'sqlplus' } as const;
    expect(problemsOf(oracle)).toMatchObject({ sshId: 'sshId' });
    expect(suggestedName({ ...draft, dialect: 'sqlite', database: 'C:\\data\\a.db' })).toBe('a.db');
    expect(suggestedName({ ...draft, dialect: 'mysql', host: 'db-01' })).toBe('db-01');
  });

  it('suggests a name from where it points', () => {
    expect(suggestedName({ ...emptyDraft('log'), path: '/u01/nc/logs/catalina.out' })).toBe(
      'catalina.out',
    );
    expect(suggestedName({ ...emptyDraft('url'), url: 'https://erp:8443/x' })).toBe('erp:8443');
    expect(suggestedName(emptyDraft('ssh'))).toBe('');
  });
});
