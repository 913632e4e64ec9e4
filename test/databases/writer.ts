/**
 * A process that works on a profile without end: it types into one note, opens cases and
 * adds evidence, and says on stdout what the host has acknowledged, a line each. The tests
 * kill it, or let several write at once.
 *
 *     node writer FOLDER PASSPHRASE NOTE CASE NAME COUNT
 */
import { writeSync } from 'node:fs';
import * as Y from 'yjs';
import { createHost } from '../../src-main/host/index';
import { testPlatform } from '../servers/host';

const [folder = '', passphrase = '', noteId = '', caseId = '', name = '', count = '0'] =
  process.argv.slice(2);

/** Straight to the pipe: what was said is said, even when the process is killed at once. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function work(): Promise<void> {
  const host = createHost(testPlatform(folder));
  const { client, close } = host.connect();
  await client.vault.unlock({ passphrase });
  const document = new Y.Doc();
  const { state } = await client.cases.openNote({ id: noteId });
  Y.applyUpdate(document, Buffer.from(state, 'base64'));
  let updates: string[] = [];
  document.on('update', (update: Uint8Array) => {
    updates.push(Buffer.from(update).toString('base64'));
  });
  say('ready');

  for (let index = 0; index < Number(count); index++) {
    const token = `[${name}${index}]`;
    const body = document.getText('body');
    body.insert(body.length, token);
    await client.cases.editNote({ id: noteId, updates });
    updates = [];
    say(`note ${token}`);
    if (index % 3 === 0) {
      const { number } = await client.cases.create({ title: token });
      say(`case ${number}`);
    }
    if (index % 5 === 0) {
      const source = { kind: 'remark', text: token } as const;
      const { sha256 } = await client.cases.addEvidence({ caseId, source });
      say(`evidence ${sha256}`);
    }
  }
  close();
  await host.close();
}

void work();
