import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../../test/servers/fault-proxy';
import { startTestHost, type TestHost } from '../../../test/servers/host';
import { startSshServer, type SshServer } from '../../../test/servers/ssh';
import { describeWith } from '../../../test/servers/vitest';
import type { Terminal, TerminalOutput } from '../../contract/terminals';
import { readStream } from '../../contract/wire/index';
import { TranscriptStore } from './store';

const patient = { timeout: 20_000, interval: 30 };
const size = { columns: 80, rows: 24 };

/** A view as a page has one: the text since it began, the notes, and the latest state. */
class TestView {
  text = '';
  notes: string[] = [];
  starts = 0;
  live = false;
  state: Terminal | null = null;
  over = false;
  private readonly stop = new AbortController();

  constructor(test: TestHost, id: string) {
    void this.read(test, id).catch(() => (this.over = true));
  }

  leave(): void {
    this.stop.abort();
  }

  private async read(test: TestHost, id: string): Promise<void> {
    const { client } = test;
    const frames = client.terminals.attach({ id }, { signal: this.stop.signal });
    for await (const items of readStream<TerminalOutput>(client, frames))
      for (const item of items) this.take(item);
    this.over = true;
  }

  private take(item: TerminalOutput): void {
    if (item.kind === 'start') {
      this.starts += 1;
      this.text = '';
      this.notes = [];
    } else if (item.kind === 'text') this.text += item.text;
    else if (item.kind === 'note') {
      this.notes.push(item.note);
      this.text += `<${item.note}>`;
    } else if (item.kind === 'live') this.live = true;
    else this.state = item.terminal;
  }
}

describeWith(['sshd', 'ssh-client'], 'terminals', () => {
  let server: SshServer;
  let proxy: FaultProxy;
  let test: TestHost;
  let production: string;
  let plain: string;
  let gbk: string;
  const views: TestView[] = [];

  beforeAll(async () => {
    [server, test] = await Promise.all([startSshServer(), startTestHost()]);
    proxy = await startFaultProxy({ target: server });
    const { systems, ssh } = test.client;
    const customer = await systems.saveCustomer({ name: '蓝江精密' });
    const site = await systems.saveSite({ customerId: customer.id, name: 'Site' });
    const endpointOf = async (
      environment: 'production' | 'test',
      name: string,
      port: number,
      encoding: 'utf-8' | 'gb18030' = 'utf-8',
    ): Promise<string> => {
      const system = await systems.saveSystem({
        siteId: site.id,
        name: `ERP ${name}`,
        platform: 'yonyou',
        environment,
      });
      const { id } = await systems.saveEndpoint({
        systemId: system.id,
        name,
        detail: {
          kind: 'ssh',
          host: server.host,
          port,
          username: server.user,
          auth: 'key',
          identityPath: server.keys.ed25519.path,
          encoding,
        },
      });
      await ssh.trust({ host: server.host, port, fingerprint: server.hostKeyFingerprint });
      return id;
    };
    production = await endpointOf('production', 'db-01', proxy.port);
    plain = await endpointOf('test', 'app-01', server.port);
    gbk = await endpointOf('test', 'old-01', server.port, 'gb18030');
  });
  afterEach(async () => {
    for (const view of views.splice(0)) view.leave();
    for (const { id } of await test.client.terminals.list({}))
      await test.client.terminals.close({ id });
  });
  afterAll(async () => {
    await test?.close();
    await proxy?.stop();
    await server?.stop();
  });

  const look = (id: string): TestView => {
    const view = new TestView(test, id);
    views.push(view);
    return view;
  };
  /** Opens a shell with a prompt that no start-up file changes. */
  const open = async (endpointId: string): Promise<{ id: string; view: TestView }> => {
    const { id } = await test.client.terminals.open({ endpointId, ...size });
    const view = look(id);
    await expect.poll(() => view.state?.state, patient).toBe('open');
    return { id, view };
  };
  const type = (id: string, text: string) => test.client.terminals.write({ id, text });

  it('run full-screen capable shells, sized and resized, in 256 colours', async () => {
    const { id, view } = await open(plain);
    await type(id, 'echo "[$TERM $(stty size)]"\r');
    await expect.poll(() => view.text, patient).toContain('[xterm-256color 24 80]');
    await test.client.terminals.resize({ id, columns: 132, rows: 43 });
    await type(id, 'echo "[$(stty size)]"\r');
    await expect.poll(() => view.text, patient).toContain('[43 132]');
  });

  it('speak the encoding of the host in both directions', async () => {
    const { id, view } = await open(gbk);
    // 错误 in GB18030, and what is typed seen as bytes on the other side.
    await type(
      id,
      `printf '<\\264\\355\\316\\363>\\n'; IFS= read -r line; printf %s "$line" | od -An -tx1\r`,
    );
    await expect.poll(() => view.text, patient).toContain('<错误>');
    await type(id, '中文\r');
    await expect.poll(() => view.text, patient).toContain('d6 d0 ce c4');
    const changed = await test.client.terminals.setEncoding({ id, encoding: 'utf-8' });
    expect(changed.encoding).toBe('utf-8');
    await type(id, `printf '<\\344\\270\\255>\\n'\r`);
    await expect.poll(() => view.text, patient).toContain('<中>');
  });

  it('keep their text over a cut, and come back as a new shell with a line that says so', async () => {
    const { id, view } = await open(production);
    await type(id, "printf '\\033[?1049h\\033[?1002hbefore the %s\\n' cut\r");
    await expect.poll(() => view.text, patient).toContain('before the cut');
    proxy.cut({ refuseNew: true });
    await expect.poll(() => view.state?.state, patient).toBe('stale');
    expect(view.state?.staleSince).toBeTypeOf('number');
    proxy.resume();
    await test.client.terminals.reconnect({ id });
    await expect.poll(() => view.state?.state, patient).toBe('open');
    await type(id, 'echo after the "cut"\r');
    await expect.poll(() => view.text, patient).toContain('after the cut');
    const [before, after] = view.text.split('<reconnected>');
    expect(before).toContain('before the cut');
    // The full screen and the mouse of what died are ended; nothing is wiped.
    for (const end of ['\u001b[?1049l', '\u001b[?1002l']) expect(before).toContain(end);
    expect(after).toContain('after the cut');
    const late = look(id);
    await expect.poll(() => late.live, patient).toBe(true);
    expect(late.text).toBe(view.text);
  });

  it('end with the code of the shell, and open anew in the same place', async () => {
    const { id, view } = await open(plain);
    await type(id, 'exit 3\r');
    await expect.poll(() => view.state?.state, patient).toBe('ended');
    expect(view.state?.exit).toEqual({ code: 3, signal: null });
    await type(id, 'lost');
    await test.client.terminals.reconnect({ id });
    await expect.poll(() => view.state?.state, patient).toBe('open');
    expect(view.notes).toEqual(['reopened']);
    expect(view.text).not.toContain('lost');
  });

  it('hold a flood in bounds while a view stands still, and let it go on from what is kept', async () => {
    const { id } = await open(plain);
    views.splice(0).forEach((one) => one.leave());
    // This one takes the first batch and then nothing more.
    const still = test.host.features().terminals.attach(id, new AbortController().signal);
    await still.next();
    await type(id, 'seq 1 1500000; echo flood is "over"\r');
    const late = look(id);
    await expect.poll(() => late.text.includes('flood is over'), patient).toBe(true);
    const kept: string[] = [];
    for (let next = await still.next(); !next.done; next = await still.next()) {
      for (const item of next.value)
        if (item.kind === 'start') kept.splice(0);
        else if (item.kind === 'text') kept.push(item.text);
      if (kept.join('').includes('flood is over')) break;
    }
    await still.return();
    expect(kept.join('').length).toBeLessThan(3 * 1024 * 1024);
  });

  it('are always recorded on production hosts, with what was shown and not what was typed', async () => {
    const { id, view } = await open(production);
    expect(view.state).toMatchObject({ recording: true, recordingForced: true });
    await expect(test.client.terminals.record({ id, on: false })).rejects.toMatchObject({
      code: 'terminals.recording-forced',
    });
    // What is typed before the echo is off would be shown, by the terminal itself.
    await type(id, "stty -echo; echo re''ady; read -r secret; stty echo; echo 好 done\r");
    await expect.poll(() => view.text, patient).toContain('ready');
    await type(id, 'hunter2-not-shown\r');
    await expect.poll(() => view.text, patient).toContain('好 done\r\n');
    await test.client.terminals.resize({ id, columns: 100, rows: 30 });
    const transcriptId = view.state!.transcriptId!;
    const { client } = test;
    const [whole, part] = [null, '好 done'].map((selection) => ({
      kind: 'transcript' as const,
      origin: 'terminal' as const,
      id: transcriptId,
      selection,
    }));
    const { id: caseId } = await client.cases.create({ title: '月结失败' });
    const selected = await client.cases.addEvidence({ caseId, source: part! });
    await expect(client.terminals.removeTranscript({ id: transcriptId })).rejects.toMatchObject({
      code: 'terminals.transcript-open',
    });
    await client.terminals.close({ id });

    const cast = await castOf(transcriptId);
    const [head, ...events] = cast
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(head).toMatchObject({
      version: 2,
      width: 80,
      height: 24,
      env: { TERM: 'xterm-256color' },
    });
    expect(events.map((event) => (event as unknown[])[1])).toContain('r');
    expect(cast).toContain('好 done');
    expect(cast).not.toContain('hunter2');

    const evidence = await client.cases.addEvidence({ caseId, source: whole! });
    const sha256 = createHash('sha256').update(cast).digest('hex');
    expect(evidence).toMatchObject({
      sha256,
      provenance: {
        kind: 'transcript',
        format: 'asciicast-v2',
        wholeSha256: sha256,
        environment: 'production',
      },
    });
    expect(selected.provenance).toMatchObject({
      format: 'text',
      hosts: [`db-01 (${server.host})`],
    });
    const opened = await client.cases.evidence({ id: evidence.id });
    expect(opened.verified).toBe(true);
    if (opened.content.kind !== 'text') throw new Error(opened.content.kind);
    const lines = opened.content.text.split('\n');
    expect(lines).toContain('好 done');
    expect(opened.content.text).not.toContain('\u001b');
    const { text: report } = await client.cases.export({
      id: caseId,
      format: 'md',
      language: 'en',
    });
    expect(report).toContain('好 done');
    expect(report).toContain('SHA-256 of the whole recording');

    await client.terminals.removeTranscript({ id: transcriptId });
    await expect(castOf(transcriptId)).rejects.toMatchObject({
      code: 'terminals.transcript-missing',
    });
    const { entries } = await client.audit.list({ text: transcriptId });
    expect(entries.map(({ kind }) => kind)).toEqual(['terminal-closed', 'terminal-opened']);
    expect(entries[0]?.detail).toMatchObject({ reason: 'closed' });
  });

  it('are recorded elsewhere as the setting says, and can be told otherwise', async () => {
    await test.client.settings.set({ key: 'terminalRecord', value: false });
    const { id, view } = await open(plain);
    expect(view.state).toMatchObject({
      recording: false,
      recordingForced: false,
      transcriptId: null,
    });
    const on = await test.client.terminals.record({ id, on: true });
    expect(on.recording).toBe(true);
    const off = await test.client.terminals.record({ id, on: false });
    expect(off).toMatchObject({ recording: false, transcriptId: on.transcriptId });
    await test.client.settings.set({ key: 'terminalRecord', value: true });
  });

  it('send a line to those that are open, and write it down', async () => {
    const [one, two] = [await open(plain), await open(production)];
    await type(two.id, 'exit\r');
    await expect.poll(() => two.view.state?.state, patient).toBe('ended');
    const results = await test.client.terminals.send({
      ids: [one.id, two.id],
      text: 'echo to "several"',
    });
    expect(results).toEqual([
      { id: one.id, sent: true },
      { id: two.id, sent: false },
    ]);
    await expect.poll(() => one.view.text, patient).toContain('to several');
    const { entries } = await test.client.audit.list({ text: 'to "several"' });
    expect(entries.map(({ target }) => target)).toEqual(['app-01']);
  });

  it('are numbered on the same host, listed while open, and leave nothing behind', async () => {
    const opened = [await open(plain), await open(plain)];
    expect(opened.map(({ view }) => view.state?.name)).toEqual(['app-01', 'app-01 (2)']);
    for (const { id } of opened) await test.client.terminals.close({ id });
    await expect.poll(() => opened.every(({ view }) => view.over), patient).toBe(true);
    expect(await test.client.terminals.list({})).toEqual([]);
    expect(test.host.features().ssh.openChannels).toBe(0);
    await expect(type(opened[0]!.id, 'x')).rejects.toMatchObject({ code: 'terminals.gone' });
  });

  it('say why there is no shell, and try again when asked', async () => {
    proxy.cut({ refuseNew: true });
    const { id } = await test.client.terminals.open({ endpointId: production, ...size });
    const view = look(id);
    await expect.poll(() => view.state?.state, patient).toBe('failed');
    expect(view.state?.error).not.toBeNull();
    expect(view.state?.transcriptId).toBeNull();
    proxy.resume();
    await test.client.terminals.reconnect({ id });
    await expect.poll(() => view.state?.state, patient).toBe('open');
  });

  it('close the recordings of a killed program at the next start, and drop what nobody knows', async () => {
    const { view } = await open(production);
    const { transcriptId } = view.state!;
    await expect
      .poll(async () => (await castOf(transcriptId!)).length, patient)
      .toBeGreaterThan(200);
    const { profile } = test.host.features();
    const store = new TranscriptStore(profile.db);
    const copy = store.get(transcriptId!)!;
    // As a process leaves it that was killed: its row open, its file without an end.
    const ghost = { ...copy.transcript, id: '01890000-0000-7000-8000-000000000001' };
    const file = profile.createSealed('transcripts', 'ghost');
    file.append(Buffer.from('{"version":2,"width":80,"height":24}\n[1.5,"o","last words"]\n'));
    file.close();
    profile.createSealed('transcripts', 'orphan').close();
    store.add({ transcript: ghost, file: 'ghost', owner: 2 ** 22 + 1 });
    await test.client.vault.lock({});
    await test.client.vault.unlock({ passphrase: test.passphrase });
    const transcripts = await test.client.terminals.transcripts({});
    expect(transcripts.every(({ endedAt }) => endedAt !== null)).toBe(true);
    const closed = transcripts.find(({ id }) => id === ghost.id);
    expect(closed?.endedAt).toBe(ghost.startedAt + 1500);
    expect(readdirSync(join(test.folder, 'transcripts'))).not.toContain('orphan');
    expect(await castOf(ghost.id)).toContain('last words');
  });

  async function castOf(id: string): Promise<string> {
    const { client } = test;
    let text = '';
    for await (const pieces of readStream<string>(client, client.terminals.transcript({ id })))
      text += pieces.join('');
    return text;
  }
});
