import type { Command } from 'commander';
import { AppError } from '../../contract/errors';
import type { CliContext } from '../context';
import { askSecret } from '../ask';

/** `secret set`, `secret list`, `secret remove`: entries of the vault. Values only go in. */
export function registerSecret(program: Command, context: CliContext): void {
  const secret = program.command('secret').description('Entries of the vault; values only go in.');
  secret
    .command('set')
    .description('Stores a value read from stdin, without its last line break.')
    .argument('<name>')
    .action(async (name: string) => {
      const value = process.stdin.isTTY
        ? await askSecret(`Value of ${name}: `)
        : (await context.readStdin()).replace(/\r?\n$/, '');
      if (value === '') throw new AppError('cli.usage', { detail: 'the value on stdin is empty' });
      await context.withHost((client) => client.secrets.set({ name, value }));
      context.print({ name }, `Stored ${name}.`);
    });
  secret
    .command('list')
    .description('Lists the names.')
    .action(() =>
      context.withHost(async (client) => {
        for (const entry of await client.secrets.list({})) context.print(entry, entry.name);
      }),
    );
  secret
    .command('remove')
    .description('Removes an entry that no endpoint names any more.')
    .argument('<name>')
    .action(async (name: string) => {
      await context.withHost((client) => client.secrets.remove({ name }));
      context.print({ name }, `Removed ${name}.`);
    });
}
