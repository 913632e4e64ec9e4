import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../../test/servers/index';
import { openLogDesk, type LogDesk } from '../../../../test/servers/log-desk';
import { describeWith } from '../../../../test/servers/vitest';
import { readStream } from '../../../contract/wire/index';

describeWith(['sshd', 'ssh-client'], 'a log that only root may read', () => {
  let server: SshServer;
  let test: TestHost;
  let desk: LogDesk;

  beforeAll(async () => {
    server = await startSshServer();
    test = await startTestHost();
    desk = await openLogDesk(test, { ...server, identityPath: server.keys.ed25519.path });
  });
  afterAll(async () => {
    await test?.close();
    await server?.stop();
  });

  it('is read and searched by sudo where the inventory says so', async () => {
    const tools = join(server.home, 'tools');
    mkdirSync(tools, { recursive: true });
    const sudo = '#!/bin/sh\necho "$*" >>"$HOME/sudo"\n';
    const run = 'while test "$1" != --; do shift; done; shift; exec "$@"\n';
    writeFileSync(join(tools, 'sudo'), sudo + run, { mode: 0o755 });
    writeFileSync(join(server.home, '.bashrc'), `PATH=${tools}:$PATH\n`);
    const asked = (): number => readFileSync(join(server.home, 'sudo'), 'utf8').split('\n').length;
    const { systems } = test.client;
    const { endpoints } = await systems.inventory({});
    const { systemId, name, detail } = endpoints.find(({ id }) => id === desk.sshId)!;
    if (detail.kind !== 'ssh') throw new Error('no SSH endpoint');
    await systems.saveEndpoint({
      id: desk.sshId,
      systemId,
      name,
      detail: { ...detail, sudo: 'free' },
    });
    const path = join(server.home, 'root-7.log');
    writeFileSync(path, 'secret\n');
    const pattern = join(server.home, 'root-*.log');
    const saved = await systems.saveEndpoint({
      systemId,
      name: 'of root',
      detail: { kind: 'log', sshId: desk.sshId, path: pattern, sudo: true },
    });
    const { logs } = test.client;
    const followed = await logs.open({ places: [{ kind: 'endpoint', endpointId: saved.id }] });
    await desk.until(followed.id, ({ rows }) => rows === 1);
    const followedBy = asked();
    expect(followedBy).toBeGreaterThan(1);
    const place = { kind: 'remote' as const, endpointId: desk.sshId, path };
    const remote = await logs.open({ places: [place] });
    await desk.until(remote.id, ({ rows }) => rows === 1);
    expect(asked()).toBeGreaterThan(followedBy);
    const readBy = asked();
    const search = { text: 'secret', regex: false, ignoreCase: false };
    for await (const [found] of readStream(
      test.client,
      logs.searchFiles({ places: [place], search, hitsPerFile: 1 }),
    ))
      expect(found).toMatchObject({ lines: 1, error: null });
    expect(asked()).toBeGreaterThan(readBy);
  });
});
