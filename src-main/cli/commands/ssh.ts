import type { Command } from 'commander';
import { AppError } from '../../contract/errors';
import type { SshTestStep } from '../../contract/ssh';
import { readStream } from '../../contract/wire/index';
import type { CliContext } from '../context';
import { plain, withPrompts } from '../prompts';
import { columns } from './files';
import { findSshEndpoint } from './ssh-hosts';

/** `ssh …`: connections of the profile. */
export function registerSsh(program: Command, context: CliContext): void {
  const command = program.command('ssh').description('SSH hosts of the profile.');
  command
    .command('test')
    .description('Connects once, hop by hop, and says what the host offers.')
    .argument('<host>', 'name, id, HOST or HOST:PORT of an SSH host of the profile')
    .action((host: string) => test(context, host));
  command
    .command('trust')
    .description('Accepts a host key by its fingerprint.')
    .argument('<host>', 'HOST or HOST:PORT')
    .argument('<fingerprint>', 'SHA256:…, as ssh-keygen -lf prints it')
    .action((host: string, fingerprint: string) =>
      context.withHost(async (client) => {
        const key = { ...parseHost(host), fingerprint };
        await client.ssh.trust(key);
        context.print(
          key,
          `The host key ${fingerprint} of ${key.host} port ${key.port} is trusted.`,
        );
      }),
    );
}

/**
 * Tests a connection: a line a step and hop, each when it has ended. What failed first is what
 * the command fails with.
 */
async function test(context: CliContext, typed: string): Promise<void> {
  const { stopped } = context;
  await context.withHost(async (client) => {
    const endpoint = findSshEndpoint(await client.systems.inventory({}), typed);
    const steps: SshTestStep[] = [];
    await withPrompts(client, async () => {
      const frames = client.ssh.test({ endpointId: endpoint.id }, { signal: stopped });
      for await (const batch of readStream<SshTestStep>(client, frames)) {
        for (const step of batch) {
          if (step.state === 'running') continue;
          steps.push(step);
          context.print(step, readable(step));
        }
      }
    });
    const failed = steps.find(({ error }) => error !== null)?.error;
    if (failed) throw AppError.fromData(failed as Parameters<typeof AppError.fromData>[0]);
  });
}

const stateWords: Record<SshTestStep['state'], string> = {
  running: '…',
  ok: 'ok',
  warning: 'note',
  failed: 'FAILED',
  skipped: 'not checked',
};
/** Facts that are for programs, or that say what the step's name says already. */
const quietFacts = ['family', 'endpoint', 'unproven', 'plain'];

/** `db-01       login      ok           method publickey · server SSH-2.0-…` */
function readable({ host, step, state, facts, error }: SshTestStep): string {
  const found = Object.entries(facts)
    .filter(([name, value]) => value !== null && value !== '' && !quietFacts.includes(name))
    .map(([name, value]) => `${name} ${plain(String(value))}`);
  if (facts['plain'] === true) found.push('plain C locale');
  if (facts['unproven'] === true) found.push('unproven');
  // Its text stands at the end, where the command fails with it.
  if (error) found.push(error.code);
  const cells = [plain(host).padEnd(16), step.padEnd(9), stateWords[state].padEnd(12)];
  return columns([[...cells, found.join(' · ')]]);
}

/** `HOST`, `HOST:PORT`, `[IPv6]`, `[IPv6]:PORT`, or a bare IPv6 address. */
function parseHost(text: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? (text.split(':').length > 2 ? text : '');
  const port = Number(match?.[3] ?? 22);
  if (host === '' || port < 1 || port > 65_535) throw new AppError('cli.usage', { detail: text });
  return { host, port };
}
