import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { root } from '../../scripts/node.mjs';
import { createHost } from '../../src-main/host/index';
import { createLog } from '../../src-main/kit/log';
import { percentile, type Bench } from './figures';

const saves = 400;

/** Keystrokes of a note until they are on disk, beside a bare write and fsync of as many bytes. */
export const noteSave: Bench = async () => {
  // On the disk of the checkout: a temporary folder may live in memory.
  const folder = await mkdtemp(join(root, 'out', 'bench-'));
  const host = createHost({
    face: 'cli',
    folder: join(folder, 'profile'),
    version: '0',
    demo: false,
    resources: join(root, 'resources'),
    keyring: null,
    log: createLog(() => undefined),
    openExternal: () => Promise.resolve(),
    openDemo: () => Promise.resolve(null),
  });
  try {
    const { client, close } = host.connect();
    await client.vault.create({ passphrase: 'only for the bench', remember: false });
    const { id: caseId } = await client.cases.create({ title: 'bench' });
    const note = await client.cases.createNote({ caseId, text: 'A note.\n' });
    const document = new Y.Doc();
    Y.applyUpdate(
      document,
      Buffer.from((await client.cases.openNote({ id: note.id })).state, 'base64'),
    );
    const updates: string[] = [];
    document.on('update', (update: Uint8Array) =>
      updates.push(Buffer.from(update).toString('base64')),
    );
    const body = document.getText('body');

    const samples: number[] = [];
    for (let index = 0; index < saves; index++) {
      body.insert(body.length, '保存失败 ');
      const begin = performance.now();
      await client.cases.editNote({ id: note.id, updates: updates.splice(0) });
      samples.push(performance.now() - begin);
    }
    const bare: number[] = [];
    const file = await open(join(folder, 'peer'), 'w');
    for (let index = 0; index < saves; index++) {
      const begin = performance.now();
      await file.write('保存失败 ');
      await file.sync();
      bare.push(performance.now() - begin);
    }
    await file.close();
    close();
    return [
      {
        name: 'note save p95',
        value: percentile(samples, 0.95),
        unit: 'ms',
        target: 10,
        better: 'less',
        peer: { name: 'write and fsync', value: percentile(bare, 0.95) },
      },
    ];
  } finally {
    await host.close();
    await rm(folder, { recursive: true });
  }
};
