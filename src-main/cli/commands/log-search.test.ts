import { spawn } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const room = mkdtempSync(join(tmpdir(), 'fieldbench-log-search-'));

interface Run {
  code: number | null;
  out: string;
  error: string;
}

/** A command as a script runs it; `taken`: the reader leaves after so many lines. */
async function log(args: readonly string[], taken = Infinity): Promise<Run> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'fieldbench.mjs'), 'log', ...args], {
    env: { ...process.env, INIT_CWD: room, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const output =
    taken === Infinity
      ? text(child.stdout)
      : new Promise<string>((resolve) => {
          child.stdout.once('data', (bytes: Buffer) => {
            child.stdout.destroy();
            resolve(bytes.toString().split('\n').slice(0, taken).join('\n'));
          });
        });
  const [out, error, code] = await Promise.all([output, text(child.stderr), ended]);
  return { code, out, error };
}

const documents = (out: string): unknown[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));

const time = '2026-03-01 00:00:00,000';
const rows = [
  `${time} INFO  [main] a.B - 启动`,
  `${time} ERROR [main] a.B - 保存失败`,
  'java.sql.SQLException: 资源 ORA-00054',
  '\tat ORA-00054',
  `${time} INFO  [main] a.B - ora-00054 again`,
];

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'main'], { stdio: 'pipe' });
  writeFileSync(join(room, 'a.log'), `${rows.join('\r\n')}\r\n`);
  writeFileSync(join(room, 'a.log.gz'), gzipSync(`${rows.join('\n')}\n`));
  writeFileSync(join(room, 'big.log'), `${rows.join('\n')}\n`.repeat(100_000));
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

// A process a step, on a machine that may be busy.
describe('the command line, on logs', { timeout: 120_000 }, () => {
  it('counts lines and records that match', async () => {
    const search = ['search', 'a.log', '--regex', 'ORA-\\d+', '--count', '--json'];
    expect(documents((await log(search)).out)).toEqual([{ lines: 2, records: 1 }]);
    const ignoring = await log([...search, '--ignore-case']);
    expect(documents(ignoring.out)).toEqual([{ lines: 3, records: 2 }]);
    const people = await log(['search', 'a.log.gz', '--regex', '^\\s', '--count']);
    expect(people).toEqual({ code: 0, out: 'lines: 1, records: 1\n', error: '' });
  });

  it('gives a line a match, with its number from 1 and its place in the file', async () => {
    const found = await log(['--json', 'search', 'a.log', '--regex', '失败$|资源']);
    const first = Buffer.byteLength(`${rows[0]}\r\n`);
    const second = first + Buffer.byteLength(`${rows[1]}\r\n`);
    expect(documents(found.out)).toEqual([
      { line: 2, byteOffset: first, text: rows[1] },
      { line: 3, byteOffset: second, text: rows[2] },
    ]);
    const people = await log(['search', 'a.log.gz', '--regex', '失败$']);
    expect(people.out).toBe(`2:${rows[1]}\n`);
  });

  it('shows lines from a number on', async () => {
    const shown = await log(['show', 'a.log', '--from-line', '2', '--count', '2']);
    expect(shown).toEqual({ code: 0, out: `${rows[1]}\n${rows[2]}\n`, error: '' });
    const json = await log(['show', 'a.log', '--from-line', '4', '--count', '9', '--json']);
    expect(documents(json.out)).toEqual([rows[3], rows[4]]);
  });

  it('gives a line of many megabytes whole, as text and as JSON', async () => {
    const long = `"日志"\t${'0123456789 '.repeat(900_000)}NEEDLE end`;
    writeFileSync(join(room, 'long.log'), `first\r\n${long}\r\nlast NEEDLE\r\n`);
    const search = ['search', 'long.log', '--regex', 'NEEDLE'];
    expect((await log(search)).out === `2:${long}\n3:last NEEDLE\n`).toBe(true);
    const [found, last] = documents((await log([...search, '--json'])).out) as { text: string }[];
    expect({ ...found, text: found?.text === long }).toEqual({
      line: 2,
      byteOffset: 7,
      text: true,
    });
    expect(last).toMatchObject({ line: 3, text: 'last NEEDLE' });
    const show = ['show', 'long.log', '--from-line', '2', '--json'];
    expect(documents((await log(show)).out).map((text) => text === long)).toEqual([true, false]);
  });

  it('ends quietly when its reader has enough', async () => {
    for (const command of [
      ['search', 'big.log', '--regex', 'INFO'],
      ['show', 'big.log', '--from-line', '1', '--count', '500000'],
    ]) {
      const { code, out, error } = await log(command, 1);
      expect({ code, error }).toEqual({ code: 0, error: '' });
      expect(out).toContain('INFO');
    }
  });

  it('says what is wrong with the expression, the file and the numbers', async () => {
    const wrong = await log(['search', 'a.log', '--regex', '保存(', '--json']);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.error)).toMatchObject({
      error: { code: 'logs.expression-unclosed', params: { at: 3, part: '(' } },
    });
    const missing = await log(['search', 'none.log', '--regex', 'x', '--json']);
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.error)).toMatchObject({ error: { code: 'file.missing' } });
    expect((await log(['show', 'a.log', '--from-line', '0'])).code).toBe(2);
    expect((await log(['search', 'a.log'])).code).toBe(2);
  });
});
