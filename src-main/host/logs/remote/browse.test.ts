import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRemoteBed, type HostKind, type RemoteBed } from '../../../../test/servers/remote-bed';
import { browse } from './index';

let bed: RemoteBed;
afterEach(() => bed.close());

// AIX is a stand-in after its manual: unproven on a real one.
describe.each<HostKind>(['gnu', 'busybox', 'bare', 'sftp-only', 'aix'])('a folder (%s)', (kind) => {
  it('shows its files and folders, the newest first, or those of a pattern', async () => {
    bed = await openRemoteBed(kind);
    mkdirSync(join(bed.server.home, 'logs it\'s "$x"'));
    const folder = join(bed.server.home, 'logs it\'s "$x"');
    const names = ['old.log.gz', 'app log.1', '日志.log', 'new.log'];
    for (const [index, name] of names.entries()) {
      bed.file(`logs it's "$x"/${name}`, 'x'.repeat(index));
      utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000 + index * 3600);
    }
    mkdirSync(join(folder, 'sub'));
    utimesSync(join(folder, 'sub'), 1, 1_600_000_000);
    symlinkSync('nowhere', join(folder, 'dangling'));
    const { entries, truncated, ...listing } = await browse(bed.host, folder);
    expect([listing.folder, truncated]).toEqual([folder, false]);
    const files = entries.filter(({ name }) => name !== 'dangling');
    expect(files.map(({ name }) => name)).toEqual([...names.toReversed(), 'sub']);
    expect(files.at(-2)).toEqual({
      name: 'old.log.gz',
      path: join(folder, 'old.log.gz'),
      kind: 'file',
      bytes: 0,
      changedAt: kind === 'bare' ? null : 1_700_000_000_000,
      packed: true,
    });
    expect(files.at(-1)?.kind).toBe('folder');
    const some = await browse(bed.host, `~/logs it's "$x"/*lo*[1g]`);
    expect(some.entries.map(({ name }) => name)).toEqual(['new.log', '日志.log', 'app log.1']);
    const none = await browse(bed.host, `${folder}/nothing*.log`);
    expect(none.entries).toEqual([]);
    await expect(browse(bed.host, '/nowhere/at/all')).rejects.toMatchObject({
      code: 'logs.path-missing',
    });
  });
});
