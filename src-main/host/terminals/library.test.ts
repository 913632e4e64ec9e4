import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTestHost, testPlatform } from '../../../test/servers/host';
import { readStream } from '../../contract/wire/index';
import { createLog } from '../../kit/log';
import { newId } from '../../kit/ids';
import { createHost } from '../index';
import { TranscriptLibrary } from './library';

it('recordings come back with a backup, those of an open terminal as far as they were', async () => {
  const room = mkdtempSync(join(tmpdir(), 'fieldbench-recordings-'));
  const test = await startTestHost();
  try {
    const library = new TranscriptLibrary(
      test.host.features().profile,
      createLog(() => undefined),
    );
    const place = {
      endpointId: newId(),
      name: 'nc-db-01',
      host: '192.0.2.1',
      username: 'ops',
      system: 'NC65',
      environment: 'production',
    } as const;
    const begin = () =>
      library.begin(place, { columns: 80, rows: 24 }, (error) => expect.fail(String(error)));
    const ended = begin();
    ended.recording.output('df -hP 物料\r\n');
    library.end(ended.id);
    const open = begin();
    open.recording.output('still typing');
    open.recording.write();

    const file = join(room, 'with-recordings.fbbackup');
    await test.client.profile.backup({ file });
    open.recording.output(' and on');
    library.end(open.id);
    const folder = join(room, 'restored');
    const key = { passphrase: test.passphrase };
    await createHost(testPlatform(folder)).connect().client.profile.restore({ file, key });

    const restored = await startTestHost({ folder });
    const castOf = async (id: string): Promise<string> => {
      let cast = '';
      for await (const items of readStream(
        restored.client,
        restored.client.terminals.transcript({ id }),
      ))
        cast += items.map((item) => JSON.stringify(item)).join('');
      return cast;
    };
    expect(await castOf(ended.id)).toContain('df -hP 物料');
    expect(await castOf(open.id)).toContain('still typing');
    await restored.close();
  } finally {
    await test.close();
    rmSync(room, { recursive: true, force: true });
  }
});
