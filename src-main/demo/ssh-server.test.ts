import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { ClientChannel, SFTPWrapper } from 'ssh2';
import { Client } from 'ssh2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DemoPlant } from './index';
import { DEMO_PASSWORD, startDemoPlant } from './index';

const NC_LOG = '/u01/nc/logs/nc-log.log';
const ACCESS_LOG = '/u01/tomcat/logs/localhost_access_log.txt';
const run = promisify(execFile);
let folder: string;
let plant: DemoPlant;

/** Options for OpenSSH's clients; nothing of the tester's own configuration is read. */
function options(): string[] {
  const { identity, knownHosts } = plant.ssh;
  const settings = [
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    `UserKnownHostsFile=${knownHosts}`,
    'StrictHostKeyChecking=yes',
    'ExitOnForwardFailure=yes',
  ];
  return ['-F', '/dev/null', '-i', identity, ...settings.flatMap((setting) => ['-o', setting])];
}

function sshArguments(...command: string[]): string[] {
  return [
    ...options(),
    '-p',
    String(plant.ssh.port),
    `${plant.ssh.user}@${plant.ssh.host}`,
    ...command,
  ];
}

interface Finished {
  status: number;
  out: Buffer;
  error: string;
}

function finished(child: ChildProcess): Promise<Finished> {
  const out: Buffer[] = [];
  let error = '';
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => (error += bytes.toString()));
  return new Promise((resolve) => {
    child.on('close', (status) =>
      resolve({ status: status ?? -1, out: Buffer.concat(out), error }),
    );
  });
}

const ssh = (...command: string[]): Promise<Finished> =>
  finished(spawn('ssh', sshArguments(...command)));

async function connectClient(settings: object): Promise<Client> {
  const client = new Client();
  client.connect({ host: plant.ssh.host, port: plant.ssh.port, username: 'demo', ...settings });
  await once(client, 'ready');
  return client;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldbench-demo-'));
  plant = await startDemoPlant({ folder, grows: false });
}, 30_000);

afterAll(async () => {
  await plant.close();
  await rm(folder, { recursive: true, force: true });
});

describe('OpenSSH ssh', () => {
  test('verifies the host key, logs in with the made key, and runs a simulated command', async () => {
    expect(await ssh('uname -s; whoami; exit_does_not_exist')).toEqual({
      status: 127,
      out: Buffer.from('Linux\ndemo\n'),
      error: 'bash: exit_does_not_exist: command not found (not simulated in the demo plant)\n',
    });
  });

  test('cannot touch the machine it runs on', async () => {
    const target = join(folder, 'touched');
    for (const line of [`touch ${target}`, `echo x > ${target}`, `mkdir -p ${target}`])
      await ssh(line);
    expect((await ssh(`cat ${plant.ssh.identity}`)).status).toBe(1);
    await expect(stat(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('reads GBK bytes that decode to Chinese', async () => {
    const { out, status } = await ssh(`cat ${NC_LOG}`);
    const text = new TextDecoder('gb18030', { fatal: true }).decode(out);
    expect(status).toBe(0);
    expect(text).toContain('物料保存失败：数据库锁等待超时');
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(out)).toThrow();
  });

  test('follows a log over rotation without loss and stops when the client leaves', async () => {
    const child = spawn('ssh', sshArguments(`tail -n 0 -F ${NC_LOG}`));
    const result = finished(child);
    await vi.waitFor(() => expect(plant.open().followers).toBe(1), 25_000);
    const expected: string[] = [];
    let received = '';
    child.stdout.on('data', (bytes: Buffer) => (received += bytes.toString('latin1')));
    for (let number = 0; number < 2000; number++) {
      expected.push(`line ${number}`);
      plant.files.append(NC_LOG, Buffer.from(`line ${number}\n`));
      if (number % 500 === 499) {
        plant.turnOver(NC_LOG);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const all = `${expected.join('\n')}\n`;
    await vi.waitFor(() => expect(received.length).toBe(all.length), 25_000);
    child.kill();
    expect(received).toBe(all);
    expect((await result).error).toContain('has been replaced;  following new file');
    await vi.waitFor(() => expect(plant.open()).toMatchObject({ ssh: 0, followers: 0 }), 25_000);
  });

  test('answers keep-alive requests', async () => {
    const settings = ['-o', 'ServerAliveInterval=1', '-o', 'ServerAliveCountMax=1'];
    const child = spawn('ssh', [...settings, ...sshArguments('sleep 3; echo alive')]);
    expect((await finished(child)).out.toString()).toBe('alive\n');
  }, 10_000);

  test('gives a small interactive shell', async () => {
    const child = spawn('ssh', ['-tt', ...sshArguments()]);
    const result = finished(child);
    let shown = '';
    child.stdout.on('data', (bytes: Buffer) => (shown += bytes.toString()));
    const prompts = (count: number): Promise<void> =>
      vi.waitFor(() => expect(shown.split('[demo@nc-app-01 ~]$ ').length - 1).toBe(count), 25_000);
    await prompts(1);
    child.stdin.write('hostnamx\u007fe\r');
    await prompts(2);
    child.stdin.write('sleep 600\r');
    await vi.waitFor(() => expect(shown).toContain('sleep 600\r\n'), 25_000);
    child.stdin.write('\u0003');
    await prompts(3);
    child.stdin.write('exit\r');
    expect((await result).status).toBe(0);
    expect(shown).toContain('\r\nnc-app-01\r\n');
    expect(shown).toContain('^C\r\n');
  });

  test('refuses to forward anywhere but to its own database', async () => {
    const other = createServer((socket) => socket.end('secret')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    for (const target of [`127.0.0.1:${port}`, 'example.com:80', `127.0.0.1:${plant.ssh.port}`]) {
      const child = spawn('ssh', ['-W', target, ...sshArguments()]);
      const { status, out } = await finished(child);
      expect([status, out.length]).toEqual([255, 0]);
    }
    const remote = await finished(spawn('ssh', ['-N', '-R', '0:127.0.0.1:22', ...sshArguments()]));
    expect(remote.status).toBe(255);
    other.close();
  });

  test('is refused with another key', async () => {
    const { utils } = await import('ssh2');
    const key = utils.generateKeyPairSync('ed25519').private;
    const client = new Client();
    client.connect({
      host: plant.ssh.host,
      port: plant.ssh.port,
      username: 'demo',
      privateKey: key,
    });
    const [error] = (await once(client, 'error')) as [Error & { level: string }];
    expect(error.level).toBe('client-authentication');
  });
});

describe('OpenSSH sftp', () => {
  async function batch(...lines: string[]): Promise<Finished> {
    const { host, port, user } = plant.ssh;
    const place = ['-P', String(port), '-b', '-', `${user}@${host}`];
    const child = spawn('sftp', [...options(), ...place]);
    child.stdin.end(`${lines.join('\n')}\n`);
    return finished(child);
  }

  test('lists and fetches a log, and cannot change what is not the visitor’s', async () => {
    const copy = join(folder, 'copy.log');
    const listing = await batch('cd /u01/tomcat/logs', 'pwd', 'ls -l', `get catalina.out ${copy}`);
    expect(listing.status).toBe(0);
    expect(listing.out.toString()).toMatch(/-rw-r--r-- .* localhost_access_log\.txt/);
    const log = plant.files.file('/u01/tomcat/logs/catalina.out');
    expect(await readFile(copy)).toEqual(log?.read(0, log.size));
    for (const line of [
      `put ${copy} /u01/x.log`,
      `rm ${NC_LOG}`,
      'mkdir /u01/new',
      `rename ${NC_LOG} /u01/y`,
    ]) {
      const refused = await batch(line);
      expect(refused.error).toMatch(/permission denied/i);
      expect(refused.status).toBe(1);
    }
  }, 20_000);

  test('writes, renames, links and removes in the visitor’s own folder', async () => {
    const source = join(folder, 'source.bin');
    const back = join(folder, 'back.bin');
    await writeFile(source, randomBytes(700_000));
    const done = await batch(
      'mkdir 目录',
      `put ${source} 目录/a.bin`,
      'rename 目录/a.bin 目录/b.bin',
      'ln -s b.bin 目录/link',
      'chmod 600 目录/b.bin',
      'df .',
      `get 目录/link ${back}`,
      'ls -l 目录',
      'rm 目录/b.bin',
      'rm 目录/link',
      'rmdir 目录',
    );
    expect(done).toMatchObject({ status: 0 });
    expect(await readFile(back)).toEqual(await readFile(source));
    expect(done.out.toString()).toMatch(/-rw------- .* b\.bin/);
    expect(plant.files.facts('/home/demo/目录')).toBeUndefined();
  }, 20_000);
});

describe('the ssh2 client', () => {
  test('logs in with the documented password, and not with another', async () => {
    const client = await connectClient({ password: DEMO_PASSWORD });
    client.end();
    await expect(connectClient({ password: 'wrong' })).rejects.toMatchObject({
      level: 'client-authentication',
    });
  });

  test('reads an open file on through a rename, at any offset', async () => {
    const client = await connectClient({ password: DEMO_PASSWORD });
    const sftp = await promisify<SFTPWrapper>((done) => client.sftp(done as never))();
    const handle = await promisify<Buffer>((done) => sftp.open(ACCESS_LOG, 'r', done as never))();
    const expected = plant.files.file(ACCESS_LOG)?.read(100, 50);
    plant.turnOver(ACCESS_LOG);
    expect(plant.files.file(ACCESS_LOG)?.size).toBe(0);
    const buffer = Buffer.alloc(50);
    await promisify((done: () => void) => sftp.read(handle, buffer, 0, 50, 100, done))();
    expect(buffer).toEqual(expected);
    await expect(
      promisify((done: (error?: Error) => void) => sftp.stat('/nowhere', done))(),
    ).rejects.toMatchObject({
      code: 2,
    });
    client.end();
  });

  test('a slow reader holds the writer back, and gets everything in the end', async () => {
    const big = '/u01/nc/logs/big.log';
    plant.files.append(big, Buffer.alloc(20 * 1024 * 1024, 'x'));
    const client = await connectClient({ password: DEMO_PASSWORD });
    const channel = await promisify<string, ClientChannel>((line, done) =>
      client.exec(line, done as never),
    )(`cat ${big}`);
    channel.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    let size = 0;
    channel.on('data', (bytes: Buffer) => (size += bytes.length));
    channel.resume();
    await once(channel, 'close');
    expect(size).toBe(20 * 1024 * 1024);
    client.end();
  }, 20_000);

  test('reaches the database through a tunnel', async () => {
    const client = await connectClient({ password: DEMO_PASSWORD });
    const listener = createServer((socket) => {
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', plant.database.port, (error, stream) => {
        expect(error).toBeUndefined();
        socket.pipe(stream).pipe(socket);
      });
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const database = new pg.Client({ host: '127.0.0.1', port, user: 'demo', database: 'nc65' });
    await database.connect();
    expect((await database.query('SELECT count(*)::int AS n FROM bd_customer')).rows).toEqual([
      { n: 500 },
    ]);
    await database.end();
    listener.close();
    client.end();
    await vi.waitFor(
      () => expect(plant.open()).toEqual({ ssh: 0, database: 0, followers: 0 }),
      25_000,
    );
  });
});

describe('closing', () => {
  test('ends clients and followers and frees the port', async () => {
    const child = spawn('ssh', sshArguments(`tail -F ${NC_LOG}`));
    const result = finished(child);
    await vi.waitFor(() => expect(plant.open().followers).toBe(1), 25_000);
    await plant.close();
    expect((await result).status).not.toBe(0);
    expect(plant.open()).toEqual({ ssh: 0, database: 0, followers: 0 });
    await expect(run('ssh', sshArguments('true'))).rejects.toMatchObject({ code: 255 });
  });
});
