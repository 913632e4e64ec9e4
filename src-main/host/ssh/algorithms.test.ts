import type { BaseAgent, ParsedKey } from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startSshAgent, startSshServer, type SshServer } from '../../../test/servers/index';
import { openSshDesk, type SshDesk } from '../../../test/servers/ssh-desk';
import { describeWith } from '../../../test/servers/vitest';
import type { SshEndpoint } from '../../contract/systems';
import { HandshakeNotes, offeredAlgorithms } from './algorithms';
import { handshakeFailure } from './failure';
import { algorithmsPreferring } from './host-key';
import { logIn, OldSignatureRefused, type SshAuth } from './login';
import { loadPrivateKey } from './private-key';
import { runCommand } from './run';

describe('the algorithms that are offered', () => {
  it('have SHA-1 and CBC only where a host is allowed to be old, and there last', () => {
    const all = algorithmsPreferring([]);
    const modern = JSON.stringify(offeredAlgorithms('modern', all));
    expect(modern).not.toMatch(/sha1|cbc|"ssh-rsa"|md5/);
    expect(offeredAlgorithms('old', all)).toMatchObject({
      kex: { append: expect.arrayContaining(['diffie-hellman-group14-sha1']) as unknown },
      cipher: { append: expect.arrayContaining(['aes128-cbc']) as unknown },
    });
    expect((offeredAlgorithms('old', all).serverHostKey as string[]).at(-1)).toBe('ssh-rsa');
  });

  it('are told apart from what a server offers when nothing fits', () => {
    const notes = new HandshakeNotes();
    notes.take(
      'Handshake: (remote) KEX method: diffie-hellman-group1-sha1,kex-strict-s-v00@openssh.com',
    );
    notes.take('Handshake: (remote) C->S cipher: 3des-cbc,aes128-cbc');
    expect(notes.disagreement('Handshake failed: no matching key exchange algorithm')).toEqual({
      kind: 'key exchange',
      offered: 'diffie-hellman-group1-sha1',
    });
    expect(notes.disagreement('Handshake failed: no matching C->S cipher')).toEqual({
      kind: 'cipher',
      offered: '3des-cbc, aes128-cbc',
    });
    expect(notes.disagreement('something else')).toBeNull();
  });
});

describeWith(['sshd', 'ssh-client'], 'an old server', () => {
  let test: TestHost;
  let desk: SshDesk;
  let keys: SshServer;
  beforeAll(async () => {
    keys = await startSshServer();
  });
  afterAll(() => keys?.stop());
  beforeEach(async () => {
    test = await startTestHost();
    desk = await openSshDesk(test);
  });
  afterEach(async () => {
    await desk.close();
    await test.close();
  });

  it('that takes only signatures with SHA-1 gets one only where that is allowed', async () => {
    const key = loadPrivateKey(keys.keys.rsa.path, null);
    const agent = await startSshAgent([keys.keys.rsa]);
    try {
      // What a server says cannot be had from an OpenSSH of today: it always takes SHA-2.
      const signed = (auth: SshAuth, algorithms: 'modern' | 'old') =>
        new Promise((resolve, reject) => {
          const { handler } = logIn({
            username: 'engineer',
            auth,
            algorithms,
            ask: null,
            giveUp: reject,
          });
          handler([], false, () => undefined);
          handler(['publickey'], false, (method) => {
            if (typeof method !== 'object') return reject(new Error('nothing offered'));
            const data = Buffer.from('data');
            if (method.type === 'publickey') resolve((method.key as ParsedKey).sign(data));
            else if (method.type === 'agent')
              (method.agent as BaseAgent).sign(
                key,
                data,
                { hash: 'sha1' } as never,
                (error, signature) => (error ? reject(error) : resolve(signature)),
              );
          });
        });
      const ways: SshAuth[] = [
        { kind: 'key', key },
        { kind: 'agent', socket: agent.socket },
      ];
      for (const way of ways) {
        await expect(signed(way, 'modern')).rejects.toBeInstanceOf(OldSignatureRefused);
        expect(await signed(way, 'old')).toBeInstanceOf(Buffer);
      }
    } finally {
      await agent.stop();
    }
    const target = { host: 'h', port: 22, username: 'engineer' };
    const state = { methods: 'publickey', triedToLogIn: true, notes: new HandshakeNotes() };
    expect(handshakeFailure(new OldSignatureRefused(), target, state)).toMatchObject({
      code: 'ssh.algorithms',
      params: { host: 'h', kind: 'user key signature', offered: 'ssh-rsa' },
    });
  });

  const onlyOld: [string, string[], string, string][] = [
    [
      'key exchange',
      ['KexAlgorithms diffie-hellman-group14-sha1'],
      'key exchange',
      'diffie-hellman-group14-sha1',
    ],
    ['cipher', ['Ciphers aes128-cbc,aes256-cbc'], 'cipher', 'aes128-cbc, aes256-cbc'],
    ['host key', ['HostKeyAlgorithms ssh-rsa', 'RSA'], 'host key', 'ssh-rsa'],
  ];

  it.each(onlyOld)(
    'with nothing but an old %s is refused by its name, and let in where that is allowed',
    async (_, config, kind, offered) => {
      const hostKey = `HostKey ${keys.keys.rsa.path}`;
      const server = await startSshServer({
        config: config.map((line) => (line === 'RSA' ? hostKey : line)),
      });
      try {
        const { host, port, hostKeyFingerprint } = server;
        const fingerprint = config.includes('RSA') ? keys.keys.rsa.fingerprint : hostKeyFingerprint;
        await test.client.ssh.trust({ host, port, fingerprint });
        const ssh = desk.service({});
        const open = async (changes: Partial<SshEndpoint>) =>
          ssh.open(await desk.endpoint(server, changes));
        await expect(open({})).rejects.toMatchObject({
          code: 'ssh.algorithms',
          params: { host, kind, offered },
        });
        const old = await open({ algorithms: 'old' });
        expect((await runCommand(old, 'true')).code).toBe(0);
        old.release();
      } finally {
        await server.stop();
      }
    },
  );
});
