import { largestFileBytes, type FileOrigin } from '../../contract/cases';
import { AppError } from '../../contract/errors';
import type { Excerpt } from '../cases/index';
import { decodeName, nameOf, pathOf } from './paths';
import type { Sides } from './sides';

/**
 * A whole file of a host as evidence: its bytes as they are now, and where it lies.
 *
 * @param path as in `filePlaceSchema` of the contract
 * @throws AppError `file.too-large` beyond `largestFileBytes`, `files.…`, `ssh.…`
 */
export async function fileExcerpt(
  sides: Sides,
  endpointId: string,
  path: string,
): Promise<Excerpt<FileOrigin>> {
  const bytes = pathOf(path);
  const { endpoint, system } = sides.place(endpointId);
  return sides.use(endpointId, async (side) => {
    const name = decodeName(nameOf(bytes), side.encoding);
    const state = await side.stat(bytes);
    const content = await side.readWhole(bytes, largestFileBytes);
    if (!content) throw new AppError('file.too-large', { name, limit: '20 MiB' });
    return {
      title: name,
      pieces: [content],
      origin: {
        system: system.name,
        environment: system.environment,
        host: endpoint.name,
        username: endpoint.detail.kind === 'ssh' ? endpoint.detail.username : '',
        path: decodeName(bytes, side.encoding),
        changedAt: state.changedAt,
      },
    };
  });
}
