import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** State LISTEN in /proc/net/tcp (proc_pid_net(5)). */
const listening = '0A';

/**
 * Who listens on a TCP port of this computer: `postgres (4711)`. Null where that cannot be
 * told: a program of somebody else, or a system other than Linux.
 */
export async function listenerOnPort(port: number): Promise<string | null> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readOrEmpty));
  const sockets = new Set(tables.flatMap((table) => listenersIn(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid) || !(await holdsAny(pid, sockets))) continue;
    const name = (await readOrEmpty(join('/proc', pid, 'comm'))).trim();
    return name === '' ? null : `${name} (${pid})`;
  }
  return null;
}

/** Names, as in /proc/PID/fd, of the sockets of a table that listen on a port. */
function listenersIn(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [address = '', state, inode] = [fields[1], fields[3], fields[9]];
    return state === listening && address.endsWith(`:${wanted}`) ? [`socket:[${inode}]`] : [];
  });
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = join('/proc', pid, 'fd');
  for (const descriptor of await readdir(folder).catch(() => [])) {
    const target = await readlink(join(folder, descriptor)).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'latin1').catch(() => '');
}
