import { describe, expect, it } from 'vitest';
import { parseSshLine } from './ssh-line';

describe('a login as people copy it', () => {
  it.each([
    ['root@10.0.0.5', { username: 'root', host: '10.0.0.5', port: 22 }],
    [' applmgr@nc-app-01:2222 ', { username: 'applmgr', host: 'nc-app-01', port: 2222 }],
    ['ssh -p 2200 root@db', { username: 'root', host: 'db', port: 2200 }],
    ['ssh root@db -p2200', { username: 'root', host: 'db', port: 2200 }],
    ['ssh://root@db:22/', { username: 'root', host: 'db', port: 22 }],
    ['root@[2001:db8::1]:22', { username: 'root', host: '2001:db8::1', port: 22 }],
    ['DOMAIN\\li@主机', { username: 'DOMAIN\\li', host: '主机', port: 22 }],
  ])('reads %s', (line, parsed) => {
    expect(parseSshLine(line)).toEqual(parsed);
  });

  it.each([
    '',
    'host',
    '@host',
    'user@',
    'user@host:0',
    'user@host:70000',
    'user@host:ssh',
    'a b@c',
  ])('refuses “%s”', (line) => {
    expect(parseSshLine(line)).toBeNull();
  });
});
