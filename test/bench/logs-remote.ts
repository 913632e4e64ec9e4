import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from '../../scripts/node.mjs';
import { LogPieces } from '../../src-main/host/logs/engine/index';
import { loadFormats } from '../../src-main/host/logs/engine/formats/index';
import {
  findTime,
  RemoteHost,
  RemoteSource,
  searchOnHost,
} from '../../src-main/host/logs/remote/index';
import { startTestHost, type TestHost } from '../servers/host';
import { startSshServer, type SshServer } from '../servers/index';
import { requireProgram } from '../servers/parts';
import { bigLog } from './big-log';
import { percentile, type Bench, type Figure } from './figures';
import { startLongLine, type LongLine } from './latency';
import { addHosts, openSshOptions } from './ssh';

const run = promisify(execFile);
/** A connection over the internet. */
const roundTripMs = 100;
const rounds = 5;
const screen = 60;
const rareText = '物料保存失败';
const regex = 'ERROR.*user=(张伟|liqiang) code=ORA-1[0-9]{4}';

/** A log of 2 GB on a host, not copied: its first screen over a long line, and counts by its grep. */
export const logsRemote: Bench = async () => {
  const path = await bigLog();
  const server = await startSshServer();
  const line = await startLongLine(server, roundTripMs);
  const near = await startLongLine(server, 0);
  const test = await startTestHost();
  try {
    const [farId = '', nearId = ''] = await addHosts(test.client, [
      { ...server, host: line.host, port: line.port },
      { ...server, host: near.host, port: near.port },
    ]);
    return [
      ...(await firstScreen(test, farId, path, line)),
      ...(await counts(test, nearId, path, server, near)),
    ];
  } finally {
    await test.close();
    await Promise.all([line.stop(), near.stop()]);
    await server.stop();
  }
};

function hostOf(test: TestHost, endpointId: string, server: { host: string }): RemoteHost {
  const { ssh } = test.host.features();
  return new RemoteHost({
    host: server.host,
    username: '',
    open: (signal) => ssh.open(endpointId, signal),
    pause: (failures, signal) => ssh.pause(failures, signal),
    sudo: false,
    names: 'utf-8',
  });
}

/** From the click to the last screen, on a connection that is open; then a time in the middle. */
async function firstScreen(
  test: TestHost,
  endpointId: string,
  path: string,
  line: LongLine,
): Promise<Figure[]> {
  const formats = await loadFormats(join(root, 'resources'));
  const times: number[] = [];
  const bytes: number[] = [];
  const jumps: number[] = [];
  const host = hostOf(test, endpointId, line);
  await host.lease();
  for (let round = 0; round < rounds; round += 1) {
    await sleep(500);
    const [since, before] = [performance.now(), line.bytes()];
    const source = await RemoteSource.open(host, path);
    const pieces = await LogPieces.open(source, { formats });
    const tail = await pieces.piece({ at: source.size, before: 128 * 1024, after: 0 });
    const lines = await tail.lines(tail.endLine - screen, screen);
    times.push(performance.now() - since);
    bytes.push(line.bytes() - before);
    if (lines.length < screen) throw new Error('lines are missing');
    await sleep(1000);
    const [first] = await (await pieces.piece({ at: 0, before: 0, after: 4096 })).lines(0, 1);
    const [last] = lines.slice(-1);
    const [begin, end] = [first?.time ?? NaN, last?.time ?? NaN];
    const middle = begin + (end - begin) * 0.37;
    const jump = performance.now();
    const found = await findTime({ source, kernel: pieces.kernel, time: middle });
    jumps.push(performance.now() - jump);
    if (found.time === null || Math.abs(found.time - middle) > 60_000) throw new Error('no time');
    await source.close();
  }
  host.close();
  const time = percentile(times, 0.5);
  return [
    {
      name: `first screen of a remote 2 GB log, ${roundTripMs} ms away`,
      value: time,
      unit: 'ms',
      target: 3 * roundTripMs + 200,
      better: 'less',
    },
    {
      name: 'first screen of a remote 2 GB log, moved',
      value: Math.max(...bytes) / 1e6,
      unit: 'MB',
      target: 1,
      better: 'less',
    },
    {
      name: `jump to a time in a remote 2 GB log, ${roundTripMs} ms away`,
      value: percentile(jumps, 0.5) / 1000,
      unit: 's',
      target: 3,
      better: 'less',
    },
  ];
}

/** Our count beside OpenSSH's client on a shared connection, in turn. */
async function counts(
  test: TestHost,
  endpointId: string,
  path: string,
  server: SshServer,
  near: LongLine,
): Promise<Figure[]> {
  const host = hostOf(test, endpointId, server);
  const count = async (text: string, isRegex: boolean): Promise<number> => {
    const words = { text, regex: isRegex, ignoreCase: false };
    const options = { paths: [path], words, hitsPerFile: 0, encodingOf: () => 'utf-8' as const };
    for await (const { lines, error } of searchOnHost(host, options)) {
      if (error) throw error;
      return lines ?? NaN;
    }
    return NaN;
  };
  const folder = await mkdtemp(join(tmpdir(), 'fieldbench-bench-'));
  const ssh = requireProgram('ssh');
  const target = `${server.user}@${server.host}`;
  const shared = [...openSshOptions(server), '-S', join(folder, 'control')];
  const master = spawn(ssh, [...shared, '-M', '-N', target], { stdio: 'ignore' });
  try {
    // What is asked once a host, and the file in the page cache.
    await count('warm up', false);
    for (let tries = 0; tries < 100; tries += 1) {
      if (
        await run(ssh, [...shared, '-O', 'check', target]).then(
          () => true,
          () => false,
        )
      )
        break;
      await sleep(50);
    }
    const figures: Figure[] = [];
    for (const [name, text, isRegex] of [
      ['text', rareText, false],
      ['regex', regex, true],
    ] as const) {
      const ours: number[] = [];
      const peer: number[] = [];
      const moved: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const [since, before] = [performance.now(), near.bytes()];
        const lines = await count(text, isRegex);
        ours.push((performance.now() - since) / 1000);
        moved.push(near.bytes() - before);
        const begin = performance.now();
        const command = `grep -c${isRegex ? 'E' : ''} '${text}' ${path}`;
        const { stdout } = await run(ssh, [...shared, target, command]);
        peer.push((performance.now() - begin) / 1000);
        if (Number(stdout) !== lines) throw new Error(`${lines} lines, not ${stdout}`);
      }
      const best = Math.min(...peer);
      figures.push(
        {
          name: `count of a ${name} in a remote 2 GB log`,
          value: Math.min(...ours),
          unit: 's',
          target: 1.2 * best,
          better: 'less',
          peer: { name: 'ssh host grep -c', value: best },
        },
        {
          name: `count of a ${name} in a remote 2 GB log, moved`,
          value: Math.max(...moved) / 1024,
          unit: 'KB',
          target: 64,
          better: 'less',
        },
      );
    }
    return figures;
  } finally {
    host.close();
    master.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}
