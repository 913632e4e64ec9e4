import { AppError } from '../../../contract/errors';
import { Offsets } from '../remote/index';
import type { RemoteHandle } from './remote-handle';
import { lineFrom } from './remote-job';
import { nextPickedError } from './remote-next';
import { levelExpression } from './remote-terms';

/** Lines that are found at once: the next error is hoped to be among few, then among more. */
const [fewLines, mostLines] = [200, 20_000];
/** Bytes that are looked through at first for the error before a place; then four times as many. */
const firstBytes = 4 * 1024 * 1024;
/** The host is not asked for longer: who wants to wait filters, and sees what is found meanwhile. */
const mostSeconds = 60;

/**
 * Where the next line that is an error or worse stands in a file that is read in place, at or after a
 * place or before it; null: there is none. Its host tells lines with words of such levels; what
 * level they are of is found here.
 *
 * @throws AppError `logs.in-place-packed`, `logs.in-place-level`, `logs.no-error-in-time` {host},
 *   those of `findPlaces`
 */
export async function nextErrorOnHost(
  handle: RemoteHandle,
  place: number,
  backwards: boolean,
  signal: AbortSignal,
): Promise<number | null> {
  if (!handle.picks) throw new AppError('logs.in-place-packed');
  const format = handle.reading?.format;
  const expression = format ? levelExpression(format, 'error', true) : null;
  if (!expression) throw new AppError('logs.in-place-level');
  const until = Date.now() + mostSeconds * 1000;

  /** Goes through a range, and gives the first error of it, or the last one. */
  const look = async (begin: number, to: number | null): Promise<number | null> => {
    let last: number | null = null;
    let most = backwards ? mostLines : fewLines;
    for (let from = begin; ;) {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds <= 0) throw tooLate(handle);
      const offsets = new Offsets();
      const { stopped } = await handle.findPlaces({
        expressions: [{ expression, exclude: false }],
        from,
        before: 0,
        to,
        most,
        seconds,
        signal,
        onCommand: () => undefined,
        onPlaces: (places) => {
          for (const one of places) offsets.push(one);
        },
        onPosition: () => undefined,
      });
      const found = await errorAmong(handle, offsets, backwards, signal);
      if (found !== null && !backwards) return found;
      last = found ?? last;
      if (stopped === null) return last;
      if (stopped !== 'hits') throw tooLate(handle);
      // The last line is found again; what is told of it is known.
      from = offsets.last ?? from;
      most = mostLines;
    }
  };

  if (!backwards) return await look(place, null);
  let size = firstBytes;
  for (let to = place; to > 0; size *= 4) {
    const from = await lineFrom(handle, Math.max(0, to - size), signal);
    const found = await look(from, to);
    if (found !== null) return found;
    to = from;
  }
  return null;
}

/** The first of some lines that is an error, or the last one. */
async function errorAmong(
  handle: RemoteHandle,
  offsets: Offsets,
  backwards: boolean,
  signal: AbortSignal,
): Promise<number | null> {
  const position = backwards ? offsets.count : 0;
  const picked = handle.pick(offsets);
  const line = await nextPickedError(picked, position, backwards, signal, Infinity);
  return line === null ? null : (offsets.at(line) ?? null);
}

function tooLate({ about }: RemoteHandle): AppError {
  return new AppError('logs.no-error-in-time', { host: about.host });
}
