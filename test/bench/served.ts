import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hostFlags, projectNode, root } from '../../scripts/node.mjs';
import type { HostClient } from '../../src-main/contract/index';
import { connect, socketChannel } from '../../src-main/contract/wire/index';
import { cookieOf, openView } from '../contract/browser';

/** The browser face in a process of its own, and a view's client of it. */
export interface Served {
  client: HostClient;
  pid: number;
  /** A fresh address for a browser, good for one use. */
  url(): Promise<string>;
  /** Ends the client alone. */
  disconnect(): void;
  stop(): Promise<void>;
}

interface FirstLine {
  url: string;
  port: number;
  pid: number;
}

/** Starts the built program on a new profile, as it is started for users. */
export async function startServed(profile: string): Promise<Served> {
  const environment = { ...process.env, FIELDBENCH_PASSPHRASE: 'only for the bench' };
  const cli = [...hostFlags, join(root, 'out/main/cli.cjs'), '--json', '--data', profile];
  const run = (args: readonly string[]) =>
    spawn(projectNode(), [...cli, 'serve', ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const process_ = run(['--port', '0', '--no-open']);
  const { url, port, pid } = await firstDocument(process_.stdout);
  const connection = connect(socketChannel(await openView(port, await cookieOf(port, url))));
  return {
    client: connection.client,
    pid,
    url: async () => (await firstDocument(run(['open']).stdout)).url,
    disconnect: () => connection.close(),
    stop: async () => {
      connection.close();
      if (process_.exitCode !== null) return;
      process_.kill('SIGTERM');
      await once(process_, 'exit');
    },
  };
}

async function firstDocument(output: NodeJS.ReadableStream): Promise<FirstLine> {
  for await (const line of createInterface(output)) return JSON.parse(line) as FirstLine;
  throw new Error('the program printed nothing');
}
