import { posix } from 'node:path';
import type { Outputs } from '../../contract/index';
import { nameMatcher } from './engine/sources/wildcard';
import { isGlob, pathBytes, pathText, type RemoteHost } from './remote/index';

/** Types in `st_mode`. */
const typeBits = 0o170000;
const folderBits = 0o040000;
const fileBits = 0o100000;
const linkBits = 0o120000;
/** Links whose targets are looked up; of a folder full of them the others are taken for files. */
const mostLinks = 500;
const packedName = /\.(gz|zst|zip|bz2|xz|z)$/i;

type Browsed = Outputs['logViews']['browse'];

/**
 * Entries of a folder on a host, the newest first; a pattern stands in the last part of the path.
 *
 * @throws AppError `files.missing`, `files.denied`, `files.sftp-unavailable`, `ssh.…`
 */
export async function browseOnHost(
  host: RemoteHost,
  path: string,
  limit: number,
  signal: AbortSignal,
): Promise<Browsed> {
  return await host.again(signal, async () => {
    const client = await host.sftp();
    const bytes = (text: string): Buffer => pathBytes(text, host.names);
    const home = path === '' || path === '~' || path.startsWith('~/');
    const base = home ? pathText(await client.realPath(bytes('.')), host.names) : '';
    const asked = home ? posix.join(base, path.replace(/^~?\/?/, '')) : path;
    const pattern = isGlob(posix.basename(asked));
    const folder = pattern ? posix.dirname(asked) : asked;
    const matches = pattern ? nameMatcher(posix.basename(asked), false) : () => true;
    const entries: Browsed['entries'] = [];
    let links = 0;
    for await (const listed of client.list(bytes(folder))) {
      signal.throwIfAborted();
      for (const { name: raw, attributes } of listed) {
        const name = pathText(raw, host.names);
        if (!matches(name)) continue;
        const full = posix.join(folder, name);
        let found = attributes;
        if (((found.mode ?? 0) & typeBits) === linkBits && (links += 1) <= mostLinks)
          // A link to nowhere is left out below.
          found = await client.stat(bytes(full)).catch(() => attributes);
        const type = (found.mode ?? fileBits) & typeBits;
        if (type !== folderBits && type !== fileBits) continue;
        entries.push({
          name,
          path: full,
          kind: type === folderBits ? 'folder' : 'file',
          bytes: found.size ?? 0,
          changedAt: found.modifiedAt === null ? null : found.modifiedAt * 1000,
          packed: packedName.test(name),
        });
      }
    }
    entries.sort((left, right) => (right.changedAt ?? 0) - (left.changedAt ?? 0));
    return { folder, truncated: entries.length > limit, entries: entries.slice(0, limit) };
  });
}
