/**
 * A process of its own for the wire bench: the real server around the probe host, and a bare
 * WebSocket echo beside it as the peer. Prints where they are as one line of JSON.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { root } from '../../scripts/node.mjs';
import { createLog } from '../../src-main/kit/log';
import { startServe } from '../../src-main/serve/index';
import { createProbeHost } from '../contract/probe';

/** Sends as many bytes as asked for, in messages of 64 KiB, or echoes a short text. */
function echo(): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    socket.on('message', (message) => {
      const text = (message as Buffer).toString();
      if (!text.startsWith('stream ')) return socket.send(text);
      const batch = '行'.repeat(21_845);
      for (let left = Number(text.slice(7)); left > 0; left--) socket.send(batch);
      socket.send('end');
    });
  });
  return new Promise((resolve) =>
    server.on('listening', () => resolve((server.address() as { port: number }).port)),
  );
}

export async function main(): Promise<void> {
  const running = await startServe({
    host: createProbeHost(() => undefined),
    port: 0,
    folder: mkdtempSync(join(tmpdir(), 'fieldbench-bench-')),
    page: join(root, 'src-renderer'),
    resources: join(root, 'resources'),
    log: createLog(() => undefined),
  });
  console.log(JSON.stringify({ port: running.port, url: running.newUrl(), echo: await echo() }));
  process.stdin.on('end', () => process.exit(0)).resume();
}
