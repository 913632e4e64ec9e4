import { describe, expect, it } from 'vitest';
import { readFacts, readList } from './dialect';
import type { Sibling } from './ports';
import { rotatedAfter, rotatedFrom } from './rotated';
import { sftpPath } from './sftp-host';

const log = '/var/log/app.log';
/** Files by name, each written a minute after the one before. */
const files = (...names: string[]): Sibling[] =>
  names.map((name, index) => ({
    path: `/var/log/${name}`,
    identity: `1:${index}`,
    size: 10,
    modified: index * 60_000,
  }));
const after = (all: Sibling[], name: string) =>
  rotatedAfter(all, log, `/var/log/${name}`).map(({ path }) => path.slice('/var/log/'.length));

describe('files that were rotated away', () => {
  it('follow each other by falling numbers, packed or not', () => {
    const all = files('app.log.10.gz', 'app.log.9.gz', 'app.log.2', 'app.log.1', 'app.log');
    expect(after(all, 'app.log.10.gz')).toEqual(['app.log.9.gz', 'app.log.2', 'app.log.1']);
    expect(after(all, 'app.log.1')).toEqual([]);
  });

  it('follow each other by rising numbers where their times say so', () => {
    expect(after(files('app.log.1', 'app.log.2', 'app.log.3', 'app.log'), 'app.log.2')).toEqual([
      'app.log.3',
    ]);
  });

  it('follow each other by dates, also between name and extension', () => {
    const dated = files('app.log-20260302', 'app.log-20260301.gz', 'app.log-20260310', 'app.log');
    expect(after(dated, 'app.log-20260301.gz')).toEqual(['app.log-20260302', 'app.log-20260310']);
    const inside = files('app.2026-03-01.1.log', 'app.2026-03-01.2.log', 'app.2026-03-02.1.log');
    expect(after(inside, 'app.2026-03-01.2.log')).toEqual(['app.2026-03-02.1.log']);
  });

  it('are one file while one of them is being packed', () => {
    const all = files('app.log.2', 'app.log.2.gz', 'app.log.1', 'app.log');
    expect(after(all, 'app.log.2')).toEqual(['app.log.1']);
    expect(rotatedFrom(all, log).map(({ path }) => path)).toEqual([
      '/var/log/app.log.2',
      '/var/log/app.log.1',
    ]);
  });

  it('are not taken for others by their names alone', () => {
    const all = files(
      'app.log.conf',
      'app-2.log',
      'app-audit.log',
      'application.log',
      'app.log.old',
    );
    expect(rotatedFrom(all, log).map(({ path }) => path)).toEqual(['/var/log/app.log.old']);
  });
});

describe('facts of files', () => {
  it.each([
    ['65024 42 7 1795391823 2026-11-22 23:57:03.346260000 +0000', 1795391823346.26],
    ['65024 42 7 1795391823 2026-11-22 23:57:03 +0000', 1795391823000],
    ['65024 42 7 1795391823.250000000', 1795391823250],
    ['65024 42 7 1795391823', 1795391823000],
  ])('are read from “%s”', (line, modified) => {
    expect(readFacts(line)).toEqual({ identity: '65024:42', size: 7, modified });
  });

  it('are read from ls where there is nothing else', () => {
    const lines =
      '    42 -rw-r-----   1 203      1             1234 Nov 22 23:27 /var/log/my app.log\n' +
      'ls: 0653-341 The file /x does not exist.\n';
    expect(readList(lines, 'ls')).toEqual([
      { path: '/var/log/my app.log', identity: '0:42', size: 1234, modified: null },
    ]);
    expect(readFacts('dd: something')).toBeNull();
  });
});

it('are read over SFTP by the paths of Windows, too', () => {
  expect(sftpPath('D:\\日志\\app.log')).toBe('/D:/日志/app.log');
  expect(sftpPath('/D:/logs/app.log')).toBe('/D:/logs/app.log');
  expect(sftpPath('/var/log/a\\b.log')).toBe('/var/log/a\\b.log');
});
