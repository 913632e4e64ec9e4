import { Option, type Command } from 'commander';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../contract/errors';
import { demoPassphrase } from '../kit/program';
import type { CliContext } from './context';
import { createPlatform } from './platform';
import { parsePort } from './serve';

/** `demo`: the simulated plant alone. With `--fill` its addresses also go into the demo profile. */
export function registerDemo(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('Runs the simulated plant on this machine and prints its endpoints.')
    .option(
      '--port <number>',
      'port of its SSH server on 127.0.0.1; 0 takes any free one',
      parsePort,
      0,
    )
    .addOption(new Option('--fill', 'writes the endpoints into the demo profile').hideHelp())
    .action((options: { port: number; fill?: boolean }) => run(context, options));
}

/** A folder of keys is named after its process. */
const keysPrefix = 'fieldbench-plant-';

/** Removes what plants that were killed have left. */
async function removeLeftKeys(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(keysPrefix)) continue;
    const pid = Number(/^\d+(?=-)/.exec(name.slice(keysPrefix.length))?.[0] ?? NaN);
    // That of another user is not ours to remove.
    if (!isAlive(pid))
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether a process runs, also one of somebody else. Not a number: one of before they were named so. */
function isAlive(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function run(context: CliContext, options: { port: number; fill?: boolean }): Promise<void> {
  const { stopped } = context;
  const { startDemoPlant } = await import('../demo/index');
  // The plant's keys open nothing but the plant; they live no longer than it does.
  await removeLeftKeys();
  const keys = await mkdtemp(join(tmpdir(), `${keysPrefix}${process.pid}-`));
  try {
    const plant = await startDemoPlant({ port: options.port, folder: keys }).catch(
      (error: unknown) => {
        throw startFailure(error, options.port);
      },
    );
    try {
      if (options.fill) await fill(context.folder, plant);
      const { ssh, databases, logs } = plant;
      context.print(
        { pid: process.pid, ssh, databases, logs },
        [
          `ssh -i ${ssh.identity} -o UserKnownHostsFile=${ssh.knownHosts} -p ${ssh.port} ${ssh.user}@${ssh.host}`,
          ...databases.map(({ url }) => url),
          ...logs,
        ].join('\n'),
      );
      if (!stopped.aborted) await context.untilStopped();
    } finally {
      await plant.close();
    }
  } finally {
    await rm(keys, { recursive: true, force: true });
  }
}

function startFailure(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return new AppError('serve.port-taken', { port }, { cause: error });
  return new AppError(
    'demo.failed',
    { detail: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}

/** Opens the demo profile, fills it and closes it again, before a view opens it. */
async function fill(
  folder: string,
  plant: Parameters<typeof import('../demo/index').fillDemoProfile>[1],
): Promise<void> {
  const [{ createHost }, { fillDemoProfile }] = await Promise.all([
    import('../host/index'),
    import('../demo/index'),
  ]);
  const host = createHost(createPlatform('cli', folder, { demo: true }));
  try {
    if (host.vault.status().state === 'none') await host.vault.create(demoPassphrase, false);
    else await host.vault.unlock(demoPassphrase, false);
    const { client, close } = host.connect();
    await fillDemoProfile(client, plant);
    close();
  } finally {
    await host.close();
  }
}
