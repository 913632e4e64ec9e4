import { AppError } from '../../../contract/errors';
import { evidenceOf, readSamples } from '../engine/document/samples';
import type { ByteSource } from '../engine/index';
import type { LogEncoding } from '../engine/text/index';
import { runsNothing, type RemoteHost } from './host';
import { openRemote } from './packed';
import { searchOnHost, type RemoteFound, type RemoteSearchOptions } from './search';
import { searchHere } from './search-here';

/** So much of one file, and of all files of a search, is moved where the host cannot search. */
const mostOfFile = 64 * 1024 * 1024;
const mostOfAll = 256 * 1024 * 1024;

/**
 * Searches files on a host by its own tools; those that its tools cannot search are moved, up to
 * bounds, and searched here. What is wrong with one file is said in its place.
 *
 * @throws AppError `logs.expression-…`; `logs.host-cannot-search` and `ssh.…` are those of
 *   {@link searchOnHost} for what cannot be moved either; `wire.cancelled`
 */
export async function* searchAnywhere(
  host: RemoteHost,
  options: Pick<RemoteSearchOptions, 'paths' | 'words' | 'encodingOf' | 'hitsPerFile' | 'signal'>,
): AsyncGenerator<RemoteFound, void> {
  /** Files that are to be moved, by why they are not searched there. */
  const left = new Map<string, AppError | null>(options.paths.map((path) => [path, null]));
  try {
    for await (const found of searchOnHost(host, options)) {
      if (found.error?.code === 'logs.host-cannot-search') left.set(found.path, found.error);
      else {
        left.delete(found.path);
        yield found;
      }
    }
  } catch (error) {
    if (!(error instanceof AppError) || !cannot(error)) throw error;
    for (const [path, why] of left) left.set(path, why ?? error);
  }
  let room = mostOfAll;
  for (const [path, why] of left) {
    if (room <= 0) {
      yield { ...nothing(path), error: why };
      continue;
    }
    const { found, moved } = await searchMoved(host, path, Math.min(room, mostOfFile), options);
    room -= moved;
    yield found;
  }
}

function cannot(error: AppError): boolean {
  return error.code === 'logs.host-cannot-search' || runsNothing(error);
}

async function searchMoved(
  host: RemoteHost,
  path: string,
  mostBytes: number,
  { words, encodingOf, hitsPerFile: hits, signal }: Parameters<typeof searchAnywhere>[1],
): Promise<{ found: RemoteFound; moved: number }> {
  let source: ByteSource | null = null;
  try {
    source = await openRemote(host, path, signal);
    const encoding = encodingOf?.(path) ?? (await encodingIn(source, signal));
    const until = signal ? { signal } : {};
    const found = await searchHere(source, path, { words, encoding, hits, mostBytes, ...until });
    return { found, moved: Math.min(source.size, mostBytes) };
  } catch (error) {
    if (!(error instanceof AppError) || signal?.aborted) throw error;
    return { found: { ...nothing(path), error }, moved: source?.size ?? 0 };
  } finally {
    await source?.close();
  }
}

/** By three samples; where they are plain, each line for itself. */
async function encodingIn(source: ByteSource, signal?: AbortSignal): Promise<LogEncoding> {
  const { plain, encoding } = evidenceOf(await readSamples(source, signal));
  return plain ? 'mixed' : encoding;
}

function nothing(path: string): RemoteFound {
  return { path, lines: null, hits: [], stopped: null, error: null, command: '' };
}
