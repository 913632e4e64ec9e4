import { describe, expect, it } from 'vitest';
import { endpointDetailSchema, type EndpointDetail } from '../../../src-main/contract/systems';
import { detailOf, draftOf, emptyDraft, problemsOf, suggestedName } from './endpoint-draft';

const sshId = '01990000-0000-7000-8000-000000000001';
const details: EndpointDetail[] = [
  {
    kind: 'ssh',
    host: 'nc-app-01',
    port: 2222,
    username: 'root',
    auth: 'key',
    identityPath: '~/.ssh/id_rsa',
    secret: 'nc key',
  },
  { kind: 'log', sshId, path: '/u01/log/*.log', encoding: 'gb18030' },
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

  it('suggests a name from where it points', () => {
    expect(suggestedName({ ...emptyDraft('log'), path: '/u01/nc/logs/catalina.out' })).toBe(
      'catalina.out',
    );
    expect(suggestedName({ ...emptyDraft('url'), url: 'https://erp:8443/x' })).toBe('erp:8443');
    expect(suggestedName(emptyDraft('ssh'))).toBe('');
  });
});
