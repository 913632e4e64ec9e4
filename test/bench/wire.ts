import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { projectNode, root } from '../../scripts/node.mjs';
import { connect, readStream, socketChannel } from '../../src-main/contract/wire/index';
import { cookieOf, openView } from '../contract/browser';
import { probeClient } from '../contract/probe';
import { percentile, type Bench } from './figures';

const calls = 2000;
const batches = 1000;
/** Three bytes each in UTF-8: Chinese text is what logs and cells are full of. */
const charactersPerBatch = 21_845;
const megabyte = 1e6;

/** Round trip and stream over a WebSocket to another process, beside a bare WebSocket. */
export const wire: Bench = async () => {
  const child = spawn(
    projectNode(),
    [
      '--input-type=module',
      '-e',
      "import { runnerImport } from 'vite'; const { module } = await runnerImport('test/bench/wire-server.ts'); await module.main();",
    ],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const place = JSON.parse(await firstLine(child.stdout)) as {
      port: number;
      url: string;
      echo: number;
    };
    const cookie = await cookieOf(place.port, place.url);
    const connection = connect(socketChannel(await openView(place.port, cookie)));
    const client = probeClient(connection);
    const peer = await openPeer(place.echo);

    const ours = await roundTrips(() => client.app.ping({ payload: 'x' }));
    const bare = await roundTrips(() => peer.ask('x'));

    const streamed = await rate(async () => {
      let bytes = 0;
      const frames = client.probe.long({ batches, characters: charactersPerBatch });
      for await (const items of readStream<string>(connection.client, frames)) {
        for (const item of items) bytes += Buffer.byteLength(item);
      }
      return bytes;
    });
    const bareStreamed = await rate(() => peer.stream(batches));
    connection.close();
    peer.close();
    return [
      {
        name: 'RPC round trip p50',
        value: percentile(ours, 0.5),
        unit: 'ms',
        target: 1,
        better: 'less',
        peer: { name: 'bare WebSocket', value: percentile(bare, 0.5) },
      },
      {
        name: 'stream over WebSocket',
        value: streamed,
        unit: 'MB/s',
        target: 20,
        better: 'more',
        peer: { name: 'bare WebSocket', value: bareStreamed },
      },
    ];
  } finally {
    child.kill();
  }
};

async function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) return line;
  throw new Error('the server ended before it said where it is');
}

async function roundTrips(call: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < calls; index++) {
    const begin = performance.now();
    await call();
    samples.push(performance.now() - begin);
  }
  // The first calls warm both sides up.
  return samples.slice(calls / 10);
}

async function rate(work: () => Promise<number>): Promise<number> {
  const begin = performance.now();
  const bytes = await work();
  return bytes / megabyte / ((performance.now() - begin) / 1000);
}

async function openPeer(port: number) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    ask: (text: string) =>
      new Promise((resolve) => {
        socket.once('message', resolve);
        socket.send(text);
      }),
    stream: (count: number) =>
      new Promise<number>((resolve) => {
        let bytes = 0;
        socket.on('message', (data) => {
          const text = (data as Buffer).toString();
          if (text === 'end') resolve(bytes);
          else bytes += Buffer.byteLength(text);
        });
        socket.send(`stream ${count}`);
      }),
    close: () => socket.close(),
  };
}
