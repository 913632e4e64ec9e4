import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestHost, type TestHost } from '../../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../../test/servers/index';
import { isRunning } from '../../../../test/servers/process';
import { openSshDesk, type SshDesk } from '../../../../test/servers/ssh-desk';
import { makeTools } from '../../../../test/servers/unix-stand-ins';
import { describeWith } from '../../../../test/servers/vitest';
import { follow } from './follow';
import { Ledger } from './ledger';
import type { FollowEvent, FollowOptions } from './ports';

const patience = { timeout: 25_000, interval: 30 };
/** `expect.poll`, which tests that run side by side cannot use. */
const until = (look: () => unknown) => ({
  toBe: (wanted: unknown) => vi.waitFor(() => expect(look()).toBe(wanted), patience),
  toContainEqual: (wanted: unknown) =>
    vi.waitFor(() => expect(look()).toContainEqual(wanted), patience),
});
/** Programs of a host that has neither `stat`, perl, `tail` nor `nice`. */
const fewPrograms = ['sh', 'bash', 'ls', 'uname', 'gzip', 'cat', 'sleep', 'kill'];
/** Fails for a file beside which another says so, as on a disk with errors. */
const dd = `#!/bin/sh
for word in "$@"; do case $word in if=*) [ -e "\${word#if=}.broken" ] && exit 1 ;; esac; done
exec /usr/bin/dd "$@"
`;
/** Takes its time before it has anything to say. */
const slowSeconds = 40_000 + process.pid;
const zstd = `#!/bin/sh\nexec sleep ${slowSeconds}\n`;
/** A stand-in for sudo, which this machine need not have: it asks, and says who it is. */
const sudo = `#!/bin/sh
[ "$1" = -S ] && [ "$2" = -p ] && [ "$4" = -- ] || exit 9
printf %s "$3" >&2
IFS= read -r given
[ "$given" = 'root word' ] || { echo 'Sorry, try again.' >&2; exit 1; }
shift 4
AS_ROOT=yes exec "$@"
`;

// Also by the tools of BusyBox, and by stand-ins for those of AIX (with sudo) and Solaris (noisy).
describeWith(['sshd', 'ssh-client', 'ssh-password'], 'hosts on which a log is followed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'follow-hosts-'));
  let test: TestHost;
  let desk: SshDesk;
  let servers: Record<
    'few' | 'noisy' | 'sftpOnly' | 'sudo' | 'busybox' | 'unprivileged' | 'changing',
    SshServer
  >;

  beforeAll(async () => {
    const [few, busybox, aix, solaris] = ['few', 'busybox', 'aix', 'solaris'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    makeTools(few, fewPrograms, { dd });
    makeTools(busybox, 'busybox');
    makeTools(aix, 'aix', { sudo, zstd });
    makeTools(solaris, 'solaris');
    const noisy = join(folder, 'noisy');
    const shell = existsSync('/bin/tcsh') ? '/bin/tcsh -f' : '/bin/sh';
    writeFileSync(
      noisy,
      `#!/bin/sh\necho '*** Welcome, 欢迎 ***'\nPATH=${solaris}; export PATH\nexec ${shell} -c "$SSH_ORIGINAL_COMMAND"\n`,
    );
    chmodSync(noisy, 0o755);
    const [one, two, three, four, five, six, seven] = await Promise.all([
      startSshServer({ config: [`SetEnv PATH=${few}`] }),
      startSshServer({ config: [`ForceCommand ${noisy}`] }),
      startSshServer({ config: ['ForceCommand internal-sftp'] }),
      startSshServer({ config: [`SetEnv PATH=${aix}`] }),
      startSshServer({ config: [`SetEnv PATH=${busybox}`] }),
      startSshServer({ unprivileged: true }),
      startSshServer(),
    ]);
    servers = {
      few: one,
      noisy: two,
      sftpOnly: three,
      sudo: four,
      busybox: five,
      unprivileged: six,
      changing: seven,
    };
    test = await startTestHost();
    desk = await openSshDesk(test);
    await desk.secret('root', 'root word');
    await Promise.all(Object.values(servers).map((server) => desk.trust(server)));
  });
  afterAll(async () => {
    await desk?.close();
    await test?.close();
    await Promise.all(Object.values(servers ?? {}).map((server) => server.stop()));
    rmSync(folder, { recursive: true });
  });

  /** A log of its own on a host, and a follower of it. */
  async function open(
    name: keyof typeof servers,
    change: (log: string) => Partial<FollowOptions> = () => ({}),
    near = mkdtempSync(join(folder, 'near-')),
  ) {
    const server = servers[name];
    const far = mkdtempSync(join(server.home, 'logs-'));
    chmodSync(far, 0o755);
    const log = join(far, 'app.log');
    const more = change(log);
    const ssh = desk.service({});
    const endpoint = await desk.endpoint(
      server,
      name === 'sudo' ? { sudo: 'password', sudoSecret: 'root' } : {},
    );
    const events: FollowEvent[] = [];
    const out = join(near, 'out');
    return {
      log,
      events,
      copied: (encoding: BufferEncoding = 'utf8') =>
        existsSync(out) ? readFileSync(out, encoding) : '',
      /** Follows until it is stopped; the result tells how it ended. */
      start: async () => {
        const stop = new AbortController();
        const sink = await Ledger.open(join(near, 'ledger'), out, { host: server.host, path: log });
        const followed = async (): Promise<void> => {
          try {
            await follow({
              connect: (signal) => ssh.open(endpoint, signal),
              path: log,
              username: server.user,
              from: 'start',
              sink,
              onEvent: (event) => events.push(event),
              pause: (failures, signal) => ssh.pause(failures, signal, { first: 50, longest: 200 }),
              signal: stop.signal,
              ...more,
            });
          } finally {
            await sink.close();
          }
        };
        const done = followed();
        done.catch(() => undefined);
        return {
          done,
          stop: () => {
            stop.abort();
            return done;
          },
        };
      },
    };
  }
  const kinds = (events: readonly FollowEvent[]) =>
    events.map(({ event }) => event).filter((event) => event !== 'command');

  it.concurrent.each(['few', 'noisy', 'sftpOnly', 'sudo'] as const)(
    'of kind “%s” is followed through a rotation, a copy and a packed file',
    async (name) => {
      const at = await open(name, () => (name === 'sudo' ? { sudo: true } : {}));
      writeFileSync(at.log, 'one\n');
      const first = await at.start();
      await until(at.copied).toBe('one\n');
      appendFileSync(at.log, 'two\n');
      renameSync(at.log, `${at.log}.1`);
      writeFileSync(at.log, 'three\n');
      await until(at.copied).toBe('one\ntwo\nthree\n');
      await first.stop();
      appendFileSync(at.log, 'four\n');
      renameSync(`${at.log}.1`, `${at.log}.2`);
      renameSync(at.log, `${at.log}.1`);
      execFileSync('gzip', [`${at.log}.1`, `${at.log}.2`]);
      writeFileSync(at.log, 'five\n');
      const second = await at.start();
      await until(at.copied).toBe('one\ntwo\nthree\nfour\nfive\n');
      await second.stop();
      expect(kinds(at.events)).not.toContain('gap');
    },
  );

  it.concurrent('reads what was packed with a program the host does not have', async () => {
    const at = await open('few');
    writeFileSync(at.log, 'one\n');
    const first = await at.start();
    await until(at.copied).toBe('one\n');
    await first.stop();
    writeFileSync(`${at.log}.1.zst`, zstdCompressSync(Buffer.from('one\ntwo\n')));
    rmSync(at.log);
    writeFileSync(at.log, 'three\n');
    const second = await at.start();
    await until(at.copied).toBe('one\ntwo\nthree\n');
    await second.stop();
    expect(at.events).toContainEqual({ event: 'recovered', bytes: 4, from: `${at.log}.1.zst` });
  });

  it.concurrent(
    'waits for a log that is not there, or is a folder, and begins with its first byte',
    async () => {
      const at = await open('busybox', () => ({ from: 'end' }));
      const following = await at.start();
      await until(() => at.events).toContainEqual({ event: 'waiting', reason: 'missing' });
      mkdirSync(at.log);
      await until(() => at.events).toContainEqual({ event: 'waiting', reason: 'not-a-file' });
      rmSync(at.log, { recursive: true });
      writeFileSync(at.log, 'first\n');
      await until(at.copied).toBe('first\n');
      rmSync(at.log);
      mkdirSync(at.log);
      await until(() => at.events.filter(({ event }) => event === 'waiting').length).toBe(3);
      await following.stop();
    },
  );

  it.concurrent.each<[BufferEncoding, string]>([
    ['utf8', 'one'],
    // U+4E0A: half of it is a line feed.
    ['utf16le', '\u4e0a\u4e0a'],
  ])('begins with the last lines (%s)', async (encoding, text) => {
    const at = await open('busybox', () => ({ from: { lines: 2 } }));
    const all = `\ufeff${'x'.repeat(200_000)}\n${text}\n${text}${text}\nthr`;
    writeFileSync(at.log, all, encoding);
    const following = await at.start();
    await until(() => at.copied(encoding)).toBe(`${text}${text}\nthr`);
    await following.stop();
  });

  it.concurrent.each(['busybox', 'sftpOnly'] as const)(
    'follows a log whose name is in GBK (%s)',
    async (name) => {
      const at = await open(name, (log) => ({
        names: 'gb18030',
        path: join(dirname(log), '日志.log'),
      }));
      const path = (ending: string) =>
        Buffer.concat([
          Buffer.from(`${dirname(at.log)}/`),
          iconv.encode(`日志.log${ending}`, 'gbk'),
        ]);
      writeFileSync(path(''), 'one\n');
      const following = await at.start();
      await until(at.copied).toBe('one\n');
      appendFileSync(path(''), 'two\n');
      renameSync(path(''), path('.1'));
      writeFileSync(path(''), 'three\n');
      await until(at.copied).toBe('one\ntwo\nthree\n');
      await following.stop();
      expect(kinds(at.events)).not.toContain('gap');
    },
  );

  it.concurrent('reads nothing twice when reading failed for a while', async () => {
    const at = await open('few');
    writeFileSync(at.log, 'one\n');
    const following = await at.start();
    await until(at.copied).toBe('one\n');
    writeFileSync(`${at.log}.broken`, '');
    appendFileSync(at.log, 'two\n');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    rmSync(`${at.log}.broken`);
    await until(at.copied).toBe('one\ntwo\n');
    appendFileSync(at.log, 'three\n');
    await until(at.copied).toBe('one\ntwo\nthree\n');
    await following.stop();
    expect(kinds(at.events)).not.toContain('gap');
  });

  it.concurrent(
    'misses no file that was empty when it was seen, where nothing tells it',
    async () => {
      const at = await open('sftpOnly');
      writeFileSync(at.log, 'one\n');
      const following = await at.start();
      await until(at.copied).toBe('one\n');
      appendFileSync(at.log, 'two\n');
      renameSync(at.log, `${at.log}.1`);
      execFileSync('gzip', [`${at.log}.1`]);
      writeFileSync(at.log, '');
      const from = `${at.log}.1.gz`;
      await until(() => at.events).toContainEqual({ event: 'recovered', bytes: 4, from });
      writeFileSync(at.log, 'three\n');
      renameSync(from, `${at.log}.2.gz`);
      renameSync(at.log, `${at.log}.1`);
      writeFileSync(at.log, '');
      // Of this second as the one before: no time tells them apart until it is touched.
      await until(() => (utimesSync(at.log, new Date(), new Date()), at.copied())).toBe(
        'one\ntwo\nthree\n',
      );
      writeFileSync(at.log, 'four\n');
      await until(at.copied).toBe('one\ntwo\nthree\nfour\n');
      await following.stop();
      expect(kinds(at.events)).not.toContain('gap');
    },
  );

  it.concurrent(
    'marks no gap for a file that was empty when it was seen, and then packed',
    async () => {
      const at = await open('unprivileged');
      const [one, two, three, four] = ['one', 'two', 'three', 'four'].map((word) =>
        `${word} `.repeat(50).concat('\n'),
      ) as [string, string, string, string];
      writeFileSync(at.log, one);
      const following = await at.start();
      await until(at.copied).toBe(one);
      appendFileSync(at.log, two);
      renameSync(at.log, `${at.log}.1`);
      // Before the inode of the other one is free.
      writeFileSync(at.log, '');
      execFileSync('gzip', [`${at.log}.1`]);
      const from = `${at.log}.1.gz`;
      await until(() => at.events.some((event) => event.event === 'recovered')).toBe(true);
      writeFileSync(at.log, three);
      renameSync(from, `${at.log}.2.gz`);
      renameSync(at.log, `${at.log}.1`);
      writeFileSync(at.log, four);
      execFileSync('gzip', [`${at.log}.1`]);
      await until(at.copied).toBe(one + two + three + four);
      await following.stop();
      expect(kinds(at.events)).not.toContain('gap');
    },
  );

  it.concurrent(
    'leaves nothing running there that unpacks and has not come to our bytes',
    async () => {
      const at = await open('sudo', () => ({ sudo: true }));
      writeFileSync(at.log, 'one\n');
      const first = await at.start();
      await until(at.copied).toBe('one\n');
      await first.stop();
      renameSync(at.log, `${at.log}.1.zst`);
      writeFileSync(at.log, 'two\n');
      const second = await at.start();
      await until(() => isRunning(`sleep\0${slowSeconds}`)).toBe(true);
      await second.stop();
      await until(() => isRunning(`sleep\0${slowSeconds}`)).toBe(false);
    },
  );

  it.concurrent(
    'follows the newest match of a pattern, and the next one when it comes',
    async () => {
      const at = await open('busybox', (log) => ({ path: log.replace('app.log', 'app.*.log') }));
      const day = (name: string) => at.log.replace('app.log', `app.${name}.log`);
      writeFileSync(day('2026-03-01'), 'yesterday\n');
      writeFileSync(day('2026-03-02'), 'today\n');
      const following = await at.start();
      await until(at.copied).toBe('today\n');
      writeFileSync(day('errors'), 'of another log\n');
      writeFileSync(day('2026-03-03'), 'tomorrow\n');
      appendFileSync(day('2026-03-02'), 'late\n');
      await until(at.copied).toBe('today\nlate\ntomorrow\n');
      await following.stop();
      expect(at.events).toContainEqual({ event: 'rotated', how: 'switched' });
    },
  );

  it.concurrent('stops where the log may not be read, and says so', async () => {
    const at = await open('unprivileged');
    writeFileSync(at.log, 'one\n');
    const following = await at.start();
    await until(at.copied).toBe('one\n');
    chmodSync(at.log, 0o600);
    await expect(following.done).rejects.toMatchObject({
      code: 'logs.path-unreadable',
      params: { path: at.log },
    });
  });

  it.concurrent('stops before any credential when the host shows another key', async () => {
    const at = await open('changing');
    writeFileSync(at.log, 'one\n');
    const following = await at.start();
    await until(at.copied).toBe('one\n');
    await servers.changing.replaceHostKey();
    await expect(following.done).rejects.toMatchObject({ code: 'ssh.host-key-changed' });
    // The log of the server that started anew.
    expect(servers.changing.log()).not.toContain('Accepted');
  });

  it.concurrent('goes on when there is room again on a disk that was full', async (context) => {
    const disk = mkdtempSync(join(folder, 'disk-'));
    let following: { stop: () => Promise<void> } | undefined;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      context.skip('only root can make a small disk');
    }
    try {
      const at = await open('busybox', () => ({}), disk);
      const inTheWay = join(disk, 'in the way');
      writeFileSync(inTheWay, Buffer.alloc(900_000));
      const line = '一行日志，写满磁盘\n';
      writeFileSync(at.log, line);
      following = await at.start();
      await until(at.copied).toBe(line);
      appendFileSync(at.log, line.repeat(20_000));
      const full = { event: 'disconnected', reason: 'profile.disk-full' };
      await until(() => at.events).toContainEqual(full);
      rmSync(inTheWay);
      await until(() => at.copied().length).toBe(line.length * 20_001);
      expect(at.copied() === line.repeat(20_001)).toBe(true);
    } finally {
      await following?.stop();
      execFileSync('umount', [disk]);
    }
  });
});
