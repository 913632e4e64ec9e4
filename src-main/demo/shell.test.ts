import { describe, expect, test } from 'vitest';
import { VirtualFiles } from './files';
import { commands, PlantShell } from './shell';
import type { PlantMachine } from './shell-types';

const NOW = Date.UTC(2024, 4, 6, 1, 2, 3);

function machine(): PlantMachine {
  const files = new VirtualFiles(() => NOW);
  files.append('/var/log/app.log', Buffer.from('one\ntwo 物料\nthree\n'));
  files.append('/var/log/app.log.1', Buffer.from('zero\n'));
  files.create('/var/log/secure', { mode: 0o600 });
  let last = 100;
  return {
    files,
    hostname: 'nc-app-01',
    user: 'demo',
    now: () => NOW,
    bootedAt: NOW - 86_400_000,
    processes: new Map(),
    nextProcess: () => (last += 1),
    hasCommand: (name) => commands.has(name),
  };
}

async function run(
  line: string,
  plant = machine(),
): Promise<{ status: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const status = await new PlantShell(plant).run(line, {
    out: async (bytes) => void (out += bytes.toString()),
    error: async (bytes) => void (error += bytes.toString()),
  });
  return { status, out, error };
}

async function output(line: string): Promise<string> {
  const { out, error } = await run(line);
  return out + error;
}

describe('the shell of the plant', () => {
  test('runs nothing that it does not know', async () => {
    expect(await run('touch /tmp/x')).toEqual({
      status: 127,
      out: '',
      error: 'sh: touch: command not found\n',
    });
    expect(await run('/bin/rm -rf /')).toMatchObject({ status: 127 });
    expect(await run('cat /etc/passwd')).toEqual({
      status: 1,
      out: '',
      error: 'cat: /etc/passwd: No such file or directory\n',
    });
    for (const line of ['echo $(id)', 'echo `id`', '(id)', 'sleep 1 &']) {
      expect(await run(line)).toMatchObject({ status: 2, out: '' });
    }
    expect(await run('echo x > /tmp/x')).toMatchObject({ status: 2, out: '' });
  });

  test.each([
    ['echo \'a  b\' "c d" e\\ f', 'a  b c d e f\n'],
    ['false && echo no || echo yes; echo $?', 'yes\n0\n'],
    ['X=5 env | grep ^X', 'X=5\n'],
    ['LC_ALL=C uname -s', 'Linux\n'],
    ['exec nice -n 10 whoami', 'demo\n'],
    ['sh -c "echo \'in\'; hostname"', 'in\nnc-app-01\n'],
    ['cat /nowhere 2>/dev/null || echo missing', 'missing\n'],
    ['cat /nowhere 2>&1 | wc -l', '1\n'],
    ['cd /var/log; pwd; ls *.log*', '/var/log\napp.log\napp.log.1\n'],
    ["ls '*.log'", "ls: cannot access '*.log': No such file or directory\n"],
    ['head -n 1 /var/log/app.log | cat', 'one\n'],
    ['cat /var/log/app.log | true', ''],
    ['printf "%s-%s\\n" a b', 'a-b\n'],
    ['date -u +%Y-%m-%dT%H:%M:%S', '2024-05-06T01:02:03\n'],
    ['date "+%F %T %z"', '2024-05-06 09:02:03 +0800\n'],
    ['locale charmap', 'UTF-8\n'],
    ['command -v tail; command -v oracle', '/usr/bin/tail\n'],
    ['test -r /var/log/app.log && echo readable', 'readable\n'],
    ['[ -r /var/log/secure ] || echo closed', 'closed\n'],
    ["stat -Lc '%d %i %s %Y' /var/log/app.log", /^2049 \d+ 21 1714957323\n$/],
    ['stat -c %s -- /var/log/app.log', '21\n'],
    ['grep -c o /var/log/app.log', '2\n'],
    ['grep -n 物料 /var/log/app.log', '2:two 物料\n'],
    ['grep -bF three /var/log/app.log', '15:three\n'],
    ['wc -c < /var/log/app.log', '21\n'],
    ['tail -n 2 /var/log/app.log', 'two 物料\nthree\n'],
    ['tail -n +2 -- /var/log/app.log', 'two 物料\nthree\n'],
    ['tail -1 /var/log/app.log', 'three\n'],
    ['tail -c 6 /var/log/app.log', 'three\n'],
    ['tail -c +16 /var/log/app.log', 'three\n'],
    ['tail -n0 /var/log/app.log', ''],
    ['cat /var/log/app.log | tail -n 1', 'three\n'],
    [
      'tail /var/log/secure',
      "tail: cannot open '/var/log/secure' for reading: Permission denied\n",
    ],
    ['head -c 3 /var/log/app.log', 'one'],
    [
      'printf x | sha256sum',
      '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  -\n',
    ],
  ])('%s', async (line, expected) => {
    const found = await output(line);
    if (expected instanceof RegExp) expect(found).toMatch(expected);
    else expect(found).toBe(expected);
  });

  test('a command can be ended by its process number', async () => {
    const plant = machine();
    const following = run('echo $$; exec tail -f /var/log/app.log', plant);
    await new Promise((resolve) => setImmediate(resolve));
    const [number] = plant.processes.keys();
    expect(await run(`kill ${number}`, plant)).toMatchObject({ status: 0 });
    expect((await following).out).toBe(`${number}\none\ntwo 物料\nthree\n`);
    expect(plant.files.listenerCount).toBe(0);
    expect(plant.processes.size).toBe(0);
  });
});

describe('tail -F', () => {
  /** Follows while `work` changes the files; waits until all output has come. */
  async function follow(
    line: string,
    work: (plant: PlantMachine, settle: () => Promise<void>) => Promise<void>,
  ): Promise<{ out: string; error: string }> {
    const plant = machine();
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    const running = run(line, plant);
    await settle();
    await work(plant, settle);
    await settle();
    for (const process of plant.processes.values()) process.abort();
    const { out, error } = await running;
    return { out, error };
  }
  const path = '/var/log/app.log';

  test('loses nothing over a rename and says so as GNU tail does', async () => {
    expect(
      await follow(`tail -n 0 -F ${path}`, async ({ files }, settle) => {
        files.append(path, Buffer.from('a\n'));
        await settle();
        files.append(path, Buffer.from('b\n'));
        files.rotateByRename(path, 3);
        files.append(path, Buffer.from('c\n'));
        await settle();
        files.append(path, Buffer.from('d\n'));
      }),
    ).toEqual({
      out: 'a\nb\nc\nd\n',
      error: `tail: '${path}' has been replaced;  following new file\n`,
    });
  });

  test('begins anew after copytruncate', async () => {
    expect(
      await follow(`tail -n 1 -F ${path}`, async ({ files }, settle) => {
        files.rotateByCopy(path, 3);
        await settle();
        files.append(path, Buffer.from('a longer first line of the new file\n'));
      }),
    ).toEqual({
      out: 'three\na longer first line of the new file\n',
      error: `tail: ${path}: file truncated\n`,
    });
  });

  test('with -f stays on the old file', async () => {
    const { out } = await follow(`tail -n 0 -f ${path}`, async ({ files }) => {
      files.rotateByRename(path, 3);
      files.append(path, Buffer.from('new file\n'));
      files.append(`${path}.1`, Buffer.from('old file\n'));
    });
    expect(out).toBe('old file\n');
  });

  test('waits for a file that is not there yet', async () => {
    expect(
      await follow('tail -F /var/log/late.log', async ({ files }) => {
        files.append('/var/log/late.log', Buffer.from('here\n'));
      }),
    ).toEqual({
      out: 'here\n',
      error:
        "tail: cannot open '/var/log/late.log' for reading: No such file or directory\n" +
        "tail: '/var/log/late.log' has appeared;  following new file\n",
    });
  });

  test('feeds a pipe line by line', async () => {
    const { out } = await follow(
      `tail -n 0 -F ${path} | grep --line-buffered yes`,
      async ({ files }) => {
        files.append(path, Buffer.from('yes 1\nno\nyes 2\n'));
      },
    );
    expect(out).toBe('yes 1\nyes 2\n');
  });
});

describe('rotation', () => {
  test('keeps the stated number of siblings, newest first', () => {
    const { files } = machine();
    for (let number = 1; number <= 6; number++) {
      files.append('/a', Buffer.from(`${number}`));
      files.rotateByRename('/a', 3);
    }
    const kept = ['/a', '/a.1', '/a.2', '/a.3', '/a.4'].map((path) =>
      files.file(path)?.read(0, 9).toString(),
    );
    expect(kept).toEqual(['', '6', '5', '4', undefined]);
  });
});
