import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSshServer, type SshServer } from '../../../test/servers/index';
import { RunBed, shellStep } from '../../../test/servers/run-bed';
import { describeWith } from '../../../test/servers/vitest';

/** Values that would do harm if any of them were read as code. */
const hostile = [
  '; touch HARM',
  '$(touch HARM)',
  '`touch HARM`',
  "'; touch HARM; '",
  '"; touch HARM; "',
  '\\',
  "\\'",
  'a\nb; touch HARM\n',
  '!!',
  '%s%n',
  '${IFS}',
  '中文“引号”‘单’',
  '\u001b[31m😀',
  '*',
  '~',
  ' lead and trail ',
];

describeWith(['sshd'], 'steps on a host', () => {
  let server: SshServer;
  let bed: RunBed;
  let host: string;
  beforeAll(async () => {
    server = await startSshServer();
    bed = await RunBed.start();
    host = await bed.host(server);
  });
  afterAll(async () => {
    await bed?.at.close();
    await server?.stop();
  });

  it.each(['sh', 'bash', 'python'])(
    'give %s parameters as data, whatever they contain',
    async (kind) => {
      const parameters = `parameters:\n${hostile
        .map(
          (_value, index) =>
            `  - { name: p${index}, type: text, label: { zh: 值, en: V }, required: false }\n`,
        )
        .join('')}`;
      const names = hostile.map((_value, index) => `p${index}`);
      const print = "printf '%s\\n--\\n'";
      const step =
        kind === 'python'
          ? `  - name: { zh: 步, en: S }\n    kind: python\n    script: |\n      import sys\n      for value in [${names.join(', ')}]:\n          sys.stdout.write(value + "\\n--\\n")\n`
          : shellStep(
              `${kind === 'bash' ? '#!/bin/bash\n' : ''}${names.map((name) => `${print} "$${name}"`).join('\n')}`,
            );
      const id = await bed.keep(step, parameters);
      const run = await bed.run(id, [host], {
        parameters: Object.fromEntries(hostile.map((value, index) => [`p${index}`, value])),
      });
      expect(run.hosts[0]).toMatchObject({ state: 'done', error: null });
      const output = await bed.output(run);
      expect(output).toBe(hostile.map((value) => `${value}\n--\n`).join(''));
      expect(existsSync(join(server.home, 'HARM'))).toBe(false);
    },
  );

  it('refuse a value that is none of its type before anything is sent', async () => {
    const parameters = `parameters:
  - { name: n, type: number, label: { zh: 数, en: N }, minimum: 1, maximum: 9, required: false }
  - { name: f, type: path, label: { zh: 路, en: P }, required: false }
  - { name: c, type: choice, choices: [a, b], label: { zh: 选, en: C }, required: false }
  - { name: t, type: text, pattern: '[a-z]+', label: { zh: 文, en: T }, required: false }
  - { name: e, type: text, pattern: '(x+x+)+y', label: { zh: 慢, en: E }, required: false }
`;
    const id = await bed.keep(shellStep('echo "$n $f $c $t $e"'), parameters);
    for (const [name, value] of [
      ['n', '1; reboot'],
      ['n', '10'],
      ['f', '-rf'],
      ['f', 'a\0b'],
      ['c', 'c'],
      ['t', 'abc\nrm'],
      // A pattern that would never end on this value is given up.
      ['e', 'x'.repeat(60)],
    ] as const)
      await expect(bed.start(id, [host], { parameters: { [name]: value } })).rejects.toMatchObject({
        code: 'runbooks.parameter-invalid',
        params: { name },
      });
    await expect(bed.start(id, [host], { parameters: { x: '1' } })).rejects.toMatchObject({
      code: 'runbooks.parameter-unknown',
    });
    const run = await bed.run(id, [host], { parameters: { n: '007', c: 'b' } });
    expect(await bed.output(run)).toBe('007  b  \n');
  });

  it('keep a secret out of arguments, state, transcript and audit log', async () => {
    const value = 'hunter2-"机密\'$x';
    await bed.client.secrets.set({ name: 'database', value });
    const parameters =
      'parameters:\n  - { name: password, type: secret, label: { zh: 密, en: S } }\n';
    const script =
      'ps axww -o args; env; [ "$password" = "$(cat "$HOME/expected")" ] && echo "same: $password"';
    const id = await bed.keep(shellStep(script), parameters);
    writeFileSync(join(server.home, 'expected'), value);
    const run = await bed.run(id, [host], { parameters: { password: 'database' } });
    expect(run.hosts[0]?.state).toBe('done');
    const output = await bed.output(run);
    expect(output).toContain('same: ***\n');
    const everything = JSON.stringify([run, bed.transcript(run), bed.at.events, bed.at.log]);
    const audit = JSON.stringify(await bed.client.audit.list({ count: 500 }));
    for (const text of [output, everything, audit]) expect(text).not.toContain('hunter2');
    expect(run).toMatchObject({ parameters: { password: 'database' } });
    expect(run.hosts[0]?.steps[0]?.command).toContain("password='***'");
  });

  it('run in the shell that the first line chooses, and say when it is not there', async () => {
    const bash = await bed.run(
      await bed.keep(shellStep('#!/usr/bin/env bash\nlist=(a b); echo "${list[1]} $0"')),
      [host],
    );
    expect(await bed.output(bash)).toBe('b bash\n');
    const none = await bed.run(await bed.keep(shellStep('#!/opt/none/ksh\necho x')), [host]);
    expect(none.hosts[0]?.steps[0]).toMatchObject({
      state: 'failed',
      error: { code: 'runbooks.no-interpreter', params: { interpreter: '/opt/none/ksh' } },
    });
  });

  it('keep nothing of what a log-in shell says before them, however much it is', async () => {
    const greeting = join(server.home, '.bashrc');
    writeFileSync(greeting, 'yes WELCOME | head -c 3000000\n');
    const run = await bed.run(await bed.keep(shellStep('echo x')), [host]);
    rmSync(greeting);
    expect(run.hosts[0]?.steps[0]).toMatchObject({ state: 'done', output: 'x\n', outputBytes: 2 });
  });

  it('have no input, find what is in sbin, and keep both outputs in their order', async () => {
    const script =
      'cat; echo one; echo two >&2; case ":$PATH:" in *:/usr/sbin:*) echo sbin;; esac; printf last';
    const run = await bed.run(await bed.keep(shellStep(script)), [host]);
    expect(run.hosts[0]?.state).toBe('done');
    const output = await bed.output(run);
    expect(output.replace('two\n', '')).toBe('one\nsbin\nlast');
    expect(bed.transcript(run).filter(({ stream }) => stream === 'err')).toMatchObject([
      { type: 'output', host: 1, step: 1, text: 'two\n' },
    ]);
  });

  it('keep bytes that are no text exactly, and read a GBK host', async () => {
    const gbk = await bed.host(server, { encoding: 'gb18030' });
    const id = await bed.keep(
      shellStep(
        "printf '\\326\\320\\316\\304'; printf '\\377'; [ \"$name\" = \"$(printf '\\326\\320')\" ] && echo same",
      ),
      'parameters:\n  - { name: name, type: text, label: { zh: 名, en: N } }\n',
    );
    const run = await bed.run(id, [gbk], { parameters: { name: '中' } });
    expect(await bed.output(run)).toContain('中文');
    expect(await bed.output(run)).toContain('same\n');
    const bytes = bed
      .transcript(run)
      .filter(({ type }) => type === 'output')
      .map(({ base64 }) => Buffer.from(String(base64), 'base64'));
    expect(Buffer.concat(bytes).toString('latin1')).toBe('\xd6\xd0\xce\xc4\xffsame\n');
  });

  it('leave a service they started, and do not wait for it', async () => {
    const script = 'sleep 300 & echo $! > "$HOME/service"; echo started';
    const run = await bed.run(await bed.keep(shellStep(script)), [host]);
    expect(run.hosts[0]?.state).toBe('done');
    expect(await bed.output(run)).toBe('started\n');
    const pid = Number(readFileSync(join(server.home, 'service'), 'utf8'));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it(
    'end with all they started, ignored TERM or not, and keep 16 MiB of an output without end',
    { timeout: 90_000 },
    async () => {
      const endless = await bed.keep(shellStep('yes 中文0123456789', '    timeoutSeconds: 2\n'));
      const second = bed.run(endless, [host]);
      const script = [
        "trap '' TERM",
        'echo $$ > "$HOME/pids"',
        'sh -c \'trap "" TERM; echo $$ >> "$HOME/pids"; while :; do sleep 1; done\' &',
        'while :; do sleep 1; done',
      ].join('\n');
      const id = await bed.keep(shellStep(script, '    timeoutSeconds: 2\n'));
      const run = await bed.run(id, [host]);
      expect(run.hosts[0]?.steps[0]).toMatchObject({
        state: 'failed',
        error: { code: 'runbooks.timeout', params: { seconds: 2 } },
      });
      const pids = readFileSync(join(server.home, 'pids'), 'utf8').trim().split('\n');
      expect(pids).toHaveLength(2);
      await expect
        .poll(() => pids.filter((pid) => existsSync(`/proc/${pid}`)), { timeout: 20_000 })
        .toEqual([]);
      const cut = await second;
      const kept = 16 * 1024 * 1024;
      expect(cut.hosts[0]?.steps[0]).toMatchObject({
        state: 'failed',
        outputBytes: kept,
        outputCut: true,
      });
      // The cut may lie inside a character, of which no text is made.
      const missing = kept - Buffer.byteLength(await bed.output(cut));
      expect(missing >= 0 && missing < 3).toBe(true);
    },
  );

  it('have root by sudo, whose password nobody sees, or say why not', async () => {
    const folder = join(server.home, 'bin');
    mkdirSync(folder);
    // This machine need not have sudo; a stand-in asks on the standard error as it does.
    const sudo = [
      '#!/bin/sh',
      '[ "$1" = -S ] && printf %s "$3" >&2 && shift 3',
      '[ "$1" = -- ] && shift',
      'IFS= read -r word; [ "$word" = geheim-42 ] || { echo "sudo: incorrect password" >&2; exit 1; }',
      'AS_ROOT=yes exec "$@"',
    ].join('\n');
    writeFileSync(join(folder, 'sudo'), `${sudo}\n`, { mode: 0o755 });
    const other = await startSshServer({ config: [`SetEnv PATH=${folder}:/usr/bin:/bin`] });
    await bed.client.secrets.set({ name: 'root', value: 'geheim-42' });
    await bed.client.secrets.set({ name: 'old', value: 'geheim-41' });
    const rooted = (sudoSecret: string) =>
      bed.host(other, {
        identityPath: other.keys.ed25519.path,
        sudo: 'password',
        sudoSecret,
      });
    const id = await bed.keep(
      shellStep('cat; echo "root: $AS_ROOT"; echo "gehei"m-42', '    sudo: true\n'),
    );
    const run = await bed.run(id, [await rooted('root'), await rooted('old')]);
    await other.stop();
    expect(run.hosts).toMatchObject([
      { state: 'done' },
      { state: 'failed', error: { code: 'ssh.sudo-refused' } },
    ]);
    expect(await bed.output(run)).toBe('root: yes\n***\n');
    expect(JSON.stringify([run, bed.transcript(run), bed.at.log])).not.toContain('geheim');
  });
});
