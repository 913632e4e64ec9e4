import { Option, type Command } from 'commander';
import { AppError } from '../../contract/errors';
import type { FollowEvent } from '../../host/index';
import type { CliContext } from '../context';
import { registerLogSearch } from './log-search';
import { registerLogStat } from './log-stat';

interface FollowOptions {
  ssh: string;
  identity: string;
  knownHosts: string;
  path: string;
  out: string;
  ledger: string;
  from: 'start' | 'end';
}

/** `log …`: commands that touch no profile. */
export function registerLog(program: Command, context: CliContext): void {
  const command = program.command('log').description('Logs, without a profile.');
  registerLogStat(command, context);
  registerLogSearch(command, context);
  command
    .command('follow')
    .description('Copies a growing remote log into a file, each byte exactly once, until stopped.')
    .requiredOption('--ssh <user@host:port>', 'where the log is')
    .requiredOption('--identity <key>', 'private key file')
    .requiredOption('--known-hosts <file>', 'host keys that are trusted, as OpenSSH keeps them')
    .requiredOption('--path <path>', 'of the log on the server')
    .requiredOption('--out <file>', 'the bytes are appended here')
    .requiredOption('--ledger <file>', 'remembers the place; start again with it to go on')
    .addOption(
      new Option('--from <place>', 'where to begin without a ledger')
        .choices(['start', 'end'])
        .default('start'),
    )
    .action((options: FollowOptions) => follow(context, options));
}

const told: readonly FollowEvent['event'][] = [
  'connected',
  'disconnected',
  'resumed',
  'rotated',
  'recovered',
  'gap',
  'stopped',
];

async function follow(context: CliContext, options: FollowOptions): Promise<void> {
  const { stopped } = context;
  const print = (event: object): void => context.print(event, JSON.stringify(event));
  // What only views show is left out: the words here are a promise (docs/cli.md).
  const onEvent = (event: FollowEvent): void => {
    if (told.includes(event.event)) print(event);
  };
  const target = parseTarget(options.ssh);
  print({ event: 'started', pid: process.pid });
  // Loaded here: other commands start faster without it.
  const { followToFile } = await import('../../host/index');
  await followToFile({
    ...target,
    identityPath: context.path(options.identity),
    knownHostsPath: context.path(options.knownHosts),
    path: options.path,
    out: context.path(options.out),
    ledger: context.path(options.ledger),
    from: options.from,
    onEvent,
    signal: stopped,
  });
}

/** `USER@HOST:PORT`; the port may be left out, an IPv6 address stands in brackets. */
function parseTarget(text: string): { username: string; host: string; port: number } {
  const match = /^([^@]+)@(\[[^\]]+\]|[^:@]+)(?::(\d{1,5}))?$/.exec(text);
  const port = Number(match?.[3] ?? 22);
  if (!match?.[1] || !match[2] || port < 1 || port > 65_535)
    throw new AppError('cli.usage', { detail: `--ssh ${text}` });
  return { username: match[1], host: match[2].replace(/^\[|\]$/g, ''), port };
}
