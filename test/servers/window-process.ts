/**
 * A host in a process of its own, as a second window on a profile is: it does what it is told,
 * a line of JSON each. See other-window.ts.
 *
 *     node window-process FOLDER PASSPHRASE RESOURCES
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createHost } from '../../src-main/host/index';
import { testPlatform } from './host';

const [folder = '', passphrase = '', resources = ''] = process.argv.slice(2);

interface Call {
  id: number;
  /** E.g. `queries.run`. */
  procedure: string;
  input: unknown;
}

/** Straight to the pipe: what was said is said, even when the process is killed at once. */
function say(answer: object): void {
  writeSync(1, `${JSON.stringify(answer)}\n`);
}

async function work(): Promise<void> {
  const host = createHost({ ...testPlatform(folder), face: 'desktop', resources });
  const { client, close } = host.connect();
  await client.vault.unlock({ passphrase });
  const asked = client as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  say({ id: 0 });
  const answer = async ({ id, procedure, input }: Call): Promise<void> => {
    const [part = '', name = ''] = procedure.split('.');
    try {
      say({ id, value: await asked[part]?.[name]?.(input) });
    } catch (error) {
      say({ id, error: { code: (error as { code?: string }).code ?? String(error) } });
    }
  };
  for await (const line of createInterface({ input: process.stdin }))
    void answer(JSON.parse(line) as Call);
  close();
  await host.close();
}

void work();
