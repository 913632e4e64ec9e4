import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultProfileFolder, demoProfileFolder } from '../kit/program';

/** What this run was asked for on its command line. */
export interface ShellArguments {
  /** Profile folder of the first window. */
  folder: string;
  demo: boolean;
}

/**
 * Reads `--data DIR` and `--demo`. Everything else belongs to Electron and Chromium.
 *
 * @param base where relative paths start: the folder the user is in (INIT_CWD)
 */
export function readArguments(args: readonly string[], base: string): ShellArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, demo: { type: 'boolean' } },
    strict: false,
  });
  const demo = values.demo === true;
  if (typeof values.data === 'string') return { folder: resolve(base, values.data), demo };
  return { folder: demo ? demoProfileFolder() : defaultProfileFolder(), demo };
}

/**
 * Where Electron keeps what is its own for a profile, such as the lock of the single
 * instance and the place of the window. Beside the profiles, since Chromium encrypts nothing,
 * and under a name that does not tell the profile's.
 */
export function shellFolder(profileFolder: string): string {
  const name = createHash('sha256').update(profileFolder).digest('hex').slice(0, 16);
  return join(dirname(defaultProfileFolder()), 'desktop', name);
}
