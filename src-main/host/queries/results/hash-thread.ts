import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { linesOfFrame } from './excerpt';
import { decodeFrame } from './frame';

/** A frame to add, or the end. */
export type HashRequest = { plain: Uint8Array } | { end: true };
export type HashReply = { taken: number } | { sha256: string };

// This is the begin of a thread.
const hash = createHash('sha256');

parentPort?.on('message', (request: HashRequest) => {
  if ('end' in request) {
    parentPort?.postMessage({ sha256: hash.digest('hex') } satisfies HashReply);
    return;
  }
  const { plain } = request;
  hash.update(linesOfFrame(decodeFrame(Buffer.from(plain.buffer, plain.byteOffset, plain.length))));
  parentPort?.postMessage({ taken: plain.length } satisfies HashReply);
});
