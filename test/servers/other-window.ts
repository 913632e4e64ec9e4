import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HostClient } from '../../src-main/contract/index';
import { bundleForNode } from './bundle';

type Procedures<Part extends keyof HostClient> = HostClient[Part];
type Answered<Call> = Call extends (...input: never[]) => Promise<infer Answer> ? Answer : never;
type Asked<Call> = Call extends (input: infer Input, ...rest: never[]) => unknown ? Input : never;

/** A second process that has a profile open, as another window has. */
export interface OtherWindow {
  readonly pid: number;
  /** Calls a procedure of its host. Rejects with `{ code }` as a client does. */
  call<Part extends keyof HostClient, Name extends keyof Procedures<Part> & string>(
    part: Part,
    name: Name,
    input: Asked<Procedures<Part>[Name]>,
  ): Promise<Answered<Procedures<Part>[Name]>>;
  /** As `kill -9` does. */
  kill(): Promise<void>;
  /** Closes it as a person would. */
  close(): Promise<void>;
}

/** Starts processes on profiles; `remove` takes away what they were made of. */
export interface Windows {
  open(profile: { folder: string; passphrase: string }): Promise<OtherWindow>;
  remove(): void;
}

const root = join(import.meta.dirname, '..', '..');

export async function otherWindows(): Promise<Windows> {
  const bundle = await bundleForNode(join(import.meta.dirname, 'window-process.ts'));
  return {
    open: ({ folder, passphrase }) => open(bundle.path, folder, passphrase),
    remove: () => bundle.remove(),
  };
}

async function open(script: string, folder: string, passphrase: string): Promise<OtherWindow> {
  const child = spawn(process.execPath, [script, folder, passphrase, join(root, 'resources')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close');
  const waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: unknown): void }
  >();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, value, error } = JSON.parse(line) as { id: number; value: unknown; error: unknown };
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(Object.assign(new Error(JSON.stringify(error)), error));
  });
  void closed.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the other process has ended'));
  });
  const answer = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  let calls = 0;
  await answer(0);
  return {
    pid: child.pid ?? 0,
    call: (part, name, input) => {
      const id = (calls += 1);
      child.stdin.write(`${JSON.stringify({ id, procedure: `${part}.${name}`, input })}\n`);
      return answer(id) as never;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
