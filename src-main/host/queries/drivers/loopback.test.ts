import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { forwardOnce } from './loopback';
import { directStream } from './stream';

const signal = new AbortController().signal;

async function echoServer() {
  let ended = 0;
  const server = createServer((socket) => {
    socket.pipe(socket);
    socket.on('close', () => ended++);
    socket.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { open: directStream('127.0.0.1', port), ended: () => ended, server };
}

async function connected(port: number): Promise<'connected' | 'refused'> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return 'connected';
  } catch {
    return 'refused';
  } finally {
    socket.destroy();
  }
}

it('lets one connection through, and nobody after it', async () => {
  const echo = await echoServer();
  const { port, close } = await forwardOnce(echo.open, signal);
  const socket = connect(port, '127.0.0.1');
  const sent = Buffer.alloc(300_000, 'abc');
  socket.write(sent);
  let received = Buffer.alloc(0);
  for await (const bytes of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, bytes]);
    if (received.length === sent.length) break;
  }
  expect(received.equals(sent)).toBe(true);
  expect(await connected(port)).toBe('refused');
  close();
  await expect.poll(echo.ended, { timeout: 25_000 }).toBe(1);
  echo.server.close();
});

it('gives the stream back when nobody came', async () => {
  const echo = await echoServer();
  const { port, close } = await forwardOnce(echo.open, signal);
  close();
  await expect.poll(echo.ended, { timeout: 25_000 }).toBe(1);
  expect(await connected(port)).toBe('refused');
  echo.server.close();
});
