import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { socketChannel } from '../../src-main/contract/wire/index';
import { createLog } from '../../src-main/kit/log';
import { startServe, type RunningServe } from '../../src-main/serve/index';
import { cookieOf, openView } from './browser';
import { createProbeHost } from './probe';
import { describeTransport } from './suite';

describeTransport('WebSocket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-socket-'));
  const start = (): Promise<RunningServe> =>
    startServe({
      host: createProbeHost(),
      port: 0,
      folder,
      page: join(root, 'src-renderer'),
      resources: join(root, 'resources'),
      log: createLog(() => undefined),
    });
  let server = await start();
  let cookie = await cookieOf(server.port, server.newUrl());
  return {
    open: async () => socketChannel(await openView(server.port, cookie)),
    kill: async () => {
      await server.close();
      server = await start();
      cookie = await cookieOf(server.port, server.newUrl());
    },
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
});
