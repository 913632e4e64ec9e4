/** What is alive while a server sends: garbage, and so the load of the machine, has no part in it. */
import { Duplex, Transform } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { DatabaseTarget } from '../../src-main/host/queries/drivers/port';

/** It is looked at each time so many bytes have come. */
const everyBytes = 16 * 1024 * 1024;

/** A target whose streams are watched; `most` are the bytes that were alive at most. */
export function watchedTarget(target: DatabaseTarget): { target: DatabaseTarget; most(): number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let most = 0;
  const look = (): void => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external);
  };
  const open: DatabaseTarget['open'] = async (signal, at) => {
    const { stream, release } = await target.open(signal, at);
    let since = 0;
    const watch = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        since += chunk.length;
        if (since >= everyBytes) {
          since = 0;
          look();
        }
        done(null, chunk);
      },
    });
    return { stream: Duplex.from({ readable: stream.pipe(watch), writable: stream }), release };
  };
  return { target: { ...target, open }, most: () => most };
}
