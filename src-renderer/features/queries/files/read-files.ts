import { AppError } from '../../../../src-main/contract/errors';
import { base64Of } from '../../../ui/index';

/** Bytes that one call takes: a frame is no larger than 32 MB, and Base64 makes four of three. */
const mostBytes = 20 * 1024 * 1024;

/** A file as an import takes it: its path with `/`, its bytes as Base64. */
export interface GivenFile {
  name: string;
  data: string;
}

/**
 * The files of queries among those that were chosen; what else lies in a folder is left alone.
 *
 * @throws AppError `queries.import-large` {path}
 */
export async function readGivenFiles(files: readonly File[]): Promise<GivenFile[]> {
  const wanted = files.filter(({ name }) => /\.(?:ya?ml|sql|zip)$/i.test(name));
  const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
  if (bytes > mostBytes)
    throw new AppError('queries.import-large', { path: wanted[0]?.name ?? '' });
  return Promise.all(
    wanted.map(async (file) => ({ name: nameOf(file), data: await base64Of(file) })),
  );
}

/** Below the folder that was chosen, whose own name is no folder of the library. */
function nameOf({ name, webkitRelativePath }: File): string {
  return webkitRelativePath.includes('/')
    ? webkitRelativePath.slice(webkitRelativePath.indexOf('/') + 1)
    : name;
}
