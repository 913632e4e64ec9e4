import type { Command } from 'commander';
import { AppError } from '../../contract/errors';
import { askPassphrase } from '../ask';
import type { CliContext } from '../context';
import { createPlatform } from '../platform';
import { columns } from './files';

/** `profile check`, `profile backup`, `profile restore`. */
export function registerProfile(program: Command, context: CliContext): void {
  const profile = program.command('profile').description('Care of the profile folder.');
  profile
    .command('check')
    .description('Reads everything once and says what is damaged; exit code 1 when something is.')
    .action(async () => {
      const result = await context.withHost((client) => client.profile.check({}));
      context.print(
        result,
        columns(
          result.checks.map(({ name, ok, detail, count }) => [
            ok ? 'ok' : 'DAMAGED',
            name,
            detail ?? String(count),
          ]),
        ),
      );
      if (!result.ok) throw new AppError('profile.damaged', { path: context.folder });
    });
  profile
    .command('backup')
    .description('Writes an encrypted backup: the wrapped key, the store and all attachments.')
    .argument('<file>')
    .option('--overwrite', 'replace the file when it exists')
    .action(async (file: string, options: { overwrite?: boolean }) => {
      const input = { file: context.path(file), overwrite: options.overwrite === true };
      const result = await context.withHost((client) => client.profile.backup(input));
      context.print(result, `${result.path}  ${result.bytes} bytes  SHA-256 ${result.sha256}`);
    });
  profile
    .command('restore')
    .description('Restores a backup into a new profile folder, as a device of its own.')
    .argument('<file>')
    .option('--recovery-key', 'open it with the recovery key, read from stdin')
    .action((file: string, options: { recoveryKey?: boolean }) => restore(context, file, options));
}

/** The vault is in the backup, so no profile is opened or made before. */
async function restore(
  context: CliContext,
  file: string,
  options: { recoveryKey?: boolean },
): Promise<void> {
  const key = options.recoveryKey
    ? { recoveryKey: (await context.readStdin()).trim() }
    : { passphrase: context.secrets.passphrase ?? (await askPassphrase('existing')) };
  const { createHost } = await import('../../host/index');
  const connection = createHost(createPlatform('cli', context.folder)).connect();
  try {
    await connection.client.profile.restore({ file: context.path(file), key });
  } finally {
    connection.close();
  }
  context.print({ folder: context.folder }, `Restored into ${context.folder}.`);
}
