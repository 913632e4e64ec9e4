import type { ByteSource } from '../source';
import { LocalSource } from './local';

/** What of a packed file is meant. */
export interface OpenOptions {
  /** Name of a file in a zip; without it the only one. */
  entry?: string | undefined;
}

/**
 * Opens a log of this machine.
 *
 * @throws AppError `file.missing`, `file.unreadable`, `logs.is-folder`, `logs.not-a-file`
 */
export async function openLocal(path: string, _options: OpenOptions = {}): Promise<ByteSource> {
  return await LocalSource.open(path);
}
