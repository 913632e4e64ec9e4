import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const room = mkdtempSync(join(tmpdir(), 'fieldbench-cli-'));

interface Run {
  code: number | null;
  out: string;
  error: string;
  /** Every line of stdout as JSON. */
  json<T = Record<string, unknown>>(): T[];
}

/** A command in a process of its own, as a script would run it. */
async function fieldbench(
  args: readonly string[],
  options: { profile?: string; input?: string; passphrase?: string | null } = {},
): Promise<Run> {
  const { profile = 'profile', input = '', passphrase = 'correct horse battery' } = options;
  const environment = { ...process.env, INIT_CWD: room, LC_ALL: 'C.UTF-8' };
  const child = spawn(
    process.execPath,
    [join(root, 'scripts', 'fieldbench.mjs'), ...args, '--data', profile, '--json'],
    {
      env:
        passphrase === null ? environment : { ...environment, FIELDBENCH_PASSPHRASE: passphrase },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return {
    code,
    out,
    error,
    json: <T>() =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T),
  };
}

/** The last line of stderr as the command line's contract says. */
function failure(run: Run): { code: string; message: string; params: Record<string, unknown> } {
  const line = run.error.trimEnd().split('\n').at(-1) ?? '';
  return (JSON.parse(line) as { error: ReturnType<typeof failure> }).error;
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

// A process a step, on a machine that may be busy.
describe('the command line', { timeout: 120_000 }, () => {
  it('takes a case from new to export, each step in a process of its own', async () => {
    writeFileSync(join(room, 'body.txt'), '点了过账\n就转圈');
    const [made] = (
      await fieldbench([
        'case',
        'new',
        '--title',
        '月结失败',
        '--priority',
        'P1',
        '--body',
        'body.txt',
      ])
    ).json<{ id: string; number: string }>();
    const [{ noteId } = {}] = (
      await fieldbench(['case', 'note', made!.number, '--text', '# 记录'])
    ).json<{ noteId: string }>();
    writeFileSync(join(room, 'a.log'), 'ORA-01555\r\n');
    const [attached] = (await fieldbench(['case', 'attach', made!.id, 'a.log'])).json<{
      evidenceId: string;
      sha256: string;
    }>();
    const sha256 = createHash('sha256').update('ORA-01555\r\n').digest('hex');
    expect(attached?.sha256).toBe(sha256);
    const [shown] = (await fieldbench(['case', 'show', made!.number])).json();
    expect(shown).toMatchObject({
      ...made,
      title: '月结失败',
      priority: 'P1',
      reportedWords: '点了过账\n就转圈',
      notes: [{ id: noteId, text: '# 记录' }],
      evidence: [{ id: attached?.evidenceId, ordinal: 1, sha256 }],
      timeline: [{ kind: 'created' }, { kind: 'note' }, { kind: 'evidence' }],
    });
    for (const format of ['md', 'html']) {
      const out = `case.${format}`;
      const [written] = (
        await fieldbench(['case', 'export', made!.id, '--format', format, '--out', out])
      ).json<{ path: string; bytes: number }>();
      const document = readFileSync(join(room, out));
      expect(written).toEqual({ path: join(room, out), bytes: document.length });
      expect(document.toString()).toContain(sha256);
    }
    await fieldbench(['case', 'evidence', made!.number, 'E1', '--out', 'copy.log']);
    expect(readFileSync(join(room, 'copy.log'), 'utf8')).toBe('ORA-01555\r\n');
    expect((await fieldbench(['case', 'list'])).json().map((entry) => entry['number'])).toEqual([
      made!.number,
    ]);
  });

  it('says by code and exit status what was wrong', async () => {
    const unknown = await fieldbench(['case', 'show', 'Z9-0001']);
    expect([unknown.code, failure(unknown)]).toEqual([
      1,
      {
        code: 'cases.not-found',
        params: { id: 'Z9-0001' },
        message: expect.stringContaining('Z9-0001') as string,
      },
    ]);
    const [{ number } = { number: '' }] = (await fieldbench(['case', 'list'])).json<{
      number: string;
    }>();
    for (const format of ['pdf', 'docx', 'zip']) {
      const later = await fieldbench(['case', 'export', number, '--format', format, '--out', 'x']);
      expect([later.code, failure(later).code]).toEqual([1, 'cases.format-unavailable']);
    }
    const missing = await fieldbench(['case', 'attach', number, 'no-such-file']);
    expect([missing.code, failure(missing).code]).toEqual([1, 'file.missing']);
    const usage = await fieldbench(['case', 'new']);
    expect([usage.code, failure(usage).code]).toEqual([2, 'cli.usage']);
    const to = ['--url', 'sqlite:a.db', '--sql', 'SELECT 1', '--out', 'x'];
    const format = await fieldbench(['sql', 'run', ...to, '--format', 'doc']);
    expect([format.code, failure(format).code]).toEqual([2, 'cli.usage']);
    const nothing = await fieldbench([]);
    expect([nothing.code, failure(nothing)]).toMatchObject([
      2,
      { message: 'a command is missing' },
    ]);
    const untitled = await fieldbench(['case', 'new', '--title', '']);
    expect([untitled.code, failure(untitled).code]).toEqual([2, 'cli.usage']);
    const wrong = await fieldbench(['case', 'list'], { passphrase: 'wrong' });
    expect([wrong.code, failure(wrong).code]).toEqual([1, 'vault.wrong-passphrase']);
    const nobody = await fieldbench(['case', 'list'], { passphrase: null });
    expect([nobody.code, failure(nobody).code]).toEqual([1, 'vault.passphrase-needed']);
  });

  it('makes no profile with an empty passphrase, as a forgotten variable of a script gives', async () => {
    const options = { profile: 'unprotected', passphrase: '' };
    const refused = await fieldbench(['case', 'list'], options);
    expect([refused.code, failure(refused).code]).toEqual([1, 'vault.passphrase-needed']);
    expect(existsSync(join(room, 'unprotected', 'vault.json'))).toBe(false);
  });

  it('makes one profile when two processes begin at once, and both do their work', async () => {
    const options = { profile: 'shared' };
    const runs = await Promise.all(
      ['A', 'B'].map((title) => fieldbench(['case', 'new', '--title', title], options)),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    const listed = (await fieldbench(['case', 'list'], options)).json();
    expect(new Set(listed.map((entry) => entry['number']))).toEqual(
      new Set(runs.map((run) => run.json()[0]?.['number'])),
    );
  });

  it('gives a template that it takes back, and lists what it took, as YAML and as CSV from Excel', async () => {
    const template = await fieldbench(['system', 'template'], { passphrase: null });
    expect([template.code, template.out.startsWith('# FieldBench')]).toEqual([0, true]);
    writeFileSync(join(room, 'inventory.yaml'), template.out);
    const taken = await fieldbench(['system', 'import', 'inventory.yaml']);
    expect(taken.json()).toEqual([{ created: 11, updated: 0, unchanged: 0 }]);
    const [line] = (await fieldbench(['system', 'list'])).json();
    expect(line).toMatchObject({
      customer: '示例制造有限公司',
      system: 'EBS 生产',
      platform: 'oracle-ebs',
    });
    const csv = (await fieldbench(['system', 'list', '--format', 'csv'])).out;
    writeFileSync(join(room, 'inventory.csv'), csv);
    const again = await fieldbench(['system', 'import', 'inventory.csv']);
    expect(again.json()).toEqual([{ created: 0, updated: 0, unchanged: 11 }]);
    // Excel on Chinese Windows saves GBK: 客户 in its bytes.
    writeFileSync(
      join(room, 'gbk.csv'),
      Buffer.from([...Buffer.from('customer\r\n'), 0xbf, 0xcd, 0xbb, 0xa7, 10]),
    );
    await fieldbench(['system', 'import', 'gbk.csv']);
    const yaml = (await fieldbench(['system', 'list', '--format', 'yaml'])).out;
    expect(yaml).toContain('name: 客户\n');
    writeFileSync(join(room, 'bad.yaml'), 'customers:\n- name: A\n  password: hunter22\n');
    const refused = await fieldbench(['system', 'import', 'bad.yaml']);
    expect(failure(refused)).toMatchObject({
      code: 'systems.import-password',
      params: { line: 3 },
    });
    expect(refused.error + refused.out).not.toContain('hunter22');
  });

  it('takes a secret from stdin and never says it again', async () => {
    const runs = [
      await fieldbench(['secret', 'set', 'db'], { input: 'hunter2-value\n' }),
      await fieldbench(['secret', 'list']),
    ];
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    for (const run of runs) expect(run.out + run.error).not.toContain('hunter2');
    expect(runs[1]?.json()).toMatchObject([{ name: 'db' }]);
    const empty = await fieldbench(['secret', 'set', 'db'], { input: '\n' });
    expect([empty.code, failure(empty).code]).toEqual([2, 'cli.usage']);
  });

  it('backs a profile up and restores it, and says when it is damaged', async () => {
    expect((await fieldbench(['profile', 'check'])).json()).toMatchObject([{ ok: true }]);
    const [backup] = (await fieldbench(['profile', 'backup', 'backup.fb'])).json<{
      path: string;
      sha256: string;
      bytes: number;
    }>();
    const bytes = readFileSync(join(room, 'backup.fb'));
    expect(backup).toEqual({
      path: join(room, 'backup.fb'),
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const again = await fieldbench(['profile', 'backup', 'backup.fb']);
    expect([again.code, failure(again).code]).toEqual([1, 'profile.backup-exists']);
    const wrong = await fieldbench(['profile', 'restore', 'backup.fb'], {
      profile: 'new',
      passphrase: 'wrong',
    });
    expect([wrong.code, failure(wrong).code]).toEqual([1, 'vault.wrong-passphrase']);
    const restored = await fieldbench(['profile', 'restore', 'backup.fb'], { profile: 'new' });
    expect(restored.json()).toEqual([{ folder: join(room, 'new') }]);
    const [first, second] = [
      await fieldbench(['case', 'list']),
      await fieldbench(['case', 'list'], { profile: 'new' }),
    ];
    expect(second.out).toBe(first.out);
    const full = await fieldbench(['profile', 'restore', 'backup.fb'], { profile: 'new' });
    expect([full.code, failure(full).code]).toEqual([1, 'profile.not-empty']);
    writeFileSync(join(room, 'new', 'vault-copy.json'), '{}');
    // Opening mends the copy, so the check finds it whole again.
    expect((await fieldbench(['profile', 'check'], { profile: 'new' })).code).toBe(0);
    rmSync(join(room, 'new', 'blobs'), { recursive: true });
    const check = await fieldbench(['profile', 'check'], { profile: 'new' });
    expect([check.code, failure(check).code, check.json()[0]?.['ok']]).toEqual([
      1,
      'profile.damaged',
      false,
    ]);
  });

  it('lists, exports and verifies the audit log, and finds a changed row in an export', async () => {
    const key = `SHA256:${'A'.repeat(43)}`;
    await fieldbench(['ssh', 'trust', 'audited.example:2222', key]);
    const listed = (await fieldbench(['audit', 'list', '--text', 'audited.example'])).json();
    expect(listed).toMatchObject([{ kind: 'host-key-trusted', target: 'audited.example' }]);
    const [verdict] = (await fieldbench(['audit', 'verify'])).json();
    expect(verdict).toMatchObject({ intact: true, fault: null });
    const [made] = (await fieldbench(['audit', 'export', 'audit.jsonl'])).json<{ rows: number }>();
    const path = join(room, 'audit.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength((made?.rows ?? 0) + 1);
    expect((await fieldbench(['audit', 'verify', 'audit.jsonl'])).code).toBe(0);
    writeFileSync(path, lines.join('\n').replace('audited.example', 'harmless.example'));
    const changed = await fieldbench(['audit', 'verify', 'audit.jsonl']);
    expect([changed.code, failure(changed).code]).toEqual([1, 'audit.row-changed']);
    const again = await fieldbench(['audit', 'export', 'audit.jsonl']);
    expect([again.code, failure(again).code]).toEqual([1, 'file.exists']);
  });
});
