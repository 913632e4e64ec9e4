import { describe, expect, test } from 'vitest';
import { machinePlans, makeMachine } from './machines';
import { PlantShell } from './shell';
import type { PlantMachine } from './shell-types';

const NOW = Date.UTC(2024, 4, 6, 1, 2, 3);

function machine(name = 'nc-app-01'): PlantMachine {
  const plan = machinePlans.find((each) => each.name === name);
  if (plan === undefined) throw new Error(name);
  const made = makeMachine(plan, () => NOW);
  made.files.append('/var/log/app.log', Buffer.from('one\ntwo 物料\nthree\n'));
  made.files.append('/var/log/app.log.1', Buffer.from('zero\n'));
  return made;
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
  test('runs nothing that it does not know, and says so', async () => {
    expect(await run('awk 1')).toEqual({
      status: 127,
      out: '',
      error: 'bash: awk: command not found (not simulated in the demo plant)\n',
    });
    expect(await run('cat /etc/passwd')).toEqual({
      status: 1,
      out: '',
      error: 'cat: /etc/passwd: No such file or directory\n',
    });
    expect(await run('sleep 1 &')).toMatchObject({ status: 2, out: '' });
  });

  test('changes only what its user may', async () => {
    const plant = machine();
    expect(await run('rm -rf /u01', plant)).toMatchObject({ status: 1 });
    expect(plant.files.facts('/u01/nc/version.txt')?.kind).toBe('file');
    for (const line of ['touch /etc/x', 'echo x > /etc/x', 'mkdir /u01/x', 'mv /etc/hostname /tmp'])
      expect(await run(line, plant)).toMatchObject({
        status: 1,
        error: expect.stringContaining('Permission denied'),
      });
    expect(
      await run('mkdir -p a/b; echo 物料 > a/b/c; cp -r a d; cat d/b/c; rm -r a', plant),
    ).toEqual({
      status: 0,
      out: '物料\n',
      error: '',
    });
    expect(await run('sudo -n touch /etc/x && stat -c %U /etc/x', plant)).toMatchObject({
      out: 'root\n',
    });
    expect(await run('sudo -n id', machine('jump-01'))).toMatchObject({ status: 1, out: '' });
  });

  test('keeps no more than its memory is meant to hold', async () => {
    const plant = machine();
    await run('truncate -s 60000000 /tmp/a; truncate -s 60000000 /tmp/b', plant);
    expect(plant.files.use.bytes).toBeLessThan(100 * 1024 * 1024);
    expect(await run('x=1234567890; while :; do x=$x$x; done', plant)).toMatchObject({ status: 2 });
    expect(await run('f() { f; }; f', plant)).toMatchObject({ status: 2 });
  }, 20_000);

  test('an endless loop is ended and holds nobody up', async () => {
    const controller = new AbortController();
    const none = async (): Promise<void> => undefined;
    const running = new PlantShell(machine()).run(
      'while true; do :; done',
      { out: none, error: none },
      controller,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await running).toBe(130);
  });

  test('speaks GBK on a machine that does', async () => {
    const plant = machine('report-01');
    const pieces: Buffer[] = [];
    await new PlantShell(plant).run('cd 报表; ls; echo 期末; cat 应收账龄.csv', {
      out: async (bytes) => void pieces.push(bytes),
      error: async () => undefined,
    });
    const text = new TextDecoder('gb18030').decode(Buffer.concat(pieces));
    expect(text).toContain('物料收发存汇总.csv\n');
    expect(text).toContain('期末\n客户,30天内');
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
    ['grep -baE -e thr /var/log/app.log | cut -b 1-5 | head -n 100', '15:th\n'],
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
    ['echo $(hostname) `whoami` $((2 + 3 * 4))', 'nc-app-01 demo 14\n'],
    ['for i in a "b c" *none*; do echo "[$i]"; done', '[a]\n[b c]\n[*none*]\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i', '3\n'],
    ['case abc in x|*b*) echo yes;; *) echo no;; esac', 'yes\n'],
    ['if false; then echo a; elif test -d /tmp; then echo b; else echo c; fi', 'b\n'],
    ['f() { echo "$# $1"; return 3; }; f "x y" z; echo $?', '2 x y\n3\n'],
    ['x=a.tar.gz; echo ${x%.*} ${x%%.*} ${x#*.} ${#x} ${y:-none}', 'a.tar a tar.gz 8 none\n'],
    ["printf 'a b\\nc d\\n' | while read -r x y; do echo $y$x; done", 'ba\ndc\n'],
    ['IFS=:; for d in $PATH; do echo $d; done', '/usr/local/bin\n/usr/bin\n/bin\n'],
    ['(cd /tmp; x=1); pwd; echo "[$x]"', '/home/demo\n[]\n'],
    ['set -e; false || true; false; echo no', ''],
    ['sed -n "1,2s/o/0/p" /var/log/app.log', '0ne\ntw0 物料\n'],
    ['sort -r /var/log/app.log | head -n 1 | tr a-z A-Z', 'TWO 物料\n'],
    ["printf '1:a\\n2:b\\n' | cut -d: -f2 | uniq -c", '      1 a\n      1 b\n'],
    ['find /var/log -name "app.log*" -type f | wc -l', '2\n'],
    ["printf %b '\\0347\\0211\\0251'", '物'],
    ["printf 'a\\0b' | xargs -0 -n 1 echo x", 'x a\nx b\n'],
    ['echo abcdef | { dd bs=1 count=3 2>/dev/null; echo; cat; }', 'abc\ndef\n'],
    ['ls -l /home/demo/current.log', /^lrwxrwxrwx .* -> \/u01\/nc\/logs\/current\.log\n$/],
    ['df -P /u01/nc | tail -n 1', /^\/dev\/sdb1 +524288000 +489684992 +34603008 +94% \/u01\n$/],
    ['systemctl is-active nc-middleware; systemctl stop tomcat', /^active\nFailed to stop/],
    ['! true; echo $?; eval "echo in"; sh -c \'echo $1\' sh arg', '1\nin\narg\n'],
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
