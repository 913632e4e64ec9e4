import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeServerFolder, makeSshKey, removeServerFolder } from '../../../test/servers/index';
import { describeWith } from '../../../test/servers/vitest';
import { describeHostKey } from './host-key';
import { loadPrivateKey, parsePrivateKey } from './private-key';

const fingerprintOf = (key: { getPublicSSH(): Buffer }): string =>
  describeHostKey(key.getPublicSSH()).fingerprint;

describeWith(['ssh-client'], 'keys that ssh-keygen made', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await makeServerFolder('keys');
  });
  afterAll(() => removeServerFolder(folder));

  it('loads plain and encrypted ones, with the fingerprint OpenSSH prints', async () => {
    const plain = await makeSshKey(folder, 'plain', 'rsa');
    const locked = await makeSshKey(folder, 'locked', 'ed25519', '口令 with spaces');
    expect(fingerprintOf(loadPrivateKey(plain.path, null))).toBe(plain.fingerprint);
    expect(fingerprintOf(loadPrivateKey(locked.path, '口令 with spaces'))).toBe(locked.fingerprint);
  });

  it('says what is missing', async () => {
    const { path } = await makeSshKey(folder, 'asking', 'ed25519', 'right');
    const fails = (code: string) => expect.objectContaining({ code, params: { path } });
    expect(() => loadPrivateKey(path, null)).toThrow(fails('ssh.key-passphrase-needed'));
    expect(() => loadPrivateKey(path, 'wrong')).toThrow(fails('ssh.key-passphrase-wrong'));
    const open = `${path}.pub`;
    expect(() => loadPrivateKey(open, null)).toThrow(
      expect.objectContaining({ code: 'ssh.key-unreadable', params: { path: open } }),
    );
    expect(() => loadPrivateKey(`${path}-missing`, null)).toThrow(
      expect.objectContaining({ code: 'ssh.key-unreadable' }),
    );
    expect(await readFile(path, 'utf8')).toContain('OPENSSH PRIVATE KEY');
  });
});

it.each(['rsa', 'ec', 'ed25519'] as const)('signs with a PEM (PKCS#8) key of type %s', (type) => {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  const plain = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const locked = privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' })
    .toString();
  const key = parsePrivateKey(locked, 'key.pem', 'right');
  expect(fingerprintOf(key)).toBe(fingerprintOf(parsePrivateKey(plain, 'key.pem', null)));
  const data = Buffer.from('challenge');
  expect(key.verify(data, key.sign(data))).toBe(true);
  expect(() => parsePrivateKey(locked, 'key.pem', 'wrong')).toThrow(
    expect.objectContaining({ code: 'ssh.key-passphrase-wrong' }),
  );
});

it('tells a PEM key in the old encrypted form without its passphrase', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const locked = privateKey
    .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'right' })
    .toString();
  expect(() => parsePrivateKey(locked, 'old.pem', null)).toThrow(
    expect.objectContaining({ code: 'ssh.key-passphrase-needed' }),
  );
  expect(parsePrivateKey(locked, 'old.pem', 'right').isPrivateKey()).toBe(true);
});
