import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../contract/errors';
import { surviveDroppedFailures } from '../kit/dropped';
import { createLog } from '../kit/log';
import { demoPassphrase, demoProfileFolder, program as installed } from '../kit/program';
import { requestUrl, startServe, type RunningServe } from '../serve/index';
import { openInBrowser } from './browser';
import { startCommand, type CommandChild } from './child';
import type { CliContext } from './context';
import { createPlatform } from './platform';

interface ServeCommandOptions {
  port: number;
  open: boolean;
  demo?: boolean;
}

/** `serve` and `serve open`: the browser face. */
export function registerServe(program: Command, context: CliContext): void {
  const serve = program
    .command('serve')
    .description('Serves the workbench to a browser on this machine.')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', parsePort, 0)
    .option('--no-open', 'do not open the browser')
    .option('--demo', 'serve the simulated plant, in a profile of its own')
    .action((options: ServeCommandOptions) => run(context, options));
  serve
    .command('open')
    .description('Prints a fresh address of a running server.')
    .action(async () => {
      const { url, port } = await requestUrl(context.folder);
      context.print({ url, port }, url);
    });
}

/** A TCP port as typed, 0 for any. */
export function parsePort(typed: string): number {
  const port = Number(typed);
  if (!/^\d+$/.test(typed) || port > 65535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

async function run(context: CliContext, options: ServeCommandOptions): Promise<void> {
  const demo = options.demo === true;
  const folder = demo && !context.folderIsChosen ? demoProfileFolder() : context.folder;
  const { stopped } = context;
  const log = createLog();
  surviveDroppedFailures(log);
  const { renderer, resources } = installed();
  const demos = new DemoServes(folder);
  let server: RunningServe | undefined;
  // The plant writes its addresses into the profile before the host opens it.
  const plant = demo
    ? await startCommand(['--data', folder, 'demo', '--fill'], 'demo.failed')
    : null;
  const { createHost } = await import('../host/index');
  const host = createHost(
    createPlatform('browser', folder, {
      demo,
      openDemo: async () => (demo && server ? server.newUrl() : demos.url()),
    }),
  );
  try {
    const { passphrase } = context.secrets;
    // The plant has made the demo's vault. Without a passphrase the page asks.
    if (demo) await host.vault.unlock(demoPassphrase, false);
    else if (passphrase !== undefined) await context.openVault(host, passphrase);
    server = await startServe({
      host,
      port: options.port,
      folder,
      page: renderer,
      resources,
      moreOrigins: developmentOrigins(),
      log,
    });
    const url = server.newUrl();
    context.print({ url, port: server.port, pid: process.pid }, `FieldBench: ${url}`);
    if (options.open && !stopped.aborted && !(await openInBrowser(url)))
      context.say('No browser could be started here. Open the address above in one.');
    await context.untilStopped(plant?.ended);
  } finally {
    await server?.close();
    await demos.close();
    await host.close();
    await plant?.close();
  }
}

/** `npm run dev` names its page server here; nothing else does. */
function developmentOrigins(): string[] {
  const origin = process.env.FIELDBENCH_DEV_ORIGIN;
  return origin === undefined ? [] : [origin];
}

const firstLineSchema = z.object({ url: z.string() });

/** The demo plant beside a profile: a second server, started when first asked for. */
class DemoServes {
  private readonly folder: string;
  private child: CommandChild | undefined;
  private starting: Promise<string> | undefined;

  constructor(profileFolder: string) {
    this.folder = demoProfileFolder(profileFolder);
  }

  /** A fresh address of the demo. */
  async url(): Promise<string> {
    if (this.starting) {
      await this.starting;
      return this.fresh();
    }
    this.starting = this.fresh();
    this.starting.catch(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async close(): Promise<void> {
    await this.child?.close();
  }

  /** Of the one that runs, or of a new one. */
  private async fresh(): Promise<string> {
    try {
      return (await requestUrl(this.folder)).url;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
    const args = ['--data', this.folder, 'serve', '--demo', '--no-open'];
    this.child = await startCommand(args, 'demo.failed');
    return firstLineSchema.parse(this.child.first).url;
  }
}
