import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startFaultProxy,
  startPostgres,
  startSshServer,
  type SshServer,
} from '../../../test/servers/index';
import { RunBed, shellStep } from '../../../test/servers/run-bed';
import { describeWith } from '../../../test/servers/vitest';

const changes = '    class: changes-state\n';

describeWith(['sshd'], 'runs on hosts', () => {
  let servers: SshServer[];
  let bed: RunBed;
  let hosts: string[];
  beforeAll(async () => {
    [servers, bed] = await Promise.all([
      Promise.all(Array.from({ length: 5 }, () => startSshServer())),
      RunBed.start('production'),
    ]);
    hosts = await Promise.all(
      servers.map((server, index) => bed.host(server, { name: `erp-0${index + 1}` })),
    );
  });
  afterAll(async () => {
    await bed?.at.close();
    await Promise.all((servers ?? []).map((server) => server.stop()));
  });
  const file = (index: number, name: string) => join(servers[index]?.home ?? '', name);

  it('go side by side on five servers; the one that fails stays with itself', async () => {
    writeFileSync(file(2, 'broken'), '');
    // Each waits for all others: one after the other would never end.
    const all = servers.map(({ home }) => `${home}/here`).join(' ');
    const meet = `touch "$HOME/here"; for f in ${all}; do while [ ! -e "$f" ]; do sleep 0.1; done; done`;
    const id = await bed.keep(
      shellStep(`${meet}; echo "$HOME"`) + shellStep('[ ! -e "$HOME/broken" ] || exit 7'),
    );
    const run = await bed.run(id, hosts);
    expect(run.state).toBe('failed');
    expect(run.hosts.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'done', 'done']);
    expect(run.hosts[2]).toMatchObject({
      error: { code: 'runbooks.exit', params: { host: 'erp-03', exit: 7, expected: '0' } },
      steps: [
        { state: 'done', exitCode: 0 },
        { state: 'failed', exitCode: 7 },
      ],
    });
    for (const [index, server] of servers.entries())
      expect(await bed.output(run, index)).toBe(`${server.home}\n`);
    const lines = bed.transcript(run);
    expect(lines[0]).toMatchObject({ type: 'run', id: run.id, runbook: id, sha256: run.sha256 });
    expect(lines.at(-1)).toMatchObject({ type: 'end', state: 'failed' });
    const report = await bed.client.runbooks.report({ id: run.id, language: 'en' });
    expect(report.text).toContain('5 hosts: 1 failed, 4 done.');
    expect(report.text.indexOf('| erp-03 |')).toBeLessThan(report.text.indexOf('| erp-01 |'));
    expect(report.text).toContain(run.transcriptSha256);
    expect(report.text).toContain('The step on erp-03 ended with 7; expected was 0.');
    const chinese = await bed.client.runbooks.report({ id: run.id, language: 'zh-CN' });
    expect(chinese.text).toContain('共 5 台主机：失败 1，完成 4。');
  });

  it('become evidence with the hash of their transcript', async () => {
    const run = await bed.run(await bed.keep(shellStep('echo 证据')), hosts.slice(0, 2));
    const { id: caseId } = await bed.client.cases.create({ title: 'A', priority: 'P3' });
    const evidence = await bed.client.cases.addEvidence({
      caseId,
      source: { kind: 'transcript', origin: 'run', id: run.id, selection: null },
    });
    expect(evidence).toMatchObject({
      sha256: run.transcriptSha256,
      provenance: { origin: 'run', format: 'json-lines', wholeSha256: run.transcriptSha256 },
    });
    const { content } = await bed.client.cases.evidence({ id: evidence.id });
    expect(JSON.stringify(content)).toContain('证据');
  });

  it('that change something pass the gate, and a dry run changes nothing', async () => {
    const step = shellStep(
      'touch "$HOME/changed"',
      `${changes}    dryRunScript: ls "$HOME" | wc -l\n`,
    );
    const id = await bed.keep(step + shellStep('touch "$HOME/changed"', changes));
    const [host = ''] = hosts;
    await expect(bed.start(id, [host])).rejects.toMatchObject({ code: 'change.reason-missing' });
    const untyped = { reason: 'full disk', changeId: '', typedNames: ['erp-02'] };
    await expect(bed.start(id, [host], { statement: untyped })).rejects.toMatchObject({
      code: 'change.name-not-typed',
      params: { name: 'erp-01' },
    });
    const dry = await bed.run(id, [host], { dryRun: true });
    expect(dry.hosts[0]?.steps).toMatchObject([
      { state: 'done', command: expect.stringContaining('wc -l') as string },
      { state: 'shown', command: expect.stringContaining('touch') as string, startedAt: null },
    ]);
    expect(existsSync(file(0, 'changed'))).toBe(false);
    const statement = { reason: 'full disk', changeId: 'CHG-1', typedNames: ['erp-01'] };
    const real = await bed.run(id, [host], { statement });
    expect(real).toMatchObject({ state: 'done', changeId: 'CHG-1', reason: 'full disk' });
    expect(existsSync(file(0, 'changed'))).toBe(true);
    expect(await bed.client.changes.permits({})).toMatchObject([{ id: real.permitId }]);
    const { entries } = await bed.client.audit.list({ count: 500 });
    const kinds = entries.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'change-refused')).toHaveLength(2);
    expect(entries.find(({ kind }) => kind === 'command')?.detail['command']).toContain('touch');
  });

  it('take an unreviewed word about only reading for what it is', async () => {
    const text = (
      await bed.client.runbooks.source({
        id: await bed.keep(shellStep('rm -f "$HOME/x"'), '', 'test.sly'),
      })
    ).text;
    const { client } = bed;
    await client.runbooks.save({ text: text.replace('version: 1', 'version: 2') });
    const sly = (await client.runbooks.list({})).find(({ id }) => id === 'test.sly');
    expect(sly).toMatchObject({ class: 'changes-state', reviewed: null, origin: 'library' });
    expect(sly?.warnings[0]?.message.en).toContain('“rm”');
    await expect(bed.start('test.sly', hosts.slice(0, 1))).rejects.toMatchObject({
      code: 'change.reason-missing',
    });
    await client.runbooks.review({ id: 'test.sly', by: 'Li' });
    expect((await bed.run('test.sly', hosts.slice(0, 1))).state).toBe('done');
    await client.runbooks.remove({ id: 'test.sly' });
    await expect(bed.start('test.sly', hosts)).rejects.toMatchObject({
      code: 'runbooks.not-found',
    });
  });

  it('are stopped on one host and rolled back on the other, last step first', async () => {
    const log = (word: string) => `echo ${word} >> "$HOME/order"`;
    const steps = ['one', 'two']
      .map((word) => shellStep(log(word), `${changes}    rollback: ${log(`un-${word}`)}\n`))
      .join('');
    const id = await bed.keep(steps + shellStep('touch "$HOME/slow"; sleep 600'));
    const [first = '', second = ''] = hosts;
    const statement = { reason: 'x', changeId: '', typedNames: ['erp-01', 'erp-02'] };
    const { id: runId } = await bed.start(id, [first, second], { statement });
    await expect
      .poll(() => [0, 1].every((index) => existsSync(file(index, 'slow'))), { timeout: 20_000 })
      .toBe(true);
    await bed.client.runbooks.stop({ id: runId, endpointId: second });
    await expect
      .poll(async () => (await bed.client.runbooks.get({ id: runId })).hosts[1]?.state, {
        timeout: 20_000,
      })
      .toBe('cancelled');
    expect((await bed.client.runbooks.get({ id: runId })).hosts[0]?.state).toBe('running');
    await bed.client.runbooks.stop({ id: runId, rollBack: true });
    const run = await bed.ended(runId);
    expect(run.state).toBe('cancelled');
    expect(run.hosts[0]?.rollback).toMatchObject([
      { step: 1, state: 'done' },
      { step: 0, state: 'done' },
    ]);
    expect(readFileSync(file(0, 'order'), 'utf8')).toBe('one\ntwo\nun-two\nun-one\n');
    expect(readFileSync(file(1, 'order'), 'utf8')).toBe('one\ntwo\n');
    expect(await bed.client.tasks.list({})).toContainEqual(
      expect.objectContaining({ kind: 'run', state: 'done' }) as unknown,
    );
  });

  it('that fail undo what they did when asked to', async () => {
    const undo = `${changes}    rollback: touch "$HOME/undone"\n`;
    const id = await bed.keep(shellStep('true', undo) + shellStep('false'));
    const statement = { reason: 'x', changeId: '', typedNames: ['erp-04'] };
    const run = await bed.run(id, hosts.slice(3, 4), { statement, rollBackOnFailure: true });
    expect(run.hosts[0]).toMatchObject({ state: 'failed', rollback: [{ step: 0, state: 'done' }] });
    expect(existsSync(file(3, 'undone'))).toBe(true);
  });

  it('undo nothing for a step that only reads: nobody was asked to let that through', async () => {
    const undo = '    rollback: touch "$HOME/sly"\n';
    const id = await bed.keep(shellStep('true', undo) + shellStep('false'));
    const run = await bed.run(id, hosts.slice(4, 5), { rollBackOnFailure: true });
    expect(run).toMatchObject({ class: 'read-only', permitId: null });
    expect(run.hosts[0]).toMatchObject({ state: 'failed', rollback: [] });
    expect(existsSync(file(4, 'sly'))).toBe(false);
  });

  it('that cannot be written down do not begin, and do not seem to go on', async () => {
    const id = await bed.keep(shellStep('touch "$HOME/unwritten"'));
    const place = join(bed.at.folder, 'runs');
    renameSync(place, `${place}-away`);
    try {
      await expect(bed.start(id, hosts.slice(0, 1))).rejects.toThrow();
    } finally {
      renameSync(`${place}-away`, place);
    }
    const [run] = await bed.client.runbooks.runs({ runbookId: id });
    expect(run).toMatchObject({ state: 'failed', hosts: [{ state: 'failed' }] });
    const leases = await bed.client.leases.list({});
    expect(leases.filter(({ name }) => name === `run:${run?.id}`)).toEqual([]);
    expect(existsSync(file(0, 'unwritten'))).toBe(false);
  });

  it('whose link is cut say that the step may have been done, and leave nothing behind', async () => {
    const [server] = servers;
    if (!server) throw new Error('no server');
    const proxy = await startFaultProxy({ target: server });
    const host = await bed.host(server, { name: 'cut', host: proxy.host, port: proxy.port });
    const id = await bed.keep(
      shellStep('echo $$ > "$HOME/pid"; echo begun; sleep 600') + shellStep('echo never'),
    );
    const { id: runId } = await bed.start(id, [host]);
    const said = async () =>
      (await bed.client.runbooks.get({ id: runId })).hosts[0]?.steps[0]?.output;
    await expect.poll(said, { timeout: 20_000 }).toBe('begun\n');
    proxy.cut();
    const run = await bed.ended(runId);
    await proxy.stop();
    expect(run.hosts[0]).toMatchObject({
      state: 'unknown',
      error: { code: 'runbooks.connection-lost', params: { host: 'cut' } },
      steps: [{ state: 'unknown' }, { state: 'skipped' }],
    });
    expect(await bed.output(run)).toBe('begun\n');
    const pid = readFileSync(file(0, 'pid'), 'utf8').trim();
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false);
  });

  it('say why a host has no shell, is unknown, or refuses', async () => {
    const [server] = servers;
    if (!server) throw new Error('no server');
    const closed = await startSshServer({ config: ['ForceCommand echo No log-in here.; exit 1'] });
    const id = await bed.keep(
      shellStep('echo x', '    continueOnFailure: true\n') + shellStep('echo y'),
    );
    const nologin = await bed.host(closed, { name: 'nologin' });
    const stranger = await bed.host(server, {
      name: 'stranger',
      identityPath: server.strangerKey.path,
    });
    const run = await bed.run(id, [nologin, stranger]);
    await closed.stop();
    expect(run.hosts).toMatchObject([
      { state: 'failed', error: { code: 'ssh.no-shell', params: { detail: 'No log-in here.' } } },
      // It is not asked again for the next step.
      {
        state: 'failed',
        error: { code: 'ssh.auth-failed' },
        steps: [{ state: 'failed' }, { state: 'skipped' }],
      },
    ]);
    const nobody = '01890000-0000-7000-8000-000000000000';
    await expect(bed.start(id, [nobody])).rejects.toMatchObject({ code: 'runbooks.host-unknown' });
  });

  it('need no connection that nobody uses any more', async () => {
    const { ssh, runbooks } = bed.at.host.features();
    await expect
      .poll(() => [runbooks.running, ssh.openChannels], { timeout: 20_000 })
      .toEqual([0, 0]);
  });
});

describeWith(['sshd', 'postgres'], 'a step that is a saved query', () => {
  it(
    'runs on the databases of the host’s system, and says when there is none',
    { timeout: 90_000 },
    async () => {
      const [server, database, bed] = await Promise.all([
        startSshServer(),
        startPostgres(),
        RunBed.start(),
      ]);
      try {
        const { client } = bed;
        const host = await bed.host(server);
        const step = '  - { name: { zh: 查, en: Q }, kind: query, script: who }\n';
        const id = await bed.keep(
          step,
          'parameters:\n  - { name: word, type: text, label: { zh: 词, en: W } }\n',
        );
        const parameters = { word: "it's; DROP" };
        await expect(bed.start(id, [host], { parameters })).rejects.toMatchObject({
          code: 'runbooks.query-unknown',
        });
        const own = (name: string, sql: string) => ({
          title: { zh: '', en: name },
          statements: [{ dialect: 'postgresql' as const, sql }],
        });
        await client.queries.save(own('who', 'SELECT :word AS word, 1 AS one'));
        const none = await bed.run(id, [host], { parameters });
        expect(none.hosts[0]?.error?.code).toBe('runbooks.no-database');
        await client.secrets.set({ name: 'reader', value: database.reader.password });
        await client.systems.saveEndpoint({
          systemId: bed.systemId,
          name: 'ERP database',
          detail: {
            kind: 'database',
            dialect: 'postgresql',
            host: database.host,
            port: database.port,
            database: database.database,
            username: database.reader.user,
            secret: 'reader',
          },
        });
        const run = await bed.run(id, [host], { parameters });
        expect(run.state).toBe('done');
        expect(await bed.output(run)).toBe(
          "-- ERP database\nword\tone\nit's; DROP\t1\n-- 1 rows\n",
        );

        // A shipped check goes by its id; a title that two folders have is not guessed at.
        const check = step.replace('who', 'postgresql.database-size');
        const checked = await bed.run(await bed.keep(check), [host]);
        expect(checked.state).toBe('done');
        expect(await bed.output(checked)).toContain(`${database.database}\t`);
        await client.queries.save({ ...own('who', 'SELECT 1'), folder: 'other' });
        await expect(bed.start(id, [host], { parameters })).rejects.toMatchObject({
          code: 'runbooks.query-ambiguous',
        });

        // Meanwhile the connection breaks and the key is no longer good: the next step says so.
        const proxy = await startFaultProxy({ target: server });
        const identityPath = join(server.home, 'key');
        writeFileSync(identityPath, readFileSync(server.keys.ed25519.path), { mode: 0o600 });
        const cut = await bed.host(server, { host: proxy.host, port: proxy.port, identityPath });
        await client.queries.save(own('slow', 'SELECT count(*) FROM generate_series(1, 20000000)'));
        const slow = '  - { name: { zh: 查, en: Q }, kind: query, script: slow }\n';
        const steps = shellStep('echo first') + slow + shellStep('echo never');
        const { id: runId } = await bed.start(await bed.keep(steps), [cut]);
        const second = async () =>
          (await client.runbooks.get({ id: runId })).hosts[0]?.steps[1]?.state;
        await expect.poll(second, { timeout: 20_000, interval: 10 }).toBe('running');
        writeFileSync(identityPath, readFileSync(server.strangerKey.path));
        proxy.cut();
        const expired = await bed.ended(runId);
        await proxy.stop();
        expect(expired.hosts[0]?.steps).toMatchObject([
          { state: 'done' },
          { state: 'done' },
          { state: 'failed', error: { code: 'ssh.auth-failed' } },
        ]);
      } finally {
        await bed.at.close();
        await Promise.all([server.stop(), database.stop()]);
      }
    },
  );
});
