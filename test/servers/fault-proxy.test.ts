import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy';

describe('the fault proxy', () => {
  let echo: Server;
  let proxy: FaultProxy;
  let sockets: Socket[];
  beforeEach(async () => {
    sockets = [];
    echo = createServer((socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const { port } = echo.address() as AddressInfo;
    proxy = await startFaultProxy({ target: { host: '127.0.0.1', port } });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await proxy.stop();
    await new Promise((resolve) => echo.close(resolve));
  });

  async function dial(): Promise<Socket> {
    const socket = connect(proxy.port, proxy.host);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }
  async function ask(socket: Socket, text: string): Promise<string> {
    socket.write(text);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  }

  it('passes bytes both ways', async () => {
    expect(await ask(await dial(), 'hello')).toBe('hello');
    expect(proxy.bytesPassed()).toBe(10);
  });

  it('passes on that one side has finished', async () => {
    const socket = await dial();
    socket.end('last words');
    let heard = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) heard += chunk.toString();
    expect(heard).toBe('last words');
  });

  it('resets the connections it cuts and accepts new ones', async () => {
    const socket = await dial();
    await ask(socket, 'hello');
    // Not events.once: it would reject on the very event awaited.
    const failure = new Promise<string | undefined>((resolve) =>
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
    );
    proxy.cut();
    expect(await failure).toBe('ECONNRESET');
    expect(proxy.connectionCount()).toBe(0);
    expect(await ask(await dial(), 'again')).toBe('again');
  });

  it('refuses new connections after a cut that says so, until resumed', async () => {
    proxy.cut({ refuseNew: true });
    const socket = connect(proxy.port, proxy.host);
    sockets.push(socket);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('close', resolve));
    proxy.resume();
    expect(await ask(await dial(), 'again')).toBe('again');
  });

  it('holds all bytes while stalled, and passes them on when resumed', async () => {
    const socket = await dial();
    await ask(socket, 'hello');
    const passedBefore = proxy.bytesPassed();
    proxy.stall();
    const answer = ask(socket, 'held');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(proxy.bytesPassed()).toBe(passedBefore);
    proxy.resume();
    expect(await answer).toBe('held');
  });

  it('changes one bit, once, behind the handshake', async () => {
    const socket = await dial();
    let got = 0;
    socket.on('data', (chunk: Buffer) => (got += chunk.length));
    proxy.corrupt();
    expect(await ask(socket, 'hello')).toBe('hello');
    socket.write('x'.repeat(5000));
    await expect.poll(() => got).toBe(5005);
    socket.write('x'.repeat(5000));
    await expect.poll(() => got).toBe(10_005);
    expect(await ask(socket, 'hello')).toBe('hello');
    proxy.corrupt();
    expect(await ask(socket, 'hello')).not.toBe('hello');
    expect(await ask(socket, 'hello')).toBe('hello');
  });
});
