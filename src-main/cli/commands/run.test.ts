import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { RunBed, shellStep } from '../../../test/servers/run-bed';
import { describeWith } from '../../../test/servers/vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const room = mkdtempSync(join(tmpdir(), 'fieldbench-run-'));
const profile = join(room, 'profile');

/** The command's own process, without the launcher, so that signals reach it. */
function start(args: readonly string[]): ChildProcess {
  return spawn(
    process.execPath,
    [join(root, 'out/main/cli.cjs'), ...args, '--data', profile, '--json'],
    {
      cwd: room,
      env: {
        ...process.env,
        FIELDBENCH_PASSPHRASE: 'correct horse battery staple',
        LC_ALL: 'C.UTF-8',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

async function ended(child: ChildProcess) {
  if (!child.stdout || !child.stderr) throw new Error('no pipes');
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lines = out.split('\n').filter((line) => line !== '');
  const last = error.trimEnd().split('\n').at(-1) ?? '';
  return {
    code: await exit,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    error: (last.startsWith('{"error"')
      ? (JSON.parse(last) as { error: unknown }).error
      : null) as {
      code: string;
      params: Record<string, unknown>;
    } | null,
  };
}

const run = (...args: string[]) => ended(start(args));

describeWith(['sshd'], 'fieldbench run', () => {
  let servers: SshServer[];
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
    servers = await Promise.all([startSshServer(), startSshServer()]);
    const bed = await RunBed.start('production', profile);
    for (const [index, server] of servers.entries())
      await bed.host(server, { name: `erp-0${index + 1}` });
    const greeting = shellStep('echo "$greeting $HOME"') + shellStep('test ! -e "$HOME/bad"');
    await bed.keep(
      greeting,
      'parameters:\n  - { name: greeting, type: text, label: { zh: 好, en: G } }\n',
      'test.greet',
    );
    await bed.keep(
      shellStep('touch "$HOME/done"', '    class: changes-state\n'),
      '',
      'test.change',
    );
    await bed.keep(shellStep('echo $$ > "$HOME/pid"; sleep 600'), '', 'test.slow');
    await bed.at.close();
  });
  afterAll(async () => {
    await Promise.all((servers ?? []).map((server) => server.stop()));
    rmSync(room, { recursive: true, force: true });
  });
  const home = (index: number, name: string) => join(servers[index]?.home ?? '', name);
  const pidOnHost = async (): Promise<string> => {
    const read = () => (existsSync(home(0, 'pid')) ? readFileSync(home(0, 'pid'), 'utf8') : '');
    await expect.poll(read, { timeout: 30_000 }).toMatch(/\d\n/);
    return read().trim();
  };

  it('prints a line a step and host, and fails when a host does', { timeout: 90_000 }, async () => {
    writeFileSync(home(1, 'bad'), '');
    const greeting = ['--param', 'greeting=a; $(b)'];
    const { code, lines, error } = await run(
      'run',
      'test.greet',
      '--hosts',
      'erp-01,erp-02',
      ...greeting,
    );
    expect(code).toBe(1);
    expect(error).toMatchObject({
      code: 'runbooks.host-failed',
      params: { count: 1, total: 2, hosts: 'erp-02: failed' },
    });
    const key = ({ host, step }: Record<string, unknown>) => `${String(host)} ${String(step)}`;
    const sorted = lines.sort((left, right) => (key(left) < key(right) ? -1 : 1));
    expect(sorted).toMatchObject([
      { runbook: 'test.greet', host: 'erp-01', step: 1, name: 'Step', state: 'done', exit: 0 },
      { host: 'erp-01', step: 2, state: 'done' },
      { host: 'erp-02', step: 1, output: `a; $(b) ${servers[1]?.home}\n` },
      { host: 'erp-02', step: 2, state: 'failed', exit: 1, error: { code: 'runbooks.exit' } },
    ]);
    expect(sorted[0]?.['command']).toBe(`greeting='a; $(b)'\necho "$greeting $HOME"\n`);
  });

  it('changes nothing without a change number', { timeout: 90_000 }, async () => {
    const args = ['run', 'test.change', '--hosts', 'erp-01'];
    const refused = await run(...args);
    expect([refused.code, refused.error?.code, refused.lines]).toEqual([1, 'change.required', []]);
    const dry = await run(...args, '--dry-run');
    expect([dry.code, dry.lines[0]?.['state']]).toEqual([0, 'shown']);
    expect(existsSync(home(0, 'done'))).toBe(false);
    const real = await run(...args, '--change', 'CHG-7');
    expect([real.code, existsSync(home(0, 'done'))]).toEqual([0, true]);
  });

  it('takes a file, and names the line of its fault', { timeout: 90_000 }, async () => {
    const words = '{ zh: 试, en: Mine }';
    const text = `id: mine.disk\nversion: 1\nplatform: os-linux\ntitle: ${words}\ndescription: ${words}\nsteps:\n${shellStep('df -P')}`;
    writeFileSync(join(room, 'mine.yaml'), text);
    writeFileSync(join(room, 'bad.yaml'), text.replace('version: 1', 'version: one'));
    const address = `${servers[0]?.host}:${servers[0]?.port}`;
    const own = await run('run', 'mine.yaml', '--hosts', address);
    expect([own.code, own.lines.map((line) => line['runbook'])]).toEqual([0, ['mine.disk']]);
    const bad = await run('runbook', 'check', 'bad.yaml');
    expect([bad.code, bad.lines[0]?.['line'], bad.error?.params['line']]).toEqual([1, 2, 2]);
    const [none, host] = await Promise.all([
      run('run', 'none.such', '--hosts', 'erp-01'),
      run('run', 'test.greet', '--hosts', 'erp-09'),
    ]);
    expect([none.error?.code, host.error?.code]).toEqual([
      'runbooks.not-found',
      'ssh.endpoint-unknown',
    ]);
  });

  it('ends the steps on their hosts at SIGINT, and says so', { timeout: 90_000 }, async () => {
    const child = start(['run', 'test.slow', '--hosts', 'erp-01']);
    const done = ended(child);
    const pid = await pidOnHost();
    child.kill('SIGINT');
    const { code, lines, error } = await done;
    expect([code, lines[0]?.['state'], error?.params['hosts']]).toEqual([
      1,
      'cancelled',
      'erp-01: cancelled',
    ]);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    rmSync(home(0, 'pid'));
  });

  it(
    'leaves nothing on the host after a kill -9, and the next start knows what is known',
    { timeout: 90_000 },
    async () => {
      const child = start(['run', 'test.slow', '--hosts', 'erp-01,erp-02']);
      const done = ended(child);
      const pid = await pidOnHost();
      // What was seen until now is kept, once it was written down.
      const bed = await RunBed.start('production', profile);
      const newest = async () => (await bed.client.runbooks.runs({ runbookId: 'test.slow' }))[0];
      try {
        await expect
          .poll(async () => (await newest())?.hosts[0]?.steps[0]?.state, { timeout: 30_000 })
          .toBe('running');
        child.kill('SIGKILL');
        await done;
        await expect.poll(async () => (await newest())?.state, { timeout: 30_000 }).toBe('unknown');
        const fate = await newest();
        expect(fate?.hosts[0]).toMatchObject({
          state: 'unknown',
          error: { code: 'runbooks.program-ended' },
          steps: [{ state: 'unknown' }],
        });
        expect(bed.transcript(fate!).map(({ type }) => type)).toEqual(
          expect.arrayContaining(['run', 'step', 'end']) as string[],
        );
        await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 30_000 }).toBe(false);
      } finally {
        await bed.at.close();
      }
    },
  );
});
