import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from '../../../kit/ids';
import { NewFile } from './new-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('removes what a process that died left long ago, and nothing else', async () => {
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  const put = (name: string, at = longAgo): string => {
    writeFileSync(join(folder, name), 'rows');
    utimesSync(join(folder, name), at, at);
    return name;
  };
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  put(`.fieldbench-${dead}-12345-${newId()}.tmp`);
  put(`.fieldbench-${dead}--${newId()}.tmp`);
  const living = new NewFile(join(folder, 'a.csv'), false);
  const kept = [
    put(basename(living.temporary)),
    put(`.fieldbench-${process.ppid}--${newId()}.tmp`),
    put(`.fieldbench-${dead}-12345-${newId()}.tmp`, new Date()),
    put(`.${newId()}.tmp`),
    put('fieldbench-1-2-3.tmp'),
  ];
  await new NewFile(join(folder, 'b.csv'), false).dropLeft();
  expect(readdirSync(folder).sort()).toEqual(kept.sort());
  await new NewFile(join(folder, 'nowhere', 'c.csv'), false).dropLeft();
});
