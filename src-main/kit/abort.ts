import { AppError } from '../contract/errors';

/** What the promise gives, unless the signal aborts first. @throws AppError `wire.cancelled` */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new AppError('wire.cancelled'));
    if (signal.aborted) {
      // Nobody waits for its failure any more; unheard, it would end the process.
      promise.catch(() => undefined);
      return onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
