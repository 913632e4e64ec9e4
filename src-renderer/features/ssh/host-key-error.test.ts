import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/errors';
import { compareCommand, hostKeyError } from './host-key-error';

describe('a refused host key', () => {
  it('tells an unknown key with its fingerprint', () => {
    const params = { host: 'nc-db-01', port: 2222, type: 'ssh-ed25519', fingerprint: 'SHA256:abc' };
    expect(hostKeyError(new AppError('ssh.host-key-unknown', params))).toEqual({
      kind: 'unknown',
      ...params,
    });
  });

  it('tells both fingerprints of a changed key', () => {
    const params = { host: 'h', port: 22, type: 'ssh-rsa', known: 'SHA256:a', found: 'SHA256:b' };
    expect(hostKeyError(new AppError('ssh.host-key-changed', params))).toEqual({
      kind: 'changed',
      ...params,
    });
  });

  it('leaves every other failure to its own words', () => {
    expect(hostKeyError(new AppError('ssh.auth-failed', { host: 'h' }))).toBeNull();
    expect(hostKeyError(new Error('ssh.host-key-unknown'))).toBeNull();
  });
});

describe('the command to compare a fingerprint with', () => {
  it.each([
    ['ssh-ed25519', 'ed25519'],
    ['ecdsa-sha2-nistp256', 'ecdsa'],
    ['rsa-sha2-512', 'rsa'],
    ['ssh-rsa', 'rsa'],
  ])('names the file of a %s key', (type, word) => {
    expect(compareCommand(type)).toBe(`ssh-keygen -lf /etc/ssh/ssh_host_${word}_key.pub`);
  });
});
