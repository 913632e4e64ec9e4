import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { dropAbandoned, makePrivateFolder, writeFileAtomically } from './files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldbench-files-'));
});

it('replaces a file as a whole, for its owner alone, and leaves nothing beside it', () => {
  const path = join(folder, 'file');
  for (const content of ['old', 'new and longer', Buffer.from([0, 255])]) {
    writeFileAtomically(path, content);
    expect(readFileSync(path)).toEqual(Buffer.from(content as string));
  }
  expect([statSync(path).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['file']]);
});

it('leaves the old content and nothing beside it when it cannot be replaced', () => {
  mkdirSync(join(folder, 'taken', 'full'), { recursive: true });
  expect(() => writeFileAtomically(join(folder, 'taken'), 'x')).toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

it('makes folders that only their owner may enter', () => {
  makePrivateFolder(join(folder, 'a', 'b'));
  expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
});

it('drops temporary files of a process long gone, and nothing else', () => {
  for (const name of ['.old.tmp', '.new.tmp', 'old.tmp', '.old', 'data'])
    writeFileSync(join(folder, name), 'x');
  const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
  for (const name of ['.old.tmp', 'old.tmp', '.old', 'data'])
    utimesSync(join(folder, name), longAgo, longAgo);
  dropAbandoned(folder);
  dropAbandoned(join(folder, 'nowhere'));
  expect(readdirSync(folder).sort()).toEqual(['.new.tmp', '.old', 'data', 'old.tmp']);
});
