/** Running a server as an ordinary user when the tests run as root. */
import { chown } from 'node:fs/promises';
import { run } from './process';
import { requireProgram } from './parts';

/** A user of this machine, by number. */
export interface Account {
  uid: number;
  gid: number;
}

/** True when the tests run as root. */
export const runningAsRoot = process.getuid?.() === 0;

/** The first of the named users that exists here. */
async function findAccount(names: readonly string[]): Promise<Account> {
  for (const name of names) {
    try {
      const fields = (await run('getent', ['passwd', name])).trim().split(':');
      return { uid: Number(fields[2]), gid: Number(fields[3]) };
    } catch {
      // getent ends with 2 when there is no such user: try the next.
    }
  }
  throw new Error(`None of the users ${names.join(', ')} exists.`);
}

/**
 * A command that runs as the first existing user of `names` when the tests run as root, and
 * as it is otherwise; `folders` are handed to that user. setpriv replaces itself with the
 * command, so the process id stays the server's own.
 */
export async function asOrdinaryUser(
  names: readonly string[],
  folders: readonly string[],
): Promise<(command: string, args: readonly string[]) => [string, string[]]> {
  if (!runningAsRoot) return (command, args) => [command, [...args]];
  const account = await findAccount(names);
  for (const folder of folders) await chown(folder, account.uid, account.gid);
  const setpriv = requireProgram('setpriv');
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'];
  return (command, args) => [setpriv, [...identity, '--', command, ...args]];
}
