import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const room = mkdtempSync(join(tmpdir(), 'fieldbench-log-stat-'));

/** `log stat` as a script runs it. */
async function stat(
  args: readonly string[],
  zone = 'UTC',
): Promise<{ code: number | null; told: Record<string, unknown>[]; error: string }> {
  const program = join(root, 'scripts', 'fieldbench.mjs');
  const child = spawn(process.execPath, [program, '--json', 'log', 'stat', ...args], {
    env: { ...process.env, INIT_CWD: room, LC_ALL: 'C.UTF-8', TZ: zone },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, error, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, error, told: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const log =
  '2026-11-22 10:11:12,345 INFO  [main] a.B - started\n2026-11-22 10:11:13,345 ERROR [main] a.B - 失败\n\tat x\n';

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
  writeFileSync(join(room, 'a.log'), log);
  writeFileSync(join(room, 'b.log.gz'), gzipSync(log));
  mkdirSync(join(room, 'folder'));
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('log stat', () => {
  it('tells a line a file, with the path as it was given', async () => {
    const expected = {
      bytes: Buffer.byteLength(log),
      newlines: 3,
      crlf: false,
      endsWithNewline: true,
      encoding: 'utf-8',
      format: 'log4j',
      records: 2,
      first: '2026-11-22T10:11:12.345Z',
      last: '2026-11-22T10:11:13.345Z',
      levels: { error: 1, info: 1 },
    };
    const { code, told } = await stat(['a.log', './b.log.gz']);
    expect(code).toBe(0);
    expect(told).toEqual([
      { path: 'a.log', ...expected },
      { path: './b.log.gz', ...expected },
    ]);
  });

  it('reads times without a zone in the zone of this machine', async () => {
    const { told } = await stat(['a.log'], 'Asia/Shanghai');
    expect(told[0]?.first).toBe('2026-11-22T02:11:12.345Z');
  });

  it('tells the others when some cannot be read, and fails with the last of these', async () => {
    const { code, told, error } = await stat(['none.log', 'a.log', 'folder', 'b.*']);
    expect(code).toBe(1);
    expect(told.map(({ path }) => path)).toEqual(['a.log', join(room, 'b.log.gz')]);
    const [missing = '', folder = ''] = error.trimEnd().split('\n');
    expect(missing).toContain('none.log');
    expect(JSON.parse(folder)).toMatchObject({ error: { code: 'logs.is-folder' } });
  });

  it('wants a file', async () => {
    expect((await stat([])).code).toBe(2);
  });
});
