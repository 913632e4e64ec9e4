import type { Command } from 'commander';
import { AppError } from '../../contract/errors';
import type { CliContext } from '../context';

/** `ssh …`: connections of the profile. */
export function registerSsh(program: Command, context: CliContext): void {
  const command = program.command('ssh').description('SSH hosts of the profile.');
  command
    .command('trust')
    .description('Accepts a host key by its fingerprint.')
    .argument('<host>', 'HOST or HOST:PORT')
    .argument('<fingerprint>', 'SHA256:…, as ssh-keygen -lf prints it')
    .action((host: string, fingerprint: string) =>
      context.withHost(async (client) => {
        const key = { ...parseHost(host), fingerprint };
        await client.ssh.trust(key);
        context.print(key, `${key.host} port ${key.port}: ${fingerprint}`);
      }),
    );
}

/** `HOST`, `HOST:PORT`, `[IPv6]`, `[IPv6]:PORT`, or a bare IPv6 address. */
export function parseHost(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? (text.split(':').length > 2 ? text : '');
  const port = Number(match?.[3] ?? 22);
  if (host === '' || port < 1 || port > 65_535) throw new AppError('cli.usage', { detail: text });
  return { host, port };
}
