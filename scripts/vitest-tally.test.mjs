import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from './node.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fieldbench-tally-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('counts a run of vitest, with the reasons of tests, hooks and files that fail', async () => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const head = "import { beforeAll, describe, expect, it } from 'vitest';\n";
  writeFileSync(
    join(folder, 'a.test.mjs'),
    `${head}
     it('adds', () => expect(1).toBe(1));
     it('lies', () => { throw new Error('the reason of a test'); });
     it.skip('waits', () => {});
     describe('a room', () => {
       beforeAll(() => { throw new Error('the reason of a hook'); });
       it('is never reached', () => {});
     });`,
  );
  writeFileSync(join(folder, 'b.test.mjs'), "throw new Error('the reason of a file');");
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};');
  const file = join(folder, 'tally.json');
  const code = await new Promise((resolve) => {
    execFile(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        folder,
        `--reporter=${join(root, 'scripts/vitest-tally.mjs')}`,
      ],
      { cwd: folder, env: { ...process.env, FIELDBENCH_TALLY: file } },
      (error) => resolve(error?.code ?? 0),
    );
  });
  expect(code).toBe(1);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    passed: 1,
    failed: 3,
    skipped: ['waits', 'a room > is never reached'],
    failures: [
      'a room\n    the reason of a hook',
      'lies\n    the reason of a test',
      'b.test.mjs\n    the reason of a file',
    ],
  });
});
